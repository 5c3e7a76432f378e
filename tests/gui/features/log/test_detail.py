"""The tabs of an exchange: formats of a body, phases, comparison, and results of a run."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTabBar, QWidget

from tests.gui.features.log.desk import Desk
from tests.history.making import answer, done, exchange
from workbench.exchange import Cancelled, Timing
from workbench.gui.features.log.charts import Histogram, Outcomes, TimingBar, centre_fits, phase_color
from workbench.gui.features.log.run_page import RunPage, run_summary
from workbench.gui.widgets.values import Lines
from workbench.operations.presentation.comparison import compare
from workbench.operations.run_plan import RunProgress
from workbench.operations.run_results import Bin, Results
from workbench.redaction.pii import ScreenMask

RESULTS = Results(
    (("success", 498), ("refused", 2)), 498, 0.012, 0.025, 0.31, (Bin(0.01, 0.011, 300), Bin(0.011, 0.31, 198))
)
GOING = RunProgress(500, 120, 4, 118, 2, 6.5)
IDFA = "AEBE52E7-03EE-455A-B3C4-E57283966239"


def colors(widget: QWidget, row: int) -> list[str]:
    """The colours along a row of pixels, each once where it begins."""
    image = widget.grab().toImage()
    found: list[str] = []
    for column in range(12, image.width() - 12) if row < image.height() else ():
        color = image.pixelColor(column, row).name()
        if not found or found[-1] != color:
            found.append(color)
    return found


def test_before_the_first_exchange_each_tab_has_a_placeholder(desk: Desk) -> None:
    assert "Ctrl+Enter" in desk.pane.detail.text(0).placeholderText()
    assert "Ctrl+D" in desk.pane.detail.text(4).placeholderText()
    assert desk.pane.findChildren(TimingBar) == [], "nothing is made before it is needed"


def test_a_body_is_shown_raw_or_in_hex_and_a_response_pretty_too(desk: Desk) -> None:
    long = b'{"success":"1","more":[' + b"1," * 40 + b"1]}"
    desk.pane.show_exchange(done(exchange(b'{"a":"\xff"}'), answer(200, long)))
    assert desk.text("exchangeRequest").endswith('{"a":"‹xFF›"}')
    desk.pane.detail.setCurrentIndex(0)
    desk.click("bodyFormat0-hex")
    (dumped,) = desk.text("exchangeRequest").splitlines()[-1:]
    assert dumped.split() == ["000000", *["7b", "22", "61", "22", "3a", "22", "ff", "22", "7d"], '{"a":"·"}']
    desk.pane.detail.setCurrentIndex(1)
    assert '{\n  "success": "1",' in desk.text("exchangeResponse")
    desk.click("bodyFormat1-raw")
    assert long.decode() in desk.text("exchangeResponse")
    desk.click("bodyFormat1-hex")
    assert "000000  7b 22 73 75" in desk.text("exchangeResponse")
    chosen = [each.text() for each in desk.pane.findChildren(QPushButton) if each.isChecked()]
    assert sorted(chosen) == ["hex", "hex"]


def test_the_format_of_a_body_is_kept_for_the_next_exchange(desk: Desk) -> None:
    desk.keep(done(exchange(b"ab", title="first")), done(exchange(b"cd", title="second")))
    desk.select(0)
    desk.pane.detail.setCurrentIndex(0)
    desk.click("bodyFormat0-hex")
    desk.select(1)
    assert "000000  61 62 " in desk.text("exchangeRequest")


def test_without_an_exchange_the_summaries_are_hidden(desk: Desk) -> None:
    desk.pane.show_exchange(done(exchange(), answer(200)))
    line = desk.found(QWidget, "exchangeAnswer")
    assert line.isVisible()
    desk.pane.detail.show_exchange(None)
    assert not line.isVisible()
    desk.pane.show_exchange(done(exchange(), answer(200)))
    assert line.isVisible()


def test_another_row_closes_a_comparison_and_restores_the_tab(desk: Desk) -> None:
    first, second = done(exchange(b"1"), answer(200)), done(exchange(b"2"), answer(200))
    desk.keep(first, second)
    desk.select(0)
    detail = desk.pane.detail
    detail.setCurrentIndex(2)
    desk.pane.show_compared(compare(first, second))
    assert detail.currentIndex() == 4
    desk.tell()
    assert detail.currentIndex() == 4, "the same row is read on"
    desk.select(1)
    assert detail.currentIndex() == 2
    detail.setCurrentIndex(4)
    desk.select(0)
    assert detail.currentIndex() == 4, "the person chose that tab"


def test_sent_and_signed_hashes_are_shown_above_the_request(desk: Desk) -> None:
    made = exchange()
    desk.pane.show_exchange(done(made, answer(sent_sha1=made.payload_hash)))
    signed = desk.found(Lines, "exchangeSigned")
    assert signed.toPlainText() == f"✓ sent = signed\n{made.payload_hash}"
    assert "equals the payload hash" in signed.toolTip()
    held = exchange(replaced=((1, 4),))
    desk.pane.show_exchange(done(held))
    desk.until(lambda: "not byte-exact" in signed.toPlainText())
    assert signed.property("textRole") == "warn"


def test_the_phases_are_painted_in_order_and_colour(desk: Desk) -> None:
    timing = Timing(0.2, dns_s=0.05, connect_s=0.05, wait_s=0.1)
    desk.pane.show_exchange(done(exchange(), answer(timing=timing)))
    desk.pane.detail.setCurrentIndex(2)
    bar = desk.pane.findChildren(TimingBar)[0]
    light = desk.themes.current
    wanted = [phase_color(light, name).name() for name in ("name look-up", "connect", "wait")]
    assert [color for color in colors(bar, 10) if color in wanted] == wanted
    assert bar.accessibleDescription() == "name look-up 50.0 ms, connect 50.0 ms, wait 100.0 ms; total 200.0 ms"


@pytest.mark.parametrize("outcome", [None, Cancelled(Timing(1.5, connect_s=1.5), request_left=False)])
def test_an_exchange_without_a_response_is_shown(desk: Desk, outcome: Cancelled | None) -> None:
    made = exchange()
    desk.pane.show_exchange(made if outcome is None else done(made, outcome))
    for tab in range(4):
        desk.pane.detail.setCurrentIndex(tab)
        assert desk.pane.detail.text(tab).toPlainText()
    desk.pane.grab()


def test_a_long_body_is_inserted_when_its_tab_is_shown(desk: Desk) -> None:
    desk.pane.detail.setCurrentIndex(3)
    desk.pane.show_exchange(done(exchange(b"x" * 150_000)))
    text = desk.pane.detail.text(0)
    assert text.document().characterCount() == 1
    desk.pane.detail.setCurrentIndex(0)
    assert text.document().characterCount() > 150_000
    desk.pane.detail.setCurrentIndex(3)
    desk.pane.show_exchange(done(exchange(b"y" * 150_000)))
    desk.until(lambda: text.document().characterCount() == 1)
    assert text.toPlainText().endswith("y" * 100)


def test_a_comparison_selects_its_tab(desk: Desk) -> None:
    desk.pane.show_compared(compare(done(exchange(b"a")), done(exchange(b"b"))))
    detail = desk.pane.detail
    assert detail.tabText(detail.currentIndex()) == "Compare"
    assert "first difference: byte 0" in desk.text("exchangeComparison")
    desk.pane.show_exchange(done(exchange()))
    assert "first difference: byte 0" in desk.text("exchangeComparison"), "it stays until the next one"


def test_enter_in_the_rows_focuses_the_current_text(desk: Desk) -> None:
    desk.keep(done(exchange()))
    desk.select(0)
    desk.press(Qt.Key.Key_Return)
    assert desk.pane.detail.text(1).hasFocus()


def test_a_run_has_a_tab_of_its_own_while_its_row_is_selected(desk: Desk) -> None:
    run = [done(exchange(title="run", run="r", run_number=number)) for number in range(1, 4)]
    desk.keep(*run, done(exchange(title="alone")))
    desk.select(1)
    assert desk.last("results_wanted") == ("r",)
    detail = desk.pane.detail
    assert detail.tabText(detail.currentIndex()) == "Run"
    assert desk.found(Lines, "runSummary").toPlainText() == run_summary(None, None)
    desk.pane.show_results("r", RESULTS)
    assert (
        desk.found(Lines, "runSummary").toPlainText()
        == "Times: median 12.0 ms · 95th percentile 25.0 ms · slowest 310 ms"
    )
    assert not desk.button("runCancel").isVisible()
    desk.select(0)
    assert detail.tabText(detail.currentIndex()) == "Response"
    assert [detail.tabText(each) for each in range(6) if detail.isTabVisible(each)] == [
        "Request", "Response", "Timing", "Verdict", "Compare",
    ]  # fmt: skip


def test_a_run_in_progress_is_paused_resumed_and_cancelled_in_its_tab(desk: Desk) -> None:
    desk.pane.show_exchanges([exchange(title="run", run="r", run_number=1)])
    desk.pane.show_progress("r", GOING)
    says = desk.found(Lines, "runSummary")
    assert says.toPlainText() == "Repeating: 120 of 500 done, 2 without success, 376 left, 18.5 per second"
    desk.click("runPause")
    assert desk.last("run_action_requested") == ("pause", "r")
    desk.pane.show_progress("r", RunProgress(500, 124, 0, 122, 2, 7.0, paused=True))
    assert "Paused" in says.toPlainText()
    assert not desk.button("runPause").isVisible()
    desk.click("runResume")
    assert desk.last("run_action_requested") == ("resume", "r")
    desk.click("runCancel")
    assert desk.last("run_action_requested") == ("cancel", "r")
    desk.pane.show_progress("r", RunProgress(500, 124, 0, 122, 2, 7.0, ended=True))
    assert says.toPlainText() == "Finished: 124 of 500 in 7.0 s, 17.7 per second"
    assert desk.last("results_wanted") == ("r",)
    desk.click("runJsonl")
    assert desk.asked[-1][0] == "save-jsonl"


def test_the_progress_of_another_run_is_not_shown(desk: Desk) -> None:
    desk.pane.show_exchanges([exchange(title="run", run="r", run_number=1)])
    desk.pane.show_progress("other", GOING)
    assert "376 left" not in desk.found(Lines, "runSummary").toPlainText()


def test_results_of_a_run_are_painted_and_described(desk: Desk) -> None:
    page = RunPage(desk.themes)
    desk.qtbot.addWidget(page)
    page.resize(600, 220)
    page.show_run(None, RESULTS)
    outcomes, histogram = page.findChildren(Outcomes)[0], page.findChildren(Histogram)[0]
    assert outcomes.accessibleDescription() == "498 success, 2 refused"
    assert histogram.accessibleDescription() == "median 12.0 ms · 95th percentile 25.0 ms · slowest 310 ms"
    light = desk.themes.current
    drawn = {color for row in range(outcomes.height()) for color in colors(outcomes, row)}
    assert {light.color("good").name(), light.color("bad").name()} <= drawn
    drawn = {color for row in range(histogram.height()) for color in colors(histogram, row)}
    assert light.color("accent").name() in drawn
    page.show_run(None, Results((), 0, None, None, None, ()))
    assert histogram.accessibleDescription() == "No answer yet."
    page.grab()


def test_rare_outcomes_are_painted_together_and_described_separately(desk: Desk) -> None:
    drawing = Outcomes(desk.themes)
    desk.qtbot.addWidget(drawing)
    drawing.show_outcomes(tuple((f"kind {number}", 9 - number) for number in range(9)))
    assert drawing.accessibleDescription().count("kind") == 9
    assert drawing.sizeHint().height() < 130


def test_labels_of_the_histogram_do_not_overlap(desk: Desk) -> None:
    assert centre_fits(260, 50, 100, 60)
    assert not centre_fits(260, 50, 100, 110)
    page = RunPage(desk.themes)
    desk.qtbot.addWidget(page)
    page.resize(300, 220)
    slow = Results((("500 without success", 5),), 5, 10.01, 10.02, 99.0, (Bin(10.01, 10.02, 1), Bin(10.02, 99.0, 4)))
    page.show_run(None, slow)
    page.grab()
    assert page.findChildren(Outcomes)[0].accessibleDescription() == "5 × 500 without success"


def test_a_pause_requests_the_results_again(desk: Desk) -> None:
    desk.pane._run = "r"
    asked: list[str] = []
    desk.pane.results_wanted.connect(asked.append)
    desk.pane.show_progress("r", RunProgress(9, 2, 1, 2, 0, 0.1))
    desk.pane.show_progress("r", RunProgress(9, 3, 1, 3, 0, 0.2))
    assert asked == ["r"]
    desk.pane.show_progress("r", RunProgress(9, 4, 0, 4, 0, 0.3, paused=True))
    assert asked == ["r", "r"]


def test_the_summary_of_a_run() -> None:
    assert run_summary(None, None) == "Loading the results…"
    assert (
        run_summary(RunProgress(5, 5, 0, 5, 0, 0.4, ended=True), None) == "Finished: 5 of 5 in 400 ms, 12.5 per second"
    )


def test_everything_is_masked(desk: Desk) -> None:
    body = b'{"device_ids":{"idfa":"%s"}}' % IDFA.encode()
    made = done(exchange(body, title=f"t {IDFA}"), answer(200, body))
    desk.keep(done(exchange(title=f"email@example.com {IDFA}")))
    desk.pane.show_exchange(made)
    desk.pane.show_compared(compare(made, done(exchange(b"{}"))))
    desk.pane.detail.setCurrentIndex(0)
    desk.click("bodyFormat0-hex")
    desk.privacy.set_mask(ScreenMask())
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    cells = [desk.cell(row, column, role) for row in (0, 1) for column in range(7) for role in roles]
    tabs = [desk.pane.detail.text(tab).toPlainText() for tab in range(5)]
    assert IDFA not in "".join(cells[: len(cells) // 2] + tabs)
    assert IDFA[:9].encode().hex(" ") not in tabs[0]
    assert "masked for screen-sharing" in tabs[0]
    assert "email@example.com" not in "".join(cells)
    desk.privacy.set_mask(None)
    assert IDFA in desk.pane.detail.text(1).toPlainText()
    assert IDFA in desk.cell(0, 1)


def test_every_control_has_a_name_of_its_own_and_a_tooltip(desk: Desk) -> None:
    desk.pane.show_exchanges([exchange(title="run", run="r", run_number=1)])
    desk.pane.show_progress("r", GOING)
    desk.press(Qt.Key.Key_Delete)
    controls = [
        each
        for each in desk.pane.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(each.parent(), QTabBar)
    ]
    names = [each.accessibleName() for each in controls]
    assert "" not in names, [each.objectName() for each in controls if not each.accessibleName()]
    assert len(names) == len(set(names)), sorted(names)
    assert [each.objectName() for each in controls if not each.objectName()] == []
    untold = [each.objectName() for each in controls if not (each.toolTip() or each.accessibleDescription())]
    assert untold == []
