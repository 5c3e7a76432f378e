"""Provides the pane of open payloads: a tab and an editor for each, and the problems of the active one.

The editors hold the bytes.
"""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QTabBar, QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import Document
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.compose.editor import PayloadEditor
from workbench.gui.widgets.layouts import column
from workbench.gui.widgets.parts import ROW, list_row, named, rule
from workbench.gui.widgets.plain_text import plain_tip, without_mnemonic
from workbench.operations import Reading


class DocumentsPane(QWidget):
    """Tabs, editors and the list of problems.

    Signals:
        edited(int, bytes): the body of this document is now these bytes.
        activated(int): this document is active now.
        close_requested(int): the close button of this document's tab was pressed.
        caret_moved(int, int, BodyFacts): line and column of the caret in the active document, both from 1, and what its
            body is.
        unread(UnreadText): a large text must be searched on another thread for what the mask covers.
    """

    edited = Signal(int, object)
    activated = Signal(int)
    close_requested = Signal(int)
    caret_moved = Signal(int, int, object)
    unread = Signal(object)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._themes, self._privacy = themes, privacy
        self._editors: dict[int, PayloadEditor] = {}
        self._rows: list[tuple[str, int, str]] = []
        self._line, self._column = 1, 1
        self.tabs = QTabBar()
        named(self.tabs, "Documents", "documentTabs", "The open payloads")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.tabs.currentChanged.connect(self._tab_changed)
        self.tabs.tabCloseRequested.connect(lambda index: self.close_requested.emit(self.tabs.tabData(index)))
        self._stack = QStackedWidget()
        self.problems = QListWidget()
        named(self.problems, "Problems", "problems", "Press Enter or click to go to the problem (Ctrl+4)")
        self.problems.itemClicked.connect(self._go_to)
        self.problems.itemActivated.connect(self._go_to)
        self.problems.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._problems_rule = rule()
        self.setLayout(column(self.tabs, rule(), (self._stack, 1), self._problems_rule, self.problems))
        self._show_problems([])
        themes.theme_changed.connect(self._show_problems_again)
        privacy.mask_changed.connect(self._show_problems_again)

    def open(self, document: Document, body: bytes) -> None:
        """Open a document with these bytes and activate it."""
        editor = PayloadEditor(self._themes, self._privacy)
        editor.unread.connect(self.unread)
        editor.load(body)
        editor.body_changed.connect(lambda: self._edited(document.id))
        editor.caret_moved.connect(self._caret_moved)
        self._editors[document.id] = editor
        self._stack.addWidget(editor)
        self.setTabOrder(self.tabs, editor)
        with QSignalBlocker(self.tabs):
            index = self.tabs.addTab(without_mnemonic(document.name))
            self.tabs.setTabData(index, document.id)
        self.tabs.setTabsClosable(self.tabs.count() > 1)
        self.bring_forward(document.id)

    def close_document(self, document_id: int) -> None:
        """Close a document."""
        with QSignalBlocker(self.tabs):
            self.tabs.removeTab(self._index(document_id))
        self.tabs.setTabsClosable(self.tabs.count() > 1)
        editor = self._editors.pop(document_id)
        had_keyboard = editor.hasFocus()
        self._stack.removeWidget(editor)
        in_front = self._stack.currentWidget()
        if had_keyboard and in_front is not None:
            in_front.setFocus()
        editor.deleteLater()

    def bring_forward(self, document_id: int) -> None:
        """Activate a document."""
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(self._index(document_id))
        editor = self._editors[document_id]
        self._stack.setCurrentWidget(editor)
        cursor = editor.textCursor()
        self._caret_moved(cursor.blockNumber() + 1, cursor.positionInBlock() + 1)

    def show_document(self, document: Document, edited: bool) -> None:
        """Show a document's name, with a dot if it has unsaved changes."""
        index = self._index(document.id)
        self.tabs.setTabText(index, without_mnemonic(f"{document.name} ●" if edited else document.name))
        self.tabs.setTabToolTip(index, plain_tip(str(document.path or "Not saved to a file; kept as a draft")))

    def show_reading(self, document_id: int, reading: Reading) -> None:
        """Show the problems of the active document, in its text and in the list."""
        problem = reading.problem
        self._editors[document_id].show_problem(problem.offset if problem else None)
        rows: list[tuple[str, int, str]] = []
        if problem:
            where = f"{reading.problem_line}:{reading.problem_column}"
            rows.append((f"✗  Not JSON: {problem.says}. The body is signed and sent unchanged.", problem.offset, where))
        if reading.slash is not None:
            where = f"{reading.slash_line}:{reading.slash_column}"
            rows.append(("!  Unescaped /: sent unchanged. PHP would hash \\/ instead.", reading.slash, where))
        self._show_problems(rows)

    def replace_body(self, document_id: int, body: bytes) -> None:
        """Replace the text as one undoable edit."""
        self._editors[document_id].replace_all(body)

    def body(self, document_id: int) -> bytes:
        """Return the exact bytes of a document."""
        return self._editors[document_id].body()

    def caret_of(self, document_id: int) -> int:
        """Return the position of a document's caret, in bytes of its body."""
        return self._editors[document_id].caret_offset()

    def put_caret(self, document_id: int, offset: int) -> None:
        """Move the caret of a document before the character that holds this byte."""
        self._editors[document_id].put_caret(offset)

    def focus_editor(self) -> None:
        """Focus the active editor."""
        self._editors[self.tabs.tabData(self.tabs.currentIndex())].setFocus()

    def _caret_moved(self, line: int, column: int) -> None:
        self._line, self._column = line, column
        front = self.tabs.tabData(self.tabs.currentIndex())
        self.caret_moved.emit(line, column, self._editors[front].facts())

    def _edited(self, document_id: int) -> None:
        self.edited.emit(document_id, self._editors[document_id].body())
        if document_id == self.tabs.tabData(self.tabs.currentIndex()):
            self._caret_moved(self._line, self._column)

    def _show_problems(self, rows: list[tuple[str, int, str]]) -> None:
        self._rows = rows
        self.problems.clear()
        for text, offset, where in rows:
            item = list_row(f"{self._privacy.hide(text)}   {where}", self.problems)
            item.setData(Qt.ItemDataRole.UserRole, offset)
            item.setForeground(self._themes.current.color("bad" if text.startswith("✗") else "warn"))
        self.problems.setFixedHeight(len(rows) * ROW + 8)
        self.problems.setVisible(bool(rows))
        self._problems_rule.setVisible(bool(rows))

    def _show_problems_again(self) -> None:
        self._show_problems(self._rows)

    def _go_to(self, item: QListWidgetItem) -> None:
        editor = self._editors[self.tabs.tabData(self.tabs.currentIndex())]
        editor.go_to_offset(item.data(Qt.ItemDataRole.UserRole))

    def _tab_changed(self, index: int) -> None:
        if index >= 0:
            self.activated.emit(self.tabs.tabData(index))

    def _index(self, document_id: int) -> int:
        for index in range(self.tabs.count()):
            if self.tabs.tabData(index) == document_id:
                return index
        raise KeyError(document_id)
