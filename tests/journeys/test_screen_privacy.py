"""Sharing the screen: one switch, and no id or address is in any pane, tooltip or pixel; once more, and all are."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from tests.hunt.looking import look_at_window
from tests.journeys.conftest import CONTROL, SHIFT, Bench, Make
from workbench.gui.features.compose.editor.redaction_overlay import AT_ONCE

if TYPE_CHECKING:
    from tests.hunt.witness import Witness

ID, OTHER = "38400000-8CF0-11BD-B23E-10B96E40000D", "WWWWWWWW-iiii-MMMM-||||-............"
MAIL, KEY = "pat@example.com", "F5BF••••9E91"
BODY = f"""{{"action": "event", "kochava_device_id": "{ID}", "data": {{
  "device_ids": {{"any": "{ID.lower()}"}},
  "event_name": "{MAIL}", oops
}}}}"""
TRACES = (ID, ID.lower(), MAIL, KEY)


class Noted:
    """Everything that the window says, but for the editor's own text: a screen reader needs that to type by."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        look_at_window(cast("Witness", self))

    def note(self, place: str, what: str) -> None:
        if not place.endswith("payloadEditor"):
            self.said.append((place, what))

    def places(self, trace: str) -> set[str]:
        return {place for place, what in self.said if trace in what}


def masked(bench: Bench) -> bool:
    badges = bench.window.findChildren(QLabel, "maskedBadge")
    return badges[0].isVisible()


def picture(bench: Bench) -> QImage:
    """The lines of the body, without a caret, which blinks, and without scroll bars, which come and go."""
    bench.editor.setCursorWidth(0)
    return bench.editor.viewport().grab(QRect(0, 0, 700, 100)).toImage()


def switch(bench: Bench) -> None:
    bench.press(Qt.Key.Key_M, CONTROL | SHIFT)


@pytest.fixture
def busy(new_bench: Make, tmp_path: Path) -> Bench:
    """A window in which an id stands wherever one can: name, text, request, echo, question, endpoint."""
    path = tmp_path / f"{ID}.json"
    path.write_text(BODY)
    bench = new_bench()
    bench.start([path])
    port = bench.workbench.session.endpoint.url.split("/")[2]
    bench.send_and_wait()
    bench.type_endpoint(f"http://{port}/{ID}?mail={MAIL}")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send_and_wait()
    bench.write(" ")
    bench.press(Qt.Key.Key_W, CONTROL)
    return bench


def test_one_switch_hides_ids_and_addresses_everywhere_and_shows_them_again(busy: Bench) -> None:
    bench = busy
    before, shown = bench.window.grab().toImage(), Noted()
    assert ID in bench.notice
    assert ID in bench.window.windowTitle()
    for where in (
        "documentTabs",
        "documentName",
        "exchangeRequest",
        "exchangeResponse",
        "log",
        "endpoint",
        "noticeText",
    ):
        assert f"window: {where}" in shown.places(ID), where
    assert all(shown.places(trace) for trace in TRACES)
    assert not masked(bench)

    switch(bench)
    assert masked(bench)
    assert {trace: places for trace in TRACES if (places := Noted().places(trace))} == {}
    assert bench.window.grab().toImage() != before
    assert bench.window.windowTitle() == f"{'•' * len(ID)}.json — Payload Workbench"

    switch(bench)
    assert not masked(bench)
    again = Noted()
    assert [len(again.places(trace)) for trace in TRACES] == [len(shown.places(trace)) for trace in TRACES]


def test_typing_signing_sending_and_copying_go_on_as_they_were(busy: Bench) -> None:
    bench = busy
    hashed, token = bench.payload_hash, bench.token
    switch(bench)
    assert (bench.payload_hash, bench.token) == (hashed, token)
    assert bench.editor.body() == b" " + BODY.encode()
    bench.press(Qt.Key.Key_B, CONTROL | SHIFT)
    assert bench.application.clipboard().text() == " " + BODY
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.press(Qt.Key.Key_C, CONTROL)
    assert bench.application.clipboard().text() == " " + BODY
    assert bench.send_and_wait()[4] == "404"
    assert bench.workbench.features.parts("log").pane.table.model().exchange(0).request.body == b" " + BODY.encode()
    assert Noted().places(ID) == set()


