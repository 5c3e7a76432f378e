"""Shows one notification at a time above the editor, with a button for each action.

It is not modal and never takes the focus by itself.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from workbench.gui.core.notices import Notices
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import Notice, NoticeAction
from workbench.gui.widgets.parts import button
from workbench.gui.widgets.plain_text import plain_label
from workbench.gui.widgets.values import Lines, restyle
from workbench.redaction import redact_known

_MARKS = {"ask": ("?", "warn"), "bad": ("✗", "bad"), "warn": ("!", "warn"), "good": ("✓", "good")}


class NoticeBar(QFrame):
    """Shows the refusal of the last command, otherwise the newest question, otherwise the newest notice.

    Signals:
        focus_returned(): the bar had the focus and was closed, and the previous widget no longer exists.
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
        self._mark = plain_label()
        self.text = Lines("Notice", "noticeText", "text")
        self.text.setToolTip("What happened and what you can do")
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
        """Show a notice and its buttons; a repeated notice is shown once."""
        self._waiting = [notice, *(each for each in self._waiting if not _repeats(notice, each))]
        self._show_first()

    def show_passing(self, notice: Notice | None) -> None:
        """Show a notice until the next passing one, or until None.

        A question is not replaced: it stays until it is answered or withdrawn.
        """
        self._waiting = [each for each in self._waiting if each is not self._passing]
        self._passing = None if notice is None or notice.kind == "ask" else notice
        if notice is None:
            self._show_first()
        else:
            self.show_notice(notice)

    def withdraw(self, notice: Notice) -> None:
        """Remove a notice, if it is still shown or waiting."""
        self._waiting = [each for each in self._waiting if each is not notice]
        self._show_first()

    def show_follow_up(self, notice: Notice) -> None:
        """Show a notice in place of the last refusal, which no longer applies; a question stays."""
        refused = self._passing is not None and self._passing.kind == "bad"
        (self.show_passing if refused else self.show_notice)(notice)

    def take_focus(self) -> None:
        """Set the focus to the button that closes the notice, if one is shown."""
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
            made = button(each.label, "outline", f"notice-{each.id}", f"{each.label} (Ctrl+J focuses it)")
            if each is close and first.actions:
                made.setAccessibleName("Cancel the question")  # the request bar has a button named Cancel
            made.clicked.connect(lambda _checked=False, each=each: self._answer(first, each))
            self._row.insertWidget(len(self._buttons), made)
            self._buttons.append(made)
            made.show()  # a widget added to a visible parent is hidden
        self.show()

    def _rank(self, notice: Notice) -> int:
        """Return the rank of a notice, lowest first: a refused Send must be seen at once."""
        if notice is self._passing and notice.kind == "bad":
            return 0
        return 1 if notice.kind == "ask" else 2

    def _show_text(self) -> None:
        if self._shown is not None:
            self.text.show_value(self._privacy.hide(redact_known(self._shown.message)))

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
