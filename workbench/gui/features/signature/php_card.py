"""The PHP-stable line: whether both readings of the body give one token, what differs if not, and the repair."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import Shown
from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.values import Lines, restyle
from workbench.signing import WireForm

_OTHERWISE = "PHP writes this otherwise"


class PhpCard(QFrame):
    """Says yes or the reason, and offers *Make PHP-stable*."""

    make_stable_requested = Signal()

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._themes, self._privacy = themes, privacy
        self.setProperty("role", "card")
        self._shown: Shown | None = None
        self._mark = QLabel()
        self.says = Lines("PHP-stable", "phpStable", "text")
        self.make_stable = button(
            "Make PHP-stable",
            "link",
            "makePhpStable",
            "Rewrite the text as PHP would; one undo takes it back (Ctrl+Shift+P)",
        )
        self.make_stable.clicked.connect(self.make_stable_requested)
        self._hint = muted("· one step, undoable")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        mark_box = QVBoxLayout()
        mark_box.setContentsMargins(0, 2, 0, 0)
        mark_box.addWidget(self._mark)
        mark_box.addStretch(1)
        row.addLayout(mark_box)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.says)
        repair = QHBoxLayout()
        repair.setSpacing(4)
        repair.addWidget(self.make_stable)
        repair.addWidget(self._hint)
        repair.addStretch(1)
        column.addLayout(repair)
        row.addLayout(column, 1)
        themes.theme_changed.connect(self._take_theme)
        privacy.mask_changed.connect(self._show_again)
        self._take_theme()

    def show_reading(self, shown: Shown) -> None:
        """Show what PHP would make of the wire bytes."""
        self._shown = shown
        reading = shown.reading
        if reading is None:
            self._show("…", "muted", "Reading the body as PHP would…", repairable=False)
            return
        php = reading.php
        if php.stable:
            self._show("✓", "good", "PHP-stable: both readings give this token", repairable=False)
        elif php.stable is None:
            self._show("!", "warn", php.says, repairable=False)
        else:
            self._show("!", "warn", php.says, repairable=shown.form is not WireForm.PHP)
        # PHP's writing of a value is the value, or nearly so.
        says = [each.says if self._privacy.mask is None else _OTHERWISE for each in php.differences[:12]]
        where = [each.offset for each in php.differences[:12]]
        self.says.setToolTip("\n".join(f"at byte {at}: {words}" for at, words in zip(where, says, strict=True)))

    def _take_theme(self) -> None:
        self._mark.setFont(self._themes.current.text)

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_reading(self._shown)

    def _show(self, mark: str, role: str, says: str, *, repairable: bool) -> None:
        self._mark.setText(mark)
        restyle(self._mark, role=role)
        self.says.show_value(says)
        self.make_stable.setVisible(repairable)
        self._hint.setVisible(repairable)