def test_an_id_is_typed_and_sent_without_ever_being_seen(bench: Bench) -> None:
    switch(bench)
    bench.press(Qt.Key.Key_A, CONTROL)
    pictures: list[list[QImage]] = []
    for value in ("384000", "WWiiMM"):
        pictures.append([])
        bench.press(Qt.Key.Key_A, CONTROL)
        for key in f'{{"data":{{"device_ids":{{"idfa":"{value}"}}}}}}':
            bench.write(key)
            pictures[-1].append(picture(bench))
        assert value in bench.editor.toPlainText()
        assert Noted().places(value) == set()
        assert bench.send_and_wait()[4] == "200"
        assert Noted().places(value) == set()
    assert pictures[0][1:] == pictures[1][1:]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("everything", [False, True])
def test_two_ids_of_one_length_are_one_picture_in_either_look(
    new_bench: Make, tmp_path: Path, look: str, everything: bool
) -> None:
    bench = new_bench()
    seen: list[QImage] = []
    for number, value in enumerate((ID, OTHER)):
        path = tmp_path / f"{number}.json"
        path.write_text(BODY.replace(ID, value).replace(ID.lower(), value))
        if not number:
            bench.start([path])
            bench.workbench.choose_theme(look)
            switch(bench)
        else:
            bench.workbench.features.parts("compose").files.open_paths([path])
        bench.press(Qt.Key.Key_2, CONTROL)
        if everything:
            bench.press(Qt.Key.Key_A, CONTROL)
        seen.append(picture(bench))
    assert seen[0] == seen[1]
    switch(bench)
    assert picture(bench) != seen[0]


def test_a_large_body_is_covered_whole_until_a_thread_has_read_it(new_bench: Make, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_text('{"n": [\n' + '"visible",\n' * AT_ONCE + f'""], "x": {{"device_ids": ["{ID}"]}}}}')
    bench = new_bench()
    bench.workbench.commands.run("window.mask")
    bench.start([path])
    veil = bench.editor._veil
    assert veil is not None
    [(first, last)] = veil._ranges
    assert (first, last) >= (0, len(path.read_text()))
    at = path.read_text().index(ID)
    bench.qtbot.waitUntil(lambda: veil._ranges == [(at, at + len(ID))])
    bench.qtbot.waitUntil(lambda: bench.workbench.masks.hide(ID) != ID)


def test_it_is_still_on_at_the_next_start_from_the_first_picture(new_bench: Make, tmp_path: Path) -> None:
    path = tmp_path / f"{ID}.json"
    path.write_text(BODY)
    first = new_bench()
    first.start([path])
    switch(first)
    first.quit()
    second = new_bench()
    titles: list[str] = []
    second.window.windowTitleChanged.connect(titles.append)
    second.start()
    assert second.editor.body() == BODY.encode()
    assert masked(second)
    assert second.workbench.commands.action("window.mask").isChecked()
    assert {trace: places for trace in TRACES if (places := Noted().places(trace))} == {}
    assert titles
    assert not [title for title in titles if ID in title]
    switch(second)
    assert Noted().places(ID)


def test_a_window_that_ends_badly_opens_masked_again(new_bench: Make) -> None:
    first = new_bench()
    first.start()
    switch(first)
    second = new_bench()  # the first one has not been closed, so it has kept nothing but what it keeps at once
    second.start()
    assert masked(second)


def test_off_it_costs_the_start_nothing(bench: Bench) -> None:
    assert bench.editor._veil is None
    assert bench.workbench.masks._values == {}
    assert not bench.workbench.masks._pause.isActive()
