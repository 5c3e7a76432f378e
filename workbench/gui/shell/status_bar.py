"""The status bar: whether the window is masked; the caret, the size and writing of a body; the keyring; what left."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QStatusBar

from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import Session
from workbench.gui.core.state import SignatureState
from workbench.gui.core.status import Status
from workbench.gui.widgets.parts import muted
from workbench.gui.widgets.values import Line, restyle
from workbench.operations import Reading
from workbench.workspace.view import BodyFacts

MESSAGE_MS = 6000
"""How long a passing word stands, in milliseconds."""


class StatusBar(QStatusBar):
    """What is true of the document in front, in one line; and for a moment, what was just done.

    Attributes:
        message_timer: runs while a passing word stands.
    """

    def __init__(self, status: Status, session: Session, profiles: ActiveProfile, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._privacy = privacy
        self.setSizeGripEnabled(False)
        self.setContentsMargins(12, 0, 12, 0)
        self.caret = Line("Status", "status", "muted")
        self.caret.setToolTip("Line and column, size, encoding, line ends, the last line's end")
        self._json = QLabel()
        self._masked = QLabel("masked")
        self._masked.setProperty("role", "calm badge")
        self._masked.setObjectName("maskedBadge")
        self._masked.setFixedHeight(18)
        self._masked.setToolTip("Device ids and e-mail addresses are hidden in this window (Ctrl+Shift+M shows them)")
        self._masked.setVisible(privacy.mask is not None)
        self._private = QLabel("private session")
        self._private.setProperty("role", "calm badge")
        self._private.setObjectName("privateBadge")
        self._private.setFixedHeight(18)
        self._private.setToolTip(
            "What is sent from now on is not written to the history; it is gone when this window closes. "
            "Drafts of what is typed are kept as ever"
        )
        self._private.hide()
        self._history = QLabel("history not working")
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
        profiles.keyring_changed.connect(lambda says, advice, _usable: self.show_keyring(says, advice))
        self.show_keyring("asked when needed", "It is asked for the values of a profile that is used.")

    def show_private(self, on: bool) -> None:
        """Show that the session is private, for as long as it is."""
        self._private.setVisible(on)

    def show_history(self, trouble: str) -> None:
        """Show that the history cannot be written or read, for as long as that is so; what it says is its tooltip."""
        self._history.setToolTip(trouble)
        self._history.setAccessibleDescription(trouble)
        self._history.setVisible(bool(trouble))

    def show_caret(self, line: int, column: int, facts: BodyFacts) -> None:
        """Show where the caret is, and the facts of the document in front."""
        words = "    ".join(_words(line, column, facts))
        self.caret.show_value(words)
        self.caret.setFixedWidth(self.caret.fontMetrics().horizontalAdvance(words) + 12)

    def show_json(self, valid: bool | None, says: str) -> None:
        """Show whether the body is JSON: a mark, a word and a colour; None while it is not known."""
        self._json.setText("" if valid is None else ("✓ JSON" if valid else "✗ not JSON"))
        self._json.setToolTip(says)
        restyle(self._json, role="good" if valid else "bad")

    def show_keyring(self, says: str, advice: str) -> None:
        """Show the state of the keyring in words."""
        self._keyring.setText(f"Keyring: {says}")
        self._keyring.setToolTip(advice)

    def show_message(self, says: str) -> None:
        """Show for a moment, and tell a screen reader, what was just done."""
        self._message.setText(says)
        self._message.show()
        self.message_timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._message, says))

    def show_traffic(self, says: str) -> None:
        """Show whether anything has left this machine."""
        self._traffic_text = says
        self._traffic.setText(self._privacy.hide(says))

    def _show_derivation(self, shown: SignatureState) -> None:
        if shown.reading is None:
            self.show_json(None, "Still reading this large body")

    def _show_reading(self, _document_id: int, reading: Reading) -> None:
        problem = reading.problem
        self.show_json(problem is None, problem.says if problem else "The body is JSON")

    def _update_mask(self) -> None:
        self._masked.setVisible(self._privacy.mask is not None)
        self.show_traffic(self._traffic_text)


def _words(line: int, column: int, facts: BodyFacts) -> list[str]:
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
