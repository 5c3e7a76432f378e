"""Rows are inserted and removed, runs expand and collapse; selection and scroll position are preserved."""

import pytest
from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QPainter

from tests.gui.features.log.desk import CONTROL, Desk
from tests.history.making import answer, done, exchange
from workbench.exchange import Exchange
from workbench.gui.features.log.columns import Column
from workbench.gui.features.log.delegate import RowDelegate
from workbench.gui.features.log.detail import REQUEST
from workbench.gui.features.log.row_index import Position
from workbench.history import Found, Row

STEPS = "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"


def named(count: int) -> list[Exchange]:
    """Exchanges that have ended, called after their numbers, oldest first."""
    return [done(exchange(title=f"no {number}")) for number in range(count)]


def settle(desk: Desk) -> None:
    """Let the event loop run dry three times."""
    rounds: list[bool] = []
    timer = QTimer(desk.pane, interval=0)
    timer.timeout.connect(lambda: rounds.append(True))
    timer.start()
    desk.until(lambda: len(rounds) >= 3)
    timer.stop()


def test_nothing_sent_yet_says_what_to_do(desk: Desk) -> None:
    assert desk.labels()[-1].startswith("Nothing has been sent yet. Ctrl+Enter")
    desk.pane.show_exchange(exchange())
    assert not any("Nothing" in words for words in desk.labels())


def test_an_exchange_is_shown_when_it_starts_and_when_it_ends(desk: Desk) -> None:
    begun = exchange(title="install")
    desk.pane.show_exchange(begun)
    assert [desk.cell(0, column) for column in (1, 2, 3, 4, 6)] == ["install", "Sample", "Sandbox", "…", ""]
    assert desk.cell(0, 5) == "… sent ▸ … answered ▸ … success ▸ ? recorded"
    assert desk.selected() == ["install"]
    assert desk.text("exchangeResponse") == "Waiting for the response…"
    desk.pane.show_exchange(done(begun))
    desk.until(lambda: desk.cell(0, 4) == "200")
    assert (desk.cell(0, 5), desk.cell(0, 6)) == (STEPS, "250 ms")
    assert desk.text("exchangeResponse").startswith('{"success":"1"}')
    assert desk.rows() == ["install"]


def test_only_a_new_exchange_is_selected_while_ctrl_is_pressed(desk: Desk) -> None:
    desk.keep(*named(2))
    desk.select(1)
    desk.press(Qt.Key.Key_F, CONTROL)  # from here on Qt holds Ctrl to be pressed, as after Ctrl+Enter
    desk.pane.show_exchange(exchange(title="new"))
    assert desk.selected() == ["new"]


def test_an_update_is_painted_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sends = [done(exchange(run="r", run_number=number)) for number in range(1, 41)]
    desk.pane.show_exchanges(sends[:20])
    desk.press(Qt.Key.Key_Home)
    desk.press(Qt.Key.Key_Right)
    desk.until(lambda: len(desk.rows()) == 21)
    settle(desk)
    painted: list[tuple[Position, str]] = []
    paint = RowDelegate._paint_cell

    def painting(
        self: RowDelegate, painter: QPainter, inside: QRect, position: Position, column: Column, record: Row
    ) -> None:
        painted.append((position, column.key))
        paint(self, painter, inside, position, column, record)

    monkeypatch.setattr(RowDelegate, "_paint_cell", painting)
    desk.pane.show_exchanges(sends[20:])
    desk.until(lambda: len(desk.rows()) == 41 and bool(painted))
    settle(desk)  # the layout that Qt delays would come now, and paint all cells again
    assert len(painted) == len(set(painted))


def test_fast_changes_are_shown_together(desk: Desk) -> None:
    inserted: list[int] = []
    desk.pane.table.model().rowsInserted.connect(lambda _parent, first, last: inserted.append(last - first + 1))
    for each in named(40):
        desk.pane.show_exchange(each)
    assert inserted == [1, 1, 1, 1], "a few are shown at once"
    desk.until(lambda: sum(inserted) == 40)
    assert inserted == [1, 1, 1, 1, 36]
    assert desk.rows()[0] == "no 39"


def test_a_saved_exchange_is_selected_when_the_history_provides_its_row(desk: Desk) -> None:
    desk.keep(*named(3))
    desk.select(2)
    begun = exchange(title="new")
    desk.pane.note_saved([begun])
    assert desk.selected() == ["no 0"]
    desk.tell()  # an answer that was on its way
    assert desk.selected() == ["no 0"]
    desk.keep(begun)
    assert desk.rows() == ["new", "no 2", "no 1", "no 0"]
    assert desk.selected() == ["new"]
    request = desk.text("exchangeRequest")
    assert "Kochava-Api-Key: ••••••••\n" in request
    desk.pane.note_saved([done(begun)])
    assert desk.text("exchangeResponse").startswith('{"success"'), "the details need not wait for the history"
    desk.end(done(begun))
    assert desk.cell(0, 4) == "200"
    assert ("exchange_wanted", begun.id) not in desk.asked
    desk.select(3)
    desk.tell()
    assert desk.selected() == ["no 0"], "it was selected once"


