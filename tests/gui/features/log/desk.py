"""A log pane with a history in memory: sends input events, reads what is shown, and records the signals."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.exchange import Exchange
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.pane import LogPane
from workbench.gui.features.log.text_page import Text
from workbench.history import History

Found = TypeVar("Found", bound=QObject)

NONE = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

INTENTS = (
    "run_action_requested", "address_wanted", "columns_chosen", "results_wanted", "exchange_wanted", "rows_wanted",
    "run_wanted", "filter_edited",
)  # fmt: skip


class Desk:
    """One pane. Requests for data are answered from the history; `asked` has every signal, and actions by their ids."""

    def __init__(self, qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        self.qtbot = qtbot
        self.history = History(None)
        self.themes, self.privacy = themes, privacy
        self.pane = LogPane(themes, privacy)
        self.pane.resize(900, 320)
        self.asked: list[tuple[Any, ...]] = []
        pane = self.pane
        pane.filter_edited.connect(lambda _query: self.tell())
        pane.rows_wanted.connect(lambda keys: pane.show_rows(self.history.rows(keys)))
        pane.run_wanted.connect(self._show_run)
        pane.exchange_wanted.connect(self._show_detail)
        for name in INTENTS:
            getattr(pane, name).connect(lambda *said, name=name: self.asked.append((name, *said)))
        pane.action_requested.connect(lambda action, *said: self.asked.append((action, *said)))
        qtbot.addWidget(pane)
        with qtbot.waitExposed(pane):
            pane.show()
        pane.activateWindow()
        qtbot.waitUntil(pane.isActiveWindow)
        pane.table.setFocus()

    def _show_run(self, run: str) -> None:
        sends = self.history.run(run)
        self.pane.show_run(run, sends, self.history.rows(sends[:64]))

    def _show_detail(self, id_: str) -> None:
        exchange = self.history.exchange(id_)
        if exchange is not None:
            self.pane.show_detail(exchange)

    # History

    def keep(self, *exchanges: Exchange) -> None:
        """Keep exchanges in the history, and tell the pane that it has changed."""
        self.history.begin(exchanges)
        self.tell()

    def end(self, *exchanges: Exchange) -> None:
        """Complete exchanges in the history, and tell the pane."""
        self.history.end(exchanges)
        self.tell()

    def tell(self) -> None:
        """Tell the pane what the history finds now."""
        query = self.pane.filter_bar.query
        found = self.history.find(query)
        self.pane.show_found(found, self.history.rows(found[:64]), total=len(self.history.find()), query=query)

    # Input

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the keyboard is."""
        focus = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert focus is not None, "the keyboard is nowhere"
        QTest.keyClick(focus, key, modifiers)

    def write(self, text: str) -> None:
        """Type where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, text)

    def select(self, *rows: int) -> None:
        """Select rows, as clicks do: the first, and the others with Ctrl."""
        for number, row in enumerate(rows):
            place = self.pane.table.visualRect(self.pane.table.model().index(row, 0)).center()
            QTest.mouseClick(self.pane.table.viewport(), Qt.MouseButton.LeftButton, CONTROL if number else NONE, place)

    def menu(self) -> QMenu:
        """Open the menu of what is selected by its button."""
        self.click("logActions")
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, QMenu)
        return popup

    def click(self, object_name: str) -> None:
        """Click a control."""
        control = self.found(QWidget, object_name)
        assert control.isVisible(), f"{object_name} cannot be seen"
        QTest.mouseClick(control, Qt.MouseButton.LeftButton, NONE, QPoint(8, control.height() // 2))

    # Output

    def found(self, kind: type[Found], object_name: str) -> Found:
        """Find a control by its object name."""
        found = self.pane.findChildren(kind, object_name)
        assert len(found) == 1, f"{len(found)} controls are named {object_name}"
        return found[0]

    def cell(self, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str:
        """Read a cell."""
        model = self.pane.table.model()
        return str(model.data(model.index(row, column), role))

    def rows(self) -> list[str]:
        """Read the names of all rows."""
        return [self.cell(row, 1) for row in range(self.pane.table.model().rowCount())]

    def selected(self) -> list[str]:
        """Read the names of the rows that are selected."""
        return [self.cell(index.row(), 1) for index in sorted(self.pane.table.selectionModel().selectedRows())]

    def text(self, object_name: str) -> str:
        """Read a tab."""
        return self.found(Text, object_name).toPlainText()

    def count(self) -> str:
        """Read how much there is."""
        return self.found(QLabel, "logCount").text()

    def labels(self) -> list[str]:
        """Read every label that can be seen."""
        return [each.text() for each in self.pane.findChildren(QLabel) if each.isVisible()]

    def button(self, object_name: str) -> QPushButton:
        """Find a button."""
        return self.found(QPushButton, object_name)

    def last(self, name: str) -> tuple[Any, ...]:
        """Return what came with the newest intent of this name."""
        return next(asked[1:] for asked in reversed(self.asked) if asked[0] == name)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the window go on until this holds."""
        self.qtbot.waitUntil(condition)
