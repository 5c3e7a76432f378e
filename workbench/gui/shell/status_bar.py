"""Shows the status bar: badges, caret, size and encoding of the body, keyring state, and hosts that were sent to."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QStatusBar

from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import Session
from workbench.gui.core.state import SignatureState
from workbench.gui.core.status import Status
from workbench.gui.widgets.parts import muted
from workbench.gui.widgets.plain_text import plain_label, plain_tip
from workbench.gui.widgets.values import Line, restyle
from workbench.operations import Reading
from workbench.workspace.view import BodyFacts

MESSAGE_MS = 6000
"""Milliseconds for which a message is shown."""


class StatusBar(QStatusBar):
    """The status of the front document and the session, and short messages.

    Attributes:
        message_timer: runs while a message is shown.
    """

    def __init__(self, status: Status, session: Session, profiles: ActiveProfile, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._privacy = privacy
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 0, 12, 0)
        self.caret = Line("Status", "status", "muted")
        self.caret.setToolTip("Line and column, size, encoding, line ends, the last line's end")
        self._json = plain_label()
        self._masked = plain_label("masked")
        self._masked.setProperty("role", "calm badge")
        self._masked.setObjectName("maskedBadge")
        self._masked.setFixedHeight(18)
        self._masked.setToolTip("Device ids, addresses and tokens are hidden in this window (Ctrl+Shift+M shows them)")
        self._masked.setVisible(privacy.mask is not None)
        self._private = plain_label("private session")
        self._private.setProperty("role", "calm badge")
        self._private.setObjectName("privateBadge")
        self._private.setFixedHeight(18)
        self._private.setToolTip(
            "New sends are not recorded in the history; the log shows them until this window is closed. "
            "Drafts are still saved"
        )
        self._private.hide()
        self._history = plain_label("history unavailable")
        self._history.setProperty("role", "badge")
        self._history.setObjectName("historyBadge")
        self._history.setFixedHeight(18)
        self._history.hide()
        self._traffic_text = ""
        self._keyring = muted("")
        self._traffic = muted("")
        self._message = muted("")
        self.message_timer = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self.message_timer.timeout.connect(self._message.hide)
        self._message.setContentsMargins(0, 0, 16, 0)
        self._message.hide()
        self._keyring.setContentsMargins(0, 0, 16, 0)
        self.addWidget(self._masked)
        self.addWidget(self._private)
        self.addWidget(self._history)
        self.addWidget(self.caret, 1)
        self.addWidget(self._json)
        self.addPermanentWidget(self._message)
        self.addPermanentWidget(self._keyring)
        self.addPermanentWidget(self._traffic)
        privacy.mask_changed.connect(self._update_mask)
        status.message.connect(self.show_message)
        status.caret.connect(self.show_caret)
        status.traffic.connect(self.show_traffic)
        status.private.connect(self.show_private)
        status.history_error.connect(self.show_history)
        session.derived.connect(self._show_derivation)
        session.reading_finished.connect(self._show_reading)
        profiles.keyring_changed.connect(lambda state, advice, _usable: self.show_keyring(state, advice))
        self.show_keyring("read when needed", "The keyring is read when a stored profile is used.")

    def show_private(self, on: bool) -> None:
        """Show whether the session is private."""
        self._private.setVisible(on)

    def show_history(self, error: str) -> None:
        """Show an error of the history as a badge with a tooltip; empty hides the badge."""
        self._history.setToolTip(plain_tip(error))
        self._history.setAccessibleDescription(error)
        self._history.setVisible(bool(error))

    def show_caret(self, line: int, column: int, facts: BodyFacts) -> None:
        """Show the position of the caret, and size, encoding and line ends of the front document."""
        text = "    ".join(_parts(line, column, facts))
        self.caret.show_value(text)
        self.caret.setFixedWidth(self.caret.fontMetrics().horizontalAdvance(text) + 12)

    def show_json(self, valid: bool | None, tooltip: str) -> None:
        """Show whether the body is valid JSON; None while it is unknown."""
        self._json.setText("" if valid is None else ("✓ JSON" if valid else "✗ not JSON"))
        self._json.setToolTip(plain_tip(tooltip))
        restyle(self._json, role="good" if valid else "bad")

    def show_keyring(self, state: str, advice: str) -> None:
        """Show the state of the keyring."""
        self._keyring.setText(f"Keyring: {state}")
        self._keyring.setToolTip(plain_tip(advice))

    def show_message(self, text: str) -> None:
        """Show a message for a few seconds, and announce it to screen readers."""
        self._message.setText(text)
        self._message.show()
        self.message_timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._message, text))

    def show_traffic(self, text: str) -> None:
        """Show which hosts were sent to."""
        self._traffic_text = text
        self._traffic.setText(self._privacy.hide(text))

    def _show_derivation(self, shown: SignatureState) -> None:
        if shown.reading is None:
            self.show_json(None, "This large body is still being parsed")

    def _show_reading(self, _document_id: int, reading: Reading) -> None:
        problem = reading.problem
        self.show_json(problem is None, problem.says if problem else "The body is JSON")

    def _update_mask(self) -> None:
        self._masked.setVisible(self._privacy.mask is not None)
        self.show_traffic(self._traffic_text)


def _parts(line: int, column: int, facts: BodyFacts) -> list[str]:
    ends = {"none": "one line", "mixed": "mixed line ends"}.get(facts.line_end, facts.line_end)
    return [
        f"{line}:{column}",
        f"{facts.size} byte{'' if facts.size == 1 else 's'}",
        _encoding(facts),
        ends,
        "final newline" if facts.final_newline else "no final newline",
    ]


def _encoding(facts: BodyFacts) -> str:
    if facts.utf8:
        return "UTF-8 with BOM" if facts.bom else "UTF-8"
    return "BOM, but not UTF-8" if facts.bom else "not UTF-8"