def test_an_exchange_that_is_saved_later_keeps_position_selection_and_details(desk: Desk) -> None:
    desk.keep(*named(3))
    begun = exchange(title="late")
    desk.pane.show_exchange(begun)
    desk.pane.show_exchange(exchange(title="private"))
    desk.select(1)
    request = desk.text("exchangeRequest")
    desk.keep(begun)
    assert desk.rows() == ["late", "private", "no 2", "no 1", "no 0"]
    assert desk.selected() == ["late"]
    assert desk.text("exchangeRequest") == request


def test_only_visible_rows_are_requested_and_only_once(desk: Desk) -> None:
    made = named(300)
    desk.history.begin(made)
    found = desk.history.find()
    desk.pane.show_found(found, (), total=300)
    assert desk.cell(0, 4) == "…"
    desk.until(lambda: desk.cell(0, 1) == "no 299")
    (keys,) = (asked[1] for asked in desk.asked if asked[0] == "rows_wanted")
    assert keys == tuple(found[:64])
    desk.cell(10, 1)
    desk.pane.table.scrollToBottom()
    desk.until(lambda: desk.cell(299, 1) == "no 0")
    assert [len(asked[1]) for asked in desk.asked if asked[0] == "rows_wanted"] == [64, 300 - 256]


def test_a_change_of_the_history_updates_loaded_rows(desk: Desk) -> None:
    begun = exchange(title="slow")
    desk.keep(begun)
    desk.history.end([done(begun, answer(401))])
    desk.pane.show_found(desk.history.find(), (), total=1)
    assert desk.cell(0, 4) == "…", "what was known stays in sight until the new row comes"
    assert desk.cell(0, 1) == "slow"
    desk.until(lambda: desk.cell(0, 4) == "401")


def test_new_rows_keep_selection_and_scroll_position(desk: Desk) -> None:
    desk.keep(*named(100))
    table = desk.pane.table
    desk.until(lambda: table.verticalScrollBar().maximum() > 50)
    table.scrollTo(table.model().index(50, 0), table.ScrollHint.PositionAtTop)
    desk.until(lambda: desk.cell(55, 1) != "")
    desk.select(52, 54)
    assert desk.selected() == ["no 47", "no 45"]
    top = desk.cell(table.rowAt(0), 1)
    desk.keep(*[done(exchange(title=f"newer {number}")) for number in range(7)])
    assert desk.cell(table.rowAt(0), 1) == top == "no 49"
    assert desk.selected() == ["no 47", "no 45"]
    assert desk.rows()[0] == "newer 6"


def test_at_the_top_the_newest_rows_are_visible(desk: Desk) -> None:
    desk.keep(*named(100))
    desk.keep(done(exchange(title="newest")))
    assert desk.pane.table.rowAt(0) == 0
    assert desk.cell(0, 1) == "newest"


def test_another_filter_keeps_the_scroll_position(desk: Desk) -> None:
    desk.keep(*[done(exchange(title=f"{'odd' if number % 2 else 'even'} {number}")) for number in range(120)])
    table = desk.pane.table
    desk.until(lambda: table.verticalScrollBar().maximum() > 50)
    desk.select(0)
    table.scrollTo(table.model().index(40, 0), table.ScrollHint.PositionAtTop)
    desk.until(lambda: desk.cell(table.rowAt(0), 1) == "odd 79")
    desk.pane.filter_bar.filter.setText("odd")
    assert desk.count() == "60 of 120"
    assert desk.cell(table.rowAt(0), 1) == "odd 79"
    assert desk.selected() == ["odd 119"]


def test_deleted_rows_are_removed_and_the_rest_stays_selected(desk: Desk) -> None:
    made = named(4)
    desk.keep(*made)
    desk.select(0, 2)
    desk.history.delete([made[3].id, made[2].id])
    desk.tell()
    desk.until(lambda: desk.rows() == ["no 1", "no 0"])
    assert desk.selected() == ["no 1"]


def test_unsaved_exchanges_can_be_removed(desk: Desk) -> None:
    made = named(2)
    desk.pane.show_exchanges(made)
    desk.pane.show_gone([made[1].id])
    assert desk.rows() == ["no 0"]


