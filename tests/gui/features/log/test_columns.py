"""Columns of the log are chosen, moved and saved; the last one cannot be hidden."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from tests.gui.features.log.desk import Desk
from tests.history.making import done, exchange


def test_columns_are_chosen_moved_and_saved(desk: Desk) -> None:
    desk.keep(done(exchange(title="one")))
    menu = desk.menu()
    columns = next(part for part in menu.findChildren(QMenu) if part.title() == "Columns")
    by_name = {action.text(): action for action in columns.actions()}
    assert by_name["Time in UTC"].isCheckable()
    assert not by_name["Time in UTC"].isChecked()
    by_name["Time in UTC"].trigger()
    by_name["Profile"].trigger()
    menu.close()
    header = desk.pane.table.horizontalHeader()
    titles = [desk.pane.table.model().headerData(each, Qt.Orientation.Horizontal) for each in range(header.count())]
    assert titles == ["Time", "Payload", "Endpoint", "Answer", "Status", "Took", "Time UTC"]
    assert desk.cell(0, 6).endswith(" UTC")
    header.moveSection(header.visualIndex(6), 0)
    header.resizeSection(1, 222)
    assert desk.last("columns_chosen") == ("utc time name:222 endpoint answer status took",)


def test_saved_columns_are_restored(desk: Desk) -> None:
    desk.pane.use_columns("took status answer:99 name")
    model, table = desk.pane.table.model(), desk.pane.table
    titles = [model.headerData(each, Qt.Orientation.Horizontal) for each in range(model.columnCount())]
    assert titles == ["Took", "Status", "Answer", "Payload"]
    assert table.columnWidth(2) == 99
    desk.pane.use_columns("")
    assert model.columnCount() == 7


def test_the_last_column_cannot_be_hidden(desk: Desk) -> None:
    desk.pane.use_columns("time")
    menu = desk.menu()
    columns = next(part for part in menu.findChildren(QMenu) if part.title() == "Columns")
    assert [action.text() for action in columns.actions() if not action.isEnabled()] == ["Local time"]
    menu.close()
