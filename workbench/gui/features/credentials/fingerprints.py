"""Provides the widget that shows the fingerprints of a profile's values on request, as that reads the keyring."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from workbench.gui.core.state import Values
from workbench.gui.features.credentials.text import LABEL, note
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.plain_text import plain_label, plain_tip


class Fingerprints(QWidget):
    """A link that is replaced by the fingerprints.

    Signals:
        wanted(): the fingerprints were requested.
    """

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asked = False
        self.link = button(
            "Show fingerprints",
            "link",
            "fingerprintsShow",
            "Eight digits of each value, to compare by phone without revealing it; reads the keyring",
        )
        self.link.clicked.connect(self._ask)
        self._values = {
            which: _digits(name, f"fingerprint{which.title().replace('_', '')}", role)
            for which, name, role in (
                ("api_key", "Fingerprint of the API key", "key"),
                ("secret", "Fingerprint of the secret", "secret"),
                ("old_api_key", "Fingerprint of the old API key", "key"),
                ("old_secret", "Fingerprint of the old secret", "secret"),
            )
        }
        self._note = note("API key and secret, to compare by phone.")
        self._old_label = muted("Old pair")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, LABEL + 4)
        grid.setColumnStretch(3, 1)
        label = muted("Fingerprints")
        label.setFixedSize(LABEL, 24)
        grid.addWidget(label, 0, 0)
        grid.addWidget(self.link, 0, 1, 1, 3)
        for row, pair in enumerate((("api_key", "secret"), ("old_api_key", "old_secret"))):
            for column, which in enumerate(pair, 1):
                grid.addWidget(self._values[which], row, column)
        grid.addWidget(self._old_label, 1, 0)
        grid.addWidget(self._note, 2, 1, 1, 3)
        self.forget()

    def show_values(self, values: Values) -> None:
        """Show the fingerprints if they were requested."""
        if not self._asked:
            return
        self._asked = False
        shown = {
            "api_key": values.api_key_fingerprint,
            "secret": values.secret_fingerprint,
            "old_api_key": values.old_api_key_fingerprint,
            "old_secret": values.old_secret_fingerprint,
        }
        for which, digits in shown.items():
            self._values[which].setText(digits)
            self._values[which].setVisible(bool(digits))
        self.link.hide()
        self._note.show()
        self._old_label.setVisible(bool(values.old_api_key_fingerprint))

    def cancel(self) -> None:
        """Cancel the request: the values could not be read."""
        self._asked = False

    def forget(self) -> None:
        """Show the link instead of the fingerprints: the pair is another one."""
        self._asked = False
        for label in self._values.values():
            label.clear()
            label.hide()
        self._note.hide()
        self._old_label.hide()
        self.link.show()

    def _ask(self) -> None:
        self._asked = True
        self.wanted.emit()


def _digits(name: str, object_name: str, role: str) -> QLabel:
    label = plain_label()
    label.setObjectName(object_name)
    label.setAccessibleDescription(name)
    label.setToolTip(plain_tip(name))
    label.setProperty("role", role)
    label.setProperty("face", "mono")
    label.setFixedHeight(24)
    label.setContentsMargins(0, 0, 12, 0)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