def test_a_run_is_expanded_and_collapsed_by_keys(desk: Desk) -> None:
    run = [done(exchange(title="install", run="r", run_number=number)) for number in range(1, 4)]
    desk.keep(*named(1), *run, done(exchange(title="after")))
    assert desk.rows() == ["after", "install ×3", "no 0"]
    assert desk.cell(1, 5) == "✓ 3 success"
    desk.select(1)
    assert desk.cell(1, 1, Qt.ItemDataRole.AccessibleTextRole) == "install ×3, repeat run, closed"
    desk.press(Qt.Key.Key_Right)
    assert desk.rows() == ["after", "install ×3", "install", "install", "install", "no 0"]
    assert desk.cell(1, 1, Qt.ItemDataRole.AccessibleTextRole) == "install ×3, repeat run, open"
    assert desk.cell(3, 5) == STEPS
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Down)
    assert desk.pane.table.currentIndex().row() == 3
    desk.press(Qt.Key.Key_Left)
    assert desk.selected() == ["install ×3"]
    desk.press(Qt.Key.Key_Left)
    assert desk.rows() == ["after", "install ×3", "no 0"]
    desk.press(Qt.Key.Key_Return)
    assert len(desk.rows()) == 6


def test_an_expanded_run_grows_while_it_is_in_progress(desk: Desk) -> None:
    run = [exchange(title="install", run="r", run_number=number) for number in range(1, 6)]
    desk.keep(*run[:2])
    desk.select(0)
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Down)
    assert len(desk.rows()) == 3
    desk.history.end([done(each) for each in run[:2]])
    desk.keep(*run[2:])
    assert desk.rows() == ["install ×5", *["install"] * 5]
    desk.until(lambda: [desk.cell(row, 4) for row in range(1, 6)] == ["…", "…", "…", "200", "200"])
    assert desk.cell(0, 5) == "✓ 2 success · … 3 in progress"
    assert desk.pane.table.currentIndex().row() == 4, "the send that was current is the same one"


def test_an_unsaved_run_is_one_row_that_can_be_expanded(desk: Desk) -> None:
    run = [exchange(title="install", run="r", run_number=number) for number in range(1, 4)]
    desk.pane.show_exchanges(run)
    assert desk.rows() == ["install ×3"]
    desk.press(Qt.Key.Key_Right)
    assert desk.rows() == ["install ×3", *["install"] * 3]
    desk.pane.show_exchanges([done(each) for each in run])
    desk.until(lambda: [desk.cell(row, 4) for row in range(4)] == ["3 done", "200", "200", "200"])


def test_a_run_that_is_saved_later_stays_expanded(desk: Desk) -> None:
    run = [exchange(title="install", run="r", run_number=number) for number in range(1, 4)]
    desk.pane.show_exchange(run[0])
    desk.press(Qt.Key.Key_Right)
    assert desk.rows() == ["install ×1", "install"]
    desk.keep(*run)
    assert desk.rows() == ["install ×3", *["install"] * 3]
    assert desk.selected() == ["install ×3"]
    assert desk.cell(0, 5) == "… 3 in progress"


def test_sends_of_a_run_that_were_not_recorded_are_shown(desk: Desk) -> None:
    run = [done(exchange(title="install", run="r", run_number=number)) for number in range(1, 6)]
    desk.keep(*run[:3])
    desk.pane.show_exchanges(run[3:])
    desk.tell()
    assert desk.rows() == ["install ×2", "install ×3"]


def test_unsaved_rows_keep_their_position(desk: Desk) -> None:
    desk.keep(*named(1))
    desk.pane.show_exchange(done(exchange(title="private")))
    later = exchange(title="later")
    desk.pane.note_saved([later])
    desk.keep(later)
    assert desk.rows() == ["later", "private", "no 0"]
    assert desk.selected() == ["later"]
    desk.pane.filter_bar.filter.setText("install")
    desk.pane.filter_bar.filter.clear()
    assert desk.rows() == ["later", "private", "no 0"]


def test_exchanges_from_before_the_history_was_read_are_above_it(desk: Desk) -> None:
    desk.history.begin(named(2))
    desk.pane.show_exchange(done(exchange(title="private")))
    desk.tell()
    desk.keep(done(exchange(title="later")))
    assert desk.rows() == ["later", "private", "no 1", "no 0"]


def test_exchanges_are_not_shown_twice(desk: Desk) -> None:
    made = named(40)
    desk.pane.show_exchanges(made)
    desk.keep(*made)
    assert desk.rows() == [f"no {number}" for number in reversed(range(40))]


def test_all_of_a_long_list_can_be_selected_at_once(desk: Desk) -> None:
    desk.history.begin(named(500))
    desk.tell()
    desk.press(Qt.Key.Key_A, CONTROL)
    assert desk.pane.table.selected_ranges() == [(0, 499)]


def test_an_answer_to_an_older_query_is_ignored(desk: Desk) -> None:
    desk.keep(*named(3))
    desk.pane.show_found(Found(), (), total=3, query="something else")
    assert len(desk.rows()) == 3
    desk.pane.show_detail(done(exchange(title="another")))
    assert desk.pane.detail.text(REQUEST).toPlainText() == ""


def test_typing_a_letter_in_the_table_does_nothing(desk: Desk) -> None:
    desk.keep(*named(200))
    desk.asked.clear()
    desk.write("n")
    assert desk.pane.table.currentIndex() == QModelIndex()
    assert desk.asked == []
