"""The filter field: typing, count, Escape, and the mask for screen-sharing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from tests.gui.features.log.desk import CONTROL, Desk
from tests.history.making import answer, device, done, exchange
from workbench.history import Found
from workbench.redaction.pii import ScreenMask


def test_ctrl_f_focuses_the_filter_and_down_the_rows(desk: Desk) -> None:
    desk.keep(done(exchange(title="one")))
    desk.press(Qt.Key.Key_F, CONTROL)
    assert QApplication.focusWidget() is desk.pane.filter_bar.filter
    desk.press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is desk.pane.table
    assert desk.selected() == ["one"]


def test_a_device_id_finds_its_exchange_as_it_is_typed(desk: Desk) -> None:
    ids = [device() for _ in range(20)]
    desk.keep(*[done(exchange(b'{"idfa":"%s"}' % each.encode(), title=each[:4])) for each in ids])
    assert desk.count() == "20 in total"
    desk.press(Qt.Key.Key_F, CONTROL)
    desk.write(ids[7][:13])
    assert desk.rows() == [ids[7][:4]]
    assert desk.count() == "1 of 20"
    assert len([asked for asked in desk.asked if asked[0] == "filter_edited"]) == 13
    desk.press(Qt.Key.Key_Escape)
    assert len(desk.rows()) == 20
    assert desk.pane.filter_bar.filter.text() == ""
    assert QApplication.focusWidget() is desk.pane.filter_bar.filter
    desk.press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is desk.pane.table


def test_nothing_found_says_what_to_do(desk: Desk) -> None:
    desk.keep(done(exchange()))
    desk.pane.filter_bar.filter.setText("no such thing")
    assert desk.count() == "0 of 1"
    said = desk.labels()[-1]
    assert "“no such thing”" in said
    assert "Esc" in said


@pytest.mark.parametrize("query", ["after:01.12.2026", "status:abc", "is:nonsense", "is:", "one profile:"])
def test_a_filter_that_cannot_be_read_is_reported_and_leaves_the_list(desk: Desk, query: str) -> None:
    desk.keep(done(exchange(title="one")), done(exchange(title="two")))
    bar = desk.pane.filter_bar
    bar.filter.setText("one")
    asked = len(desk.asked)
    bar.filter.setText(query)
    problem = desk.found(QLabel, "logFilterProblem")
    assert problem.isVisible()
    assert f"{query.rsplit(maxsplit=1)[-1].partition(':')[0]}:" in problem.text() == bar.filter.accessibleDescription()
    assert (desk.rows(), len(desk.asked)) == (["one"], asked)
    desk.history.begin([done(exchange(title="one again"))])
    desk.pane.show_found(desk.history.find("one"), total=3, query="one")
    assert len(desk.rows()) == 2
    bar.filter.setText("two")
    assert (desk.rows(), problem.isVisible(), desk.count()) == (["two"], False, "1 of 3")


def test_a_word_that_looks_like_a_filter_is_named_when_nothing_is_found(desk: Desk) -> None:
    desk.keep(done(exchange()))
    desk.pane.filter_bar.filter.setText("staus:401")
    assert "staus: is not a filter" in desk.labels()[-1]


def test_unsaved_exchanges_are_filtered_before_the_history_answers(desk: Desk) -> None:
    desk.pane.show_exchanges([done(exchange(title="a")), done(exchange(title="b"), answer(401))])
    desk.pane.filter_edited.disconnect()
    desk.pane.filter_bar.filter.setText("status:401")
    assert desk.rows() == ["b"]
    assert desk.count() == "1 of 2"


def test_a_new_exchange_hidden_by_the_filter_is_reported(desk: Desk) -> None:
    desk.keep(done(exchange(title="old")))
    desk.pane.filter_bar.filter.setText("old")
    desk.pane.show_exchange(exchange(title="new"))
    assert desk.rows() == ["old"]
    assert desk.count() == "1 of 2; newest hidden by the filter"
    desk.pane.filter_bar.filter.clear()
    assert desk.rows() == ["new", "old"]
    assert desk.count() == "2 in total"


def test_a_saved_exchange_hidden_by_the_filter_is_reported(desk: Desk) -> None:
    desk.keep(done(exchange(title="old")))
    desk.pane.filter_bar.filter.setText("old")
    new = exchange(title="new")
    desk.pane.note_saved([new])
    desk.keep(new)
    assert desk.rows() == ["old"]
    assert desk.count() == "1 of 2; newest hidden by the filter"
    desk.select(0)
    desk.pane.filter_bar.filter.clear()
    assert desk.count() == "2 in total"
    assert desk.selected() == ["old"]


def test_a_slow_search_is_shown(desk: Desk) -> None:
    desk.keep(done(exchange(title="one")))
    desk.pane.filter_edited.disconnect()
    desk.pane.filter_bar.filter.setText("on")
    desk.until(lambda: desk.count() == "searching…")
    desk.pane.show_found(Found(), (), total=1, query="o")
    assert desk.count() == "searching…"
    desk.pane.show_found(desk.history.find("on"), (), total=1, query="on")
    assert desk.count() == "1 of 1"


def test_the_tooltip_of_the_filter_explains_its_syntax(desk: Desk) -> None:
    tip = desk.pane.filter_bar.filter.toolTip()
    for word in ("status:", "profile:", "endpoint:", "tag:", "is:pinned", "is:run", "is:recorded", "is:unknown"):
        assert word in tip
    for word in ("after:", "before:", "Ctrl+F", "Esc"):
        assert word in tip


def test_an_id_in_the_filter_is_hidden_while_masked(desk: Desk) -> None:
    shown, hidden = QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password
    line = desk.pane.filter_bar.filter
    desk.privacy.set_mask(ScreenMask(frozenset({"Dana-7"})))
    for text, mode in (("status:401", shown), ("3F2504E0-4F89-41D3", hidden), ("dana-7", hidden), ("install", shown)):
        line.setText(text)
        assert line.echoMode() is mode, text
    line.setText("3F2504E0-4F89-41D3")
    desk.privacy.set_mask(None)
    assert line.echoMode() is shown


def test_a_long_pasted_word_does_not_narrow_the_details(desk: Desk) -> None:
    desk.keep(done(exchange()))
    sizes = desk.pane.sizes()
    desk.press(Qt.Key.Key_F, CONTROL)
    desk.pane.filter_bar.filter.insert("y" * 5_000)
    assert desk.rows() == []
    assert any("y" * 40 in words for words in desk.labels())
    assert desk.pane.minimumSizeHint().width() < 1_100
    assert desk.pane.sizes() == sizes
