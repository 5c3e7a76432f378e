"""The bar above the log: filter field, number of rows, and the button of the actions menu."""

import re

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.plain_text import plain_label

HEIGHT = 35
"""Height in pixels, equal to that of the tabs beside it."""

SEARCHING_DELAY_MS = 150
"""Milliseconds before a running search is shown."""

_TIP = """Filters the log as you type (Ctrl+F in the log; Esc shows all rows).
Every word must occur in a row: device id, first digits of the token, payload hash, title, note, text of both bodies
(their first 100,000 bytes). Letters are found however they are spelled, "two words" in quotes only together.
Words with a colon: status:401, status:4xx, status:timeout, profile:sample, endpoint:sandbox, tag:case-12,
is:pinned, is:run, is:recorded, is:unknown, after:2026-03-01, before:2026-03-01T14:30"""
_ID = re.compile(r"(?=\S*\d)[^\s:]{12,}")
"""What may be an id or a hash: a long word with a digit."""


class _Filter(QLineEdit):
    """The filter field.

    Signals:
        left(): the focus should move to the rows.
    """

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Use Escape before the window's commands while there is text to clear."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._clears(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Clear at Escape; move to the rows at Down, Enter, or Escape in an empty field."""
        if self._clears(event):
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _clears(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and bool(self.text())


class FilterBar(QWidget):
    """Filter, number of rows, actions.

    Attributes:
        problem: why the filter cannot be read; to be placed under the bar.

    Signals:
        edited(str): the text of the filter.
        left(): the focus should move to the rows.
        menu_requested(QPoint): the menu, at this screen position.
    """

    edited = Signal(str)
    left = Signal()
    menu_requested = Signal(object)

    def __init__(self, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self.setObjectName("logFilterBar")
        self._privacy = privacy
        privacy.mask_changed.connect(self._hide_ids)
        self.filter = _Filter()
        self.filter.setObjectName("logFilter")
        self.filter.setAccessibleName("Filter the log")
        self.filter.setToolTip(_TIP)
        self.filter.setPlaceholderText("filter: device id, token, hash, status, text…")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(420)
        self.filter.textChanged.connect(self._edited)
        self.filter.left.connect(self.left)
        self._count = muted("")
        self._count.setObjectName("logCount")
        self.problem = plain_label()
        self.problem.setObjectName("logFilterProblem")
        self.problem.setProperty("role", "warn")
        self.problem.setWordWrap(True)
        self.problem.setContentsMargins(8, 0, 12, 5)
        self.problem.hide()
        self.actions_button = button(
            "Actions ▾", "menu", "logActions", "Actions on the selected rows (Shift+F10 in the log)"
        )
        self.actions_button.setAccessibleName("Actions on the log")
        self.actions_button.clicked.connect(self._open)
        self._searching = QTimer(self, singleShot=True, interval=SEARCHING_DELAY_MS)
        self._searching.timeout.connect(lambda: self._count.setText("searching…"))
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 12, 3)
        row.setSpacing(12)
        row.addWidget(self.filter, 3)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.actions_button)

    @property
    def query(self) -> str:
        """The text of the filter."""
        return self.filter.text()

    def focus_filter(self) -> None:
        """Focus the filter and select its text."""
        self.filter.setFocus()
        self.filter.selectAll()

    def show_count(self, text: str) -> None:
        """Show the number of rows; a running search has ended."""
        self._searching.stop()
        self._count.setText(text)

    def show_problem(self, text: str) -> None:
        """Show why the filter cannot be read, in `problem`; nothing if the text is empty."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.filter.setAccessibleDescription(text)

    def wait(self) -> None:
        """Show that a search is running if it takes long."""
        if not self._searching.isActive():
            self._searching.start()

    def _edited(self, text: str) -> None:
        self._hide_ids()
        self.edited.emit(text)

    def _hide_ids(self) -> None:
        """Show dots instead of a possible id while the window is masked."""
        text, mask = self.filter.text(), self._privacy.mask
        hidden = mask is not None and (bool(_ID.search(text)) or mask.hide(text) != text)
        mode = QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal
        if mode is not self.filter.echoMode():
            self.filter.setEchoMode(mode)

    def _open(self) -> None:
        self.menu_requested.emit(self.actions_button.mapToGlobal(QPoint(0, self.actions_button.height())))
