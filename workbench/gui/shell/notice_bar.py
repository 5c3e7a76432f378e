"""The bar above the editor: what happened, what was kept, and what can be done, with a button for each.

Not a dialog: typing goes on while it stands there, and it never takes the keyboard unasked. Decides nothing.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from workbench.gui.core.notices import Notices
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import Notice, NoticeAction
from workbench.gui.widgets.parts import button
from workbench.gui.widgets.values import Lines, restyle

_MARKS = {"ask": ("?", "warn"), "bad": ("✗", "bad"), "warn": ("!", "warn"), "good": ("✓", "good")}


class NoticeBar(QFrame):
    """One message at a time: why what was just asked for was refused, else the newest question, else the newest.

    Signals:
        focus_returned(): the keyboard was here, and the place it came from is gone.
    """

    focus_returned = Signal()

    def __init__(self, notices: Notices, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._privacy = privacy
        notices.shown.connect(self.show_notice)
        notices.passing.connect(self.show_passing)
        notices.follow_up.connect(self.show_follow_up)
        notices.withdrawn.connect(self.withdraw)
        privacy.mask_changed.connect(self._show_text)
        self.setObjectName("notice")
        self.setProperty("role", "notice")
        self._mark = QLabel()
        self.text = Lines("Notice", "noticeText", "text")
        self.text.setToolTip("What happened, and what can be done")
        self._buttons: list[QPushButton] = []
        self._waiting: list[Notice] = []
        self._passing: Notice | None = None
        self._shown: Notice | None = None
        self._previous_focus: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        mark = QVBoxLayout()
        mark.addWidget(self._mark)
        mark.addStretch(1)
        row.addLayout(mark)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.text)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addStretch(1)
        column.addLayout(self._row)
        row.addLayout(column, 1)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._remember_focus)

    def show_notice(self, notice: Notice) -> None:
        """Show a message and its buttons; a statement that is made again stands here once."""
        self._waiting = [notice, *(each for each in self._waiting if not _repeats(notice, each))]
        self._show_first()

    def show_passing(self, notice: Notice | None) -> None:
        """Show a message that holds only until the next one of its kind, or until None.

        A question is none of them: it stands until it is answered, or withdrawn by who asked it.
        """
        self._waiting = [each for each in self._waiting if each is not self._passing]
        self._passing = None if notice is None or notice.kind == "ask" else notice
        if notice is None:
            self._show_first()
        else:
            self.show_notice(notice)

    def withdraw(self, notice: Notice) -> None:
        """Take this message back, wherever it stands; one that is gone already is no matter."""
        self._waiting = [each for each in self._waiting if each is not notice]
        self._show_first()

    def show_follow_up(self, notice: Notice) -> None:
        """Show what became of what a refusal waits for: in its place, as it holds no longer; a question stays."""
        refused = self._passing is not None and self._passing.kind == "bad"
        (self.show_passing if refused else self.show_notice)(notice)

    def take_focus(self) -> None:
        """Give the keyboard to the button that does nothing but close the message, if there is one."""
        if self._buttons:
            self._buttons[-1].setFocus()

    def _show_first(self) -> None:
        first = next(iter(sorted(self._waiting, key=self._rank)), None)
        if first is self._shown:
            return
        self._shown = first
        focus = QApplication.focusWidget()
        if focus in self._buttons or (first is None and focus is self.text):
            self._return_focus()
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        if first is None:
            self.hide()
            return
        mark, role = _MARKS[first.kind]
        self._mark.setText(mark)
        restyle(self._mark, role=role)
        self._show_text()
        close = NoticeAction("dismiss", "Cancel" if first.actions else "Close", first.dismissed or (lambda: None))
        for each in (*first.actions, close):
            made = button(each.label, "outline", f"notice-{each.id}", f"{each.label} (Ctrl+J leads here)")
            if each is close and first.actions:
                made.setAccessibleName("Cancel the question")  # *Cancel* is the button of the request bar
            made.clicked.connect(lambda _checked=False, each=each: self._answer(first, each))
            self._row.insertWidget(len(self._buttons), made)
            self._buttons.append(made)
            made.show()  # not of itself at once, in a bar that is visible already
        self.show()

    def _rank(self, notice: Notice) -> int:
        """Return what stands first: who has just pressed Send must see why nothing went, whatever else is asked."""
        if notice is self._passing and notice.kind == "bad":
            return 0
        return 1 if notice.kind == "ask" else 2

    def _show_text(self) -> None:
        if self._shown is not None:
            self.text.show_value(self._privacy.hide(self._shown.message))

    def _answer(self, notice: Notice, answer: NoticeAction) -> None:
        self.withdraw(notice)
        answer.callback()

    def _remember_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now) and before is not None and not self.isAncestorOf(before):
            self._previous_focus = before

    def _return_focus(self) -> None:
        before, self._previous_focus = self._previous_focus, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.focus_returned.emit()


def _repeats(notice: Notice, older: Notice) -> bool:
    return older is notice or (older.message == notice.message and "ask" not in (older.kind, notice.kind))
