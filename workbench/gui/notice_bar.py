"""The bar above the editor: what happened, what was kept, and what can be done, with a button for each.

Not a dialog: typing goes on while it stands there. Decides nothing.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from workbench.gui.state import Notice
from workbench.gui.widgets.parts import button
from workbench.gui.widgets.values import Lines, restyle

_MARKS = {"ask": ("?", "warn"), "bad": ("✗", "bad"), "warn": ("!", "warn"), "good": ("✓", "good")}


class NoticeBar(QFrame):
    """One message at a time.

    Signals:
        answered(str): the key of the button that was pressed; `dismiss` for the last one.
    """

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("role", "notice")
        self._mark = QLabel()
        self.says = Lines("Notice", "noticeText", "text")
        self._buttons: list[QPushButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        mark = QVBoxLayout()
        mark.addWidget(self._mark)
        mark.addStretch(1)
        row.addLayout(mark)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.says)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addStretch(1)
        column.addLayout(self._row)
        row.addLayout(column, 1)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a message and its buttons, or nothing."""
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        if notice is None:
            self.hide()
            return
        mark, role = _MARKS[notice.kind]
        self._mark.setText(mark)
        restyle(self._mark, role=role)
        self.says.show_value(notice.says)
        for key, words in (*notice.actions, ("dismiss", "Close" if not notice.actions else "Not now")):
            made = button(words, "outline", f"notice-{key}", words)
            made.clicked.connect(lambda _checked=False, key=key: self.answered.emit(key))
            self._row.insertWidget(len(self._buttons), made)
            self._buttons.append(made)
        self.show()
        if notice.kind == "ask":
            self._buttons[0].setFocus()
