"""Shortcuts, menu entries and controls of the log emit signals; the pane carries nothing out itself."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu

from tests.gui.features.log.desk import CONTROL, NONE, SHIFT, Desk
from tests.history.making import answer, done, exchange
from workbench.exchange import Annotations, Exchange
from workbench.gui.core.log_values import Selection
from workbench.gui.features.log.actions import ACTIONS
from workbench.gui.features.log.verdict_line import VerdictLine
from workbench.history import HistoryError


@pytest.fixture
def sent(desk: Desk) -> list[Exchange]:
    """Three exchanges and a run of three, in the history: from the top, no 2, no 1, the run, no 0."""
    run = [done(exchange(title="run", run="r", run_number=number)) for number in range(1, 4)]
    alone = [done(exchange(title=f"no {number}")) for number in range(3)]
    desk.keep(alone[0], *run, *alone[1:])
    assert desk.rows() == ["no 2", "no 1", "run ×3", "no 0"]
    return alone


def ids(desk: Desk, chosen: Selection) -> list[str]:
    """The titles of what an intent is about."""
    found = [desk.history.exchange(id_) for id_ in chosen.ids(desk.history)]
    return [each.title for each in found if each is not None]


@pytest.mark.parametrize(
    ("rows", "key", "modifiers", "intent", "titles"),
    [
        ([1], Qt.Key.Key_R, CONTROL, "resend", ["no 1"]),
        ([1], Qt.Key.Key_O, CONTROL | SHIFT, "open", ["no 1"]),
        ([3], Qt.Key.Key_D, CONTROL, "compare-editor", ["no 0"]),
        ([0, 3], Qt.Key.Key_D, CONTROL, "compare-two", ["no 2", "no 0"]),
    ],
)
def test_shortcuts_request_actions_that_fit_the_selection(
    desk: Desk, sent: list[Exchange], rows: list[int], key: Qt.Key, modifiers: Qt.KeyboardModifier, intent: str,
    titles: list[str],
) -> None:  # fmt: skip
    desk.select(*rows)
    desk.press(key, modifiers)
    chosen, _ = desk.last(intent)
    assert ids(desk, chosen) == titles
    assert chosen.count == len(titles)


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_D, Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_C])
def test_shortcuts_without_a_selection_request_nothing(desk: Desk, sent: list[Exchange], key: Qt.Key) -> None:
    desk.asked.clear()
    desk.press(key, NONE if key in (Qt.Key.Key_F2, Qt.Key.Key_Delete) else CONTROL)
    assert desk.asked == []


def test_a_run_is_all_its_sends(desk: Desk, sent: list[Exchange]) -> None:
    desk.select(2, 3)
    desk.press(Qt.Key.Key_P, CONTROL)
    chosen, on = desk.last("pin")
    assert on is True
    assert ids(desk, chosen) == ["run", "run", "run", "no 0"]
    assert chosen.count == 4
    desk.select(2)
    desk.press(Qt.Key.Key_Right)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_P, CONTROL)
    chosen, _ = desk.last("pin")
    assert ids(desk, chosen) == ["run"], "a send of an open run stands for itself"


def test_unsaved_exchanges_are_passed_as_objects(desk: Desk) -> None:
    made = [done(exchange(title="held")), *(done(exchange(title="run", run="m")) for _ in range(2))]
    desk.pane.show_exchanges(made)
    desk.press(Qt.Key.Key_A, CONTROL)
    desk.press(Qt.Key.Key_P, CONTROL)
    chosen, _ = desk.last("pin")
    assert [each.title for each in chosen.in_memory] == ["run", "run", "held"]
    assert [each.title for each in chosen.exchanges(desk.history)] == ["run", "run", "held"]
    assert chosen.count == 3


def test_pinned_and_recorded_are_cleared_by_the_same_shortcut(desk: Desk) -> None:
    marks = Annotations(pinned=True, recorded=exchange().started)
    desk.keep(done(exchange(title="marked", annotations=marks)), done(exchange(title="plain")))
    for rows, wanted in (([1], False), ([0], True), ([0, 1], True)):
        desk.select(*rows)
        desk.press(Qt.Key.Key_P, CONTROL)
        desk.press(Qt.Key.Key_T, CONTROL)
        assert desk.last("pin")[1] is wanted
        assert desk.last("recorded")[1] is wanted


def test_a_deletion_is_confirmed_with_its_count(desk: Desk, sent: list[Exchange]) -> None:
    desk.select(1, 2)
    desk.press(Qt.Key.Key_Delete)
    assert "Permanently delete 4 exchanges from the log?" in desk.labels()
    desk.press(Qt.Key.Key_Escape)
    assert not any("delete" in words for words in desk.labels())
    assert QApplication.focusWidget() is desk.pane.table
    assert not [asked for asked in desk.asked if asked[0] == "delete"]
    desk.press(Qt.Key.Key_Delete)
    desk.press(Qt.Key.Key_Return)
    chosen, _ = desk.last("delete")
    assert ids(desk, chosen) == ["no 1", "run", "run", "run"]
    assert not any("delete" in words for words in desk.labels())


def test_a_send_below_its_selected_run_counts_once(desk: Desk, sent: list[Exchange]) -> None:
    desk.select(2)
    desk.press(Qt.Key.Key_Right)
    desk.select(2, 3, 4)
    desk.press(Qt.Key.Key_Delete)
    assert "Permanently delete 3 exchanges from the log?" in desk.labels()
    desk.press(Qt.Key.Key_Return)
    assert ids(desk, desk.last("delete")[0]) == ["run", "run", "run"]


def test_a_deletion_of_unloaded_runs_says_at_least(desk: Desk) -> None:
    desk.pane.rows_wanted.disconnect()
    desk.keep(*(done(exchange(run=str(number // 2))) for number in range(1_000)))
    desk.press(Qt.Key.Key_A, CONTROL)
    desk.press(Qt.Key.Key_Delete)
    (words,) = (words for words in desk.labels() if "delete" in words)
    assert words.startswith("Permanently delete at least ")
    assert words.endswith(" exchanges, each run with all its sends, from the log?")
    assert len(desk.history.find(grouped=False)) == 1_000
    desk.press(Qt.Key.Key_Return)
    assert len(ids(desk, desk.last("delete")[0])) == 1_000


def test_note_and_tags_are_edited_below_the_rows(desk: Desk) -> None:
    desk.keep(done(exchange(title="noted", annotations=Annotations(note="before", tags=("a", "b")))))
    desk.select(0)
    desk.press(Qt.Key.Key_F2)
    assert desk.found(QLineEdit, "logNote").text() == "before"
    assert desk.found(QLineEdit, "logTags").text() == "a b"
    desk.write("asked Dana")
    desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_A, CONTROL)
    desk.write("#case-12, case-12 b")
    desk.press(Qt.Key.Key_Return)
    chosen, value = desk.last("note")
    assert ids(desk, chosen) == ["noted"]
    assert value == ("asked Dana", ("case-12", "b"))
    assert QApplication.focusWidget() is desk.pane.table


def test_a_cancelled_note_changes_nothing(desk: Desk) -> None:
    desk.keep(done(exchange()))
    desk.select(0)
    desk.press(Qt.Key.Key_F2)
    desk.write("never mind")
    desk.press(Qt.Key.Key_Escape)
    assert not [asked for asked in desk.asked if asked[0] == "note"]


FORMATS = [id_ for id_ in ACTIONS if id_.startswith(("copy-", "save-")) and ACTIONS[id_].needs in ("one", "some")]


def entries(menu: QMenu) -> dict[str, bool]:
    """Every entry of a menu and of the menus in it, and whether it can be chosen."""
    found = {each.objectName(): each.isEnabled() for each in menu.actions() if each.objectName().startswith("log-")}
    for part in menu.findChildren(QMenu):
        found |= {each.objectName(): each.isEnabled() for each in part.actions() if each.objectName()}
    return found


@pytest.mark.parametrize("entry", FORMATS)
def test_the_menu_requests_every_format(desk: Desk, sent: list[Exchange], entry: str) -> None:
    desk.select(1)
    menu = desk.menu()
    acts = [action for part in (menu, *menu.findChildren(QMenu)) for action in part.actions()]
    next(each for each in acts if each.objectName() == f"log-{entry}").trigger()
    menu.close()
    chosen, _ = desk.last(entry)
    assert ids(desk, chosen) == ["no 1"]


@pytest.mark.parametrize(
    ("rows", "enabled"),
    [
        ([], {"open-bundle", "filter"}),
        ([1], {action.id for action in ACTIONS.values() if action.needs in ("any", "some", "one")}),
        ([0, 1], {action.id for action in ACTIONS.values() if action.needs in ("any", "some", "two")}),
        ([2], {action.id for action in ACTIONS.values() if action.needs in ("any", "some", "run")}),
        ([0, 2], {action.id for action in ACTIONS.values() if action.needs in ("any", "some")}),
    ],
)
def test_the_menu_enables_what_fits_the_selection(
    desk: Desk, sent: list[Exchange], rows: list[int], enabled: set[str]
) -> None:
    desk.select(*rows)
    menu = desk.menu()
    assert {name.removeprefix("log-") for name, on in entries(menu).items() if on} == enabled
    menu.close()


def test_the_menu_opens_by_the_keyboard_and_a_bundle_needs_no_row(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Menu)
    desk.asked.clear()
    menu = desk.menu()
    next(each for each in menu.actions() if each.objectName() == "log-open-bundle").trigger()
    menu.close()
    assert [asked[0] for asked in desk.asked] == ["open-bundle"]


def test_a_runs_results_are_saved_from_its_menu(desk: Desk, sent: list[Exchange]) -> None:
    desk.select(2)
    menu = desk.menu()
    acts = [action for part in menu.findChildren(QMenu) for action in part.actions()]
    next(each for each in acts if each.objectName() == "log-save-csv").trigger()
    menu.close()
    chosen, _ = desk.last("save-csv")
    assert ids(desk, chosen) == ["run", "run", "run"]


def test_recorded_and_redirect_of_the_verdict_are_about_the_current_row(desk: Desk) -> None:
    location = (("Location", "https://other.example/track/json"),)
    desk.keep(done(exchange(title="moved"), answer(307, b"", headers=location)), done(exchange(title="other")))
    desk.select(1)
    desk.pane.detail.setCurrentIndex(3)
    line = desk.pane.findChildren(VerdictLine)[0]
    line.target.click()
    assert desk.last("address_wanted") == ("https://other.example/track/json",)
    line.recorded.click()
    chosen, on = desk.last("recorded")
    assert on is True
    assert ids(desk, chosen) == ["moved"]


def test_a_change_by_another_window_is_shown(desk: Desk) -> None:
    made = done(exchange(title="noted"))
    desk.keep(made)
    desk.select(0)
    assert "Note\tfrom" not in desk.text("verdict")
    try:
        desk.history.annotate(made.id, Annotations(note="from another window"))
    except HistoryError as error:  # a failure of the test's own arrangement
        raise AssertionError(str(error)) from None
    desk.tell()
    desk.until(lambda: desk.text("verdict").endswith("Note\tfrom another window\n"))


def test_a_row_shows_note_tags_and_pin(desk: Desk) -> None:
    desk.pane.use_columns("name marks pin")
    desk.keep(
        replace(done(exchange(title="x")), annotations=Annotations(note="two\nlines", tags=("a", "b"), pinned=True))
    )
    assert [desk.cell(0, column) for column in range(3)] == ["x", "#a #b · two lines", "pinned"]
    assert "Pinned" in desk.cell(0, 0, Qt.ItemDataRole.ToolTipRole)
    desk.keep(done(exchange(title="y", replaced=((4, 3),))))
    assert desk.cell(0, 0) == "y (not byte-exact)"
    assert "Not byte-exact" in desk.cell(0, 0, Qt.ItemDataRole.ToolTipRole)
    assert desk.cell(1, 0) == "x"
    assert desk.found(QLabel, "logCount").text() == "2 in total"
