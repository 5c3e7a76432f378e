"""Every fault in the real window: it stays responsive, and its log is true."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.faults.table import FAULTS, HANGING, Fault, Standing
from tests.faults.test_kept import named
from tests.journeys.conftest import CONTROL, WindowDriver
from tests.journeys.test_waiting import Heart
from tests.transport.servers import Authority
from workbench.history import default_history
from workbench.operations.presentation.outcomes import answer_text
from workbench.payloads import template

pytestmark = pytest.mark.slow

INSTALL = template("install-ios").body
BEATS = 5
MARKS = {"y": "✓", "n": "✗", "?": "?"}
STEPS = ("sent", "answered", "success")


def line(states: str) -> str:
    """Return the states as the log writes it."""
    marks = [f"{MARKS[sign]} {name}" for sign, name in zip(states, STEPS, strict=True)]
    return " ▸ ".join((*marks, "? recorded"))


def begin(driver: WindowDriver, standing: Standing) -> None:
    """Type the address and press Ctrl+Enter."""
    driver.type_endpoint(standing.url)
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send()


def feel(driver: WindowDriver, heart: Heart) -> None:
    """Wait until the GUI thread has been free some times more."""
    beats = heart.beats
    driver.qtbot.waitUntil(lambda: heart.beats >= beats + BEATS)


def is_over(driver: WindowDriver) -> bool:
    return driver.table.model().rowCount() == 1 and driver.row()[4] != "…"


@pytest.mark.parametrize("fault", [each for each in FAULTS if not each.hangs], ids=named)
def test_window_reports_the_fault_and_stays_usable(
    driver: WindowDriver, fault: Fault, known: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault.shows == "unknown":
        monkeypatch.delenv("SSL_CERT_FILE")
    heart = Heart(driver.window)
    with fault.standing(known) as standing:
        held = standing.server or standing.names
        if held is not None:
            held.go.clear()
        begin(driver, standing)
        if held is not None:
            met = standing.server.was_connected if standing.server else standing.names.asked if standing.names else None
            assert met is not None
            driver.qtbot.waitUntil(met.is_set)
            driver.qtbot.waitUntil(lambda: driver.table.model().rowCount() == 1)
            feel(driver, heart)
            assert driver.row()[4] == "…", "all of that came while it was under way"
            held.go.set()
        driver.qtbot.waitUntil(lambda: is_over(driver))
        feel(driver, heart)
    assert driver.row()[4] == answer_text(fault.answer)
    assert driver.row()[5] in map(line, fault.ladder)
    said = f"{driver.lines('Response')}\n{driver.lines('Verdict')}"
    assert re.search(fault.says, said, re.DOTALL), said
    assert driver.named(QPushButton, "Send").isEnabled()
    assert standing.server is None or standing.server.bodies == [INSTALL] * bool(fault.arrives)


@pytest.mark.parametrize("fault", HANGING, ids=named)
def test_escape_cancels_a_hanging_send(driver: WindowDriver, fault: Fault, known: Authority) -> None:
    heart = Heart(driver.window)
    with fault.standing(known) as standing:
        begin(driver, standing)
        driver.qtbot.waitUntil(standing.is_hanging)
        driver.qtbot.waitUntil(lambda: driver.table.model().rowCount() == 1)
        feel(driver, heart)
        assert driver.row()[4] == "…"
        driver.press(Qt.Key.Key_Escape)
        driver.qtbot.waitUntil(lambda: is_over(driver))
        driver.qtbot.waitUntil(standing.is_left)
        assert not standing.has_let_go()
        assert standing.server is None or standing.server.events == ["connected", "hanging", "end"]
    assert (driver.row()[4], driver.row()[5]) == ("cancelled", line(fault.hung))
    assert driver.lines("Response").startswith("Cancelled. ")
    assert driver.named(QPushButton, "Send").isEnabled()


def test_window_records_every_fault_and_still_sends(driver: WindowDriver, known: Authority) -> None:
    sandbox = driver.app.session.endpoint.url
    met = [each for each in FAULTS if each.shows != "unknown"]
    for number, fault in enumerate(met, 1):
        with fault.standing(known) as standing:
            begin(driver, standing)
            driver.qtbot.waitUntil(lambda number=number: driver.table.model().rowCount() == number)  # type: ignore[misc]
            if fault.hangs:
                driver.qtbot.waitUntil(standing.is_hanging)
                driver.press(Qt.Key.Key_Escape)
            driver.qtbot.waitUntil(lambda: driver.row()[4] != "…")
            expected = "cancelled" if fault.hangs else answer_text(fault.answer)
            seen = standing.server.events if standing.server else []
            assert driver.row()[4] == expected, (fault.name, driver.lines("Response"), seen)
    driver.type_endpoint(sandbox)
    driver.press(Qt.Key.Key_2, CONTROL)
    assert driver.send_and_wait()[4] == "200"
    driver.quit()
    history = default_history()
    rows = history.rows(history.find())
    history.close()
    assert [row.answer for row in reversed(rows)] == ["cancelled" if each.hangs else each.answer for each in met] + [
        "200"
    ]
