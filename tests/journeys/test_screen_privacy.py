"""Screen privacy: one switch hides ids and addresses in every pane, tooltip and pixel, and shows them again."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from tests.hunt.looking import look_at_window
from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver
from workbench.gui.features.compose.editor.redaction_overlay import AT_ONCE
from workbench.redaction import mask

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
    """All text of the window except that of the editor, which a screen reader needs for typing."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        look_at_window(cast("Witness", self))

    def note(self, place: str, what: str) -> None:
        if not place.endswith("payloadEditor"):
            self.said.append((place, what))

    def places(self, trace: str) -> set[str]:
        return {place for place, what in self.said if trace in what}


def masked(driver: WindowDriver) -> bool:
    badges = driver.window.findChildren(QLabel, "maskedBadge")
    return badges[0].isVisible()


def picture(driver: WindowDriver) -> QImage:
    """The lines of the body, without a caret, which blinks, and without scroll bars, which come and go."""
    driver.editor.setCursorWidth(0)
    return driver.editor.viewport().grab(QRect(0, 0, 700, 100)).toImage()


def switch(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_M, CONTROL | SHIFT)


@pytest.fixture
def busy(new_driver: Make, tmp_path: Path) -> WindowDriver:
    """A window that shows an id in every possible place: name, text, request, question, endpoint."""
    path = tmp_path / f"{ID}.json"
    path.write_text(BODY)
    driver = new_driver()
    driver.start([path])
    port = driver.app.session.endpoint.url.split("/")[2]
    driver.send_and_wait()
    driver.type_endpoint(f"http://{port}/{ID}?mail={MAIL}")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send_and_wait()
    driver.write(" ")
    driver.press(Qt.Key.Key_W, CONTROL)
    return driver


def test_screen_privacy_hides_ids_and_addresses_everywhere_until_switched_off(busy: WindowDriver) -> None:
    driver = busy
    before, shown = driver.window.grab().toImage(), Noted()
    assert ID in driver.notice
    assert ID in driver.window.windowTitle()
    for where in (
        "documentTabs",
        "documentName",
        "exchangeRequest",
        "log",
        "endpoint",
        "noticeText",
    ):
        assert f"window: {where}" in shown.places(ID), where
    assert all(shown.places(trace) for trace in TRACES)
    assert not masked(driver)

    switch(driver)
    assert masked(driver)
    assert {trace: places for trace in TRACES if (places := Noted().places(trace))} == {}
    assert driver.window.grab().toImage() != before
    assert driver.window.windowTitle() == f"{'•' * len(ID)}.json — Payload Workbench"

    switch(driver)
    assert not masked(driver)
    again = Noted()
    assert [len(again.places(trace)) for trace in TRACES] == [len(shown.places(trace)) for trace in TRACES]


def test_screen_privacy_does_not_change_signing_copying_or_sending(busy: WindowDriver) -> None:
    driver = busy
    hashed, token = driver.payload_hash, driver.token
    switch(driver)
    assert (driver.payload_hash, driver.token) == (hashed, mask(token))
    driver.press(Qt.Key.Key_C, CONTROL | SHIFT)
    assert driver.application.clipboard().text() == token
    assert driver.editor.body() == b" " + BODY.encode()
    driver.press(Qt.Key.Key_B, CONTROL | SHIFT)
    assert driver.application.clipboard().text() == " " + BODY
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.press(Qt.Key.Key_C, CONTROL)
    assert driver.application.clipboard().text() == " " + BODY
    assert driver.send_and_wait()[4] == "404"
    assert driver.app.features.parts("log").pane.table.model().exchange(0).request.body == b" " + BODY.encode()
    assert Noted().places(ID) == set()


def test_a_masked_id_is_typed_and_sent_without_being_shown(driver: WindowDriver) -> None:
    switch(driver)
    driver.press(Qt.Key.Key_A, CONTROL)
    pictures: list[list[QImage]] = []
    for value in ("384000", "WWiiMM"):
        pictures.append([])
        driver.press(Qt.Key.Key_A, CONTROL)
        for key in f'{{"action":"event","data":{{"device_ids":{{"idfa":"{value}"}}}}}}':
            driver.write(key)
            pictures[-1].append(picture(driver))
        assert value in driver.editor.toPlainText()
        assert Noted().places(value) == set()
        assert driver.send_and_wait()[4] == "200"
        assert Noted().places(value) == set()
    assert pictures[0][1:] == pictures[1][1:]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("everything", [False, True])
def test_two_masked_ids_of_equal_length_look_the_same_in_each_theme(
    new_driver: Make, tmp_path: Path, theme: str, everything: bool
) -> None:
    driver = new_driver()
    seen: list[QImage] = []
    for number, value in enumerate((ID, OTHER)):
        path = tmp_path / f"{number}.json"
        path.write_text(BODY.replace(ID, value).replace(ID.lower(), value))
        if not number:
            driver.start([path])
            driver.app.choose_theme(theme)
            switch(driver)
        else:
            driver.app.features.parts("compose").files.open_paths([path])
        driver.press(Qt.Key.Key_2, CONTROL)
        if everything:
            driver.press(Qt.Key.Key_A, CONTROL)
        seen.append(picture(driver))
    assert seen[0] == seen[1]
    switch(driver)
    assert picture(driver) != seen[0]


def test_a_large_body_is_fully_masked_until_a_thread_has_read_it(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_text('{"n": [\n' + '"visible",\n' * AT_ONCE + f'""], "x": {{"device_ids": ["{ID}"]}}}}')
    driver = new_driver()
    driver.app.commands.run("window.mask")
    driver.start([path])
    veil = driver.editor._overlay
    assert veil is not None
    [(first, last)] = veil._ranges
    assert (first, last) >= (0, len(path.read_text()))
    at = path.read_text().index(ID)
    driver.qtbot.waitUntil(lambda: veil._ranges == [(at, at + len(ID))])
    driver.qtbot.waitUntil(lambda: driver.app.masks.hide(ID) != ID)


def test_screen_privacy_stays_on_from_the_beginning_of_the_next_start(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / f"{ID}.json"
    path.write_text(BODY)
    first = new_driver()
    first.start([path])
    switch(first)
    first.quit()
    second = new_driver()
    titles: list[str] = []
    second.window.windowTitleChanged.connect(titles.append)
    second.start()
    assert second.editor.body() == BODY.encode()
    assert masked(second)
    assert second.app.commands.action("window.mask").isChecked()
    assert {trace: places for trace in TRACES if (places := Noted().places(trace))} == {}
    assert titles
    assert not [title for title in titles if ID in title]
    switch(second)
    assert Noted().places(ID)


def test_screen_privacy_stays_on_after_a_window_that_did_not_close(new_driver: Make) -> None:
    first = new_driver()
    first.start()
    switch(first)
    second = new_driver()  # the first one has not been closed: it has stored only what it stores immediately
    second.start()
    assert masked(second)


def test_the_start_does_no_masking_work_when_screen_privacy_is_off(driver: WindowDriver) -> None:
    assert driver.editor._overlay is None
    assert driver.app.masks._values == {}
    assert not driver.app.masks._pause.isActive()
