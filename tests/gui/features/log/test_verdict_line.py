"""The controls below a verdict."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.history.making import START, answer, done, exchange
from workbench.exchange import Annotations, Exchange
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.features.log.verdict_line import VerdictLine, countdown, redirect_target
from workbench.redaction.pii import ScreenMask


def redirected(location: str, status: int = 307) -> Exchange:
    return done(exchange(), answer(status, b"", headers=(("Location", location),)))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://other.example/track/json", "https://other.example/track/json"),
        ("/new/path?x=1", "http://127.0.0.1:8080/new/path?x=1"),
        ("//host.example/p", "http://host.example/p"),
        ("javascript:alert(1)", ""),
        ("https://name:word@host.example/", ""),
        ("http://[broken/", ""),
        ("", ""),
        ("https://host.example/" + "x" * 3000, ""),
        ("https://host.example/\u202e", ""),
    ],
)
def test_a_redirect_has_a_valid_target_or_none(location: str, target: str) -> None:
    assert redirect_target(redirected(location)) == target


def test_only_a_redirect_has_a_target() -> None:
    assert redirect_target(redirected("https://other.example/", status=200)) == ""
    assert redirect_target(exchange()) == ""


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (90, "The server asks to wait: 1 min 30 s left."),
        (59.2, "The server asks to wait: 1 min 0 s left."),
        (0.4, "The server asks to wait: 1 s left."),
        (7260, "The server asks to wait: 2 h 1 min left."),
        (0, "The server accepts requests again now."),
        (-5, "The server accepts requests again now."),
    ],
)
def test_a_countdown_shows_the_remaining_time(seconds: float, says: str) -> None:
    assert countdown(START + timedelta(seconds=seconds), START) == says


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(qtbot: QtBot, clock: Clock, privacy: ScreenPrivacy) -> VerdictLine:
    made = VerdictLine(privacy, clock)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_countdown_runs_until_the_server_accepts_requests(line: VerdictLine, clock: Clock) -> None:
    made = replace(exchange(), started=clock.now)
    line.show_exchange(done(made, answer(429, headers=(("Retry-After", "2"),))))
    assert line.waiting.text() == "The server asks to wait: 3 s left."
    assert line.timer.isActive()
    clock.now += timedelta(seconds=1.5)
    line.timer.timeout.emit()
    assert line.waiting.text() == "The server asks to wait: 1 s left."
    clock.now += timedelta(seconds=1)
    line.timer.timeout.emit()
    assert line.waiting.text() == "The server accepts requests again now."
    assert not line.timer.isActive()
    line.show_exchange(done(made))
    assert not line.waiting.isVisible()


def test_an_old_wait_is_not_shown(line: VerdictLine, clock: Clock) -> None:
    made = replace(exchange(), started=clock.now - timedelta(days=3))
    line.show_exchange(done(made, answer(429, headers=(("Retry-After", "2"),))))
    assert not line.waiting.isVisible()
    assert not line.timer.isActive()


def test_recorded_is_set_by_the_user_only(line: VerdictLine) -> None:
    ticks: list[bool] = []
    line.recorded_toggled.connect(ticks.append)
    line.show_exchange(exchange())
    assert not line.recorded.isEnabled()
    line.show_exchange(done(exchange()))
    assert not line.recorded.isChecked()
    line.recorded.setFocus()
    QTest.keyClick(line.recorded, Qt.Key.Key_Space)
    assert ticks == [True]
    line.show_exchange(replace(done(exchange()), annotations=Annotations(recorded=START)))
    assert line.recorded.isChecked()
    assert ticks == [True], "showing is not ticking"


def test_a_redirect_target_is_used_only_on_click(line: VerdictLine) -> None:
    wanted: list[str] = []
    line.address_wanted.connect(wanted.append)
    line.resize(900, line.height())
    line.show_exchange(redirected("https://other.example/track/json"))
    assert line.target.isVisible()
    assert line.target.text() == "Use as endpoint: https://other.example/track/json"
    assert wanted == []
    line.show_exchange(redirected("https://other.example/?a=1&b=2"))
    assert line.target.text() == "Use as endpoint: https://other.example/?a=1&&b=2", "else & would be a shortcut"
    line.resize(300, line.height())
    assert line.target.text().endswith("…")
    assert line.target.sizeHint().width() <= 300
    line.resize(900, line.height())
    line.show_exchange(redirected("https://other.example/track/json"))
    line.target.click()
    assert wanted == ["https://other.example/track/json"]
    line.show_exchange(done(exchange()))
    assert not line.target.isVisible()


def test_a_masked_redirect_target_is_hidden(line: VerdictLine, privacy: ScreenPrivacy) -> None:
    line.show_exchange(redirected("https://other.example/?idfa=AEBE52E7-03EE-455A-B3C4-E57283966239"))
    privacy.set_mask(ScreenMask())
    assert "AEBE52E7" not in line.target.text() + line.target.toolTip()
    privacy.set_mask(None)
    assert "AEBE52E7" in line.target.toolTip()
