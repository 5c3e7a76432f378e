"""Waiting keyring calls are shown, and late results are ignored."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from workbench.credentials import CredentialsUnavailable, ProfileRefused
from workbench.gui.core.keyring_calls import SHOW_AFTER_MS, KeyringCalls
from workbench.gui.core.tasks import Tasks


class Ends:
    """How calls ended, in order."""

    def __init__(self, keyring_calls: KeyringCalls) -> None:
        self.said: list[str] = []
        self.shown: list[bool] = []
        self.go = threading.Event()
        self._calls = keyring_calls
        keyring_calls.waiting_changed.connect(self.shown.append)

    def ask(self, name: str, *, waits: bool = True, fails: bool = False) -> object:
        def work() -> str:
            if waits:
                self.go.wait(30)
            if fails:
                raise ProfileRefused(name)
            return name

        return self._calls.start(
            work,
            lambda result: self.said.append(f"{result} done"),
            lambda error: self.said.append(
                f"{name} {error.why if isinstance(error, CredentialsUnavailable) else 'failed'}"
            ),
            late=lambda: self.said.append(f"{name} late"),
        )


@pytest.fixture
def keyring_calls(qtbot: QtBot) -> Iterator[KeyringCalls]:
    tasks = Tasks()
    yield KeyringCalls(tasks, show_after_ms=30)
    tasks.close()


@pytest.fixture
def ends(keyring_calls: KeyringCalls) -> Iterator[Ends]:
    made = Ends(keyring_calls)
    yield made
    made.go.set()


def test_a_fast_call_is_never_shown_as_waiting(keyring_calls: KeyringCalls, ends: Ends, qtbot: QtBot) -> None:
    ends.ask("one", waits=False)
    ends.ask("two", waits=False, fails=True)
    qtbot.waitUntil(lambda: len(ends.said) == 2)
    assert sorted(ends.said) == ["one done", "two failed"]
    late = ends.ask("three")
    with qtbot.waitSignal(keyring_calls.waiting_changed):
        pass
    assert ends.shown == [True]
    assert keyring_calls.is_waiting(late)  # type: ignore[arg-type]


def test_waiting_is_shown_once_until_the_last_call_ends(keyring_calls: KeyringCalls, ends: Ends, qtbot: QtBot) -> None:
    first, second = ends.ask("one"), ends.ask("two")
    qtbot.waitUntil(lambda: first.overdue and second.overdue)  # type: ignore[attr-defined]
    assert ends.shown == [True]
    ends.go.set()
    qtbot.waitUntil(lambda: ends.shown == [True, False])
    assert sorted(ends.said) == ["one done", "two done"]


@pytest.mark.parametrize("fails", [False, True])
def test_stopping_ends_calls_at_once_and_late_results_are_reported_as_late(
    keyring_calls: KeyringCalls, ends: Ends, qtbot: QtBot, fails: bool
) -> None:
    call = ends.ask("one", fails=fails)
    with qtbot.waitSignal(keyring_calls.waiting_changed):
        pass
    keyring_calls.stop()
    assert (ends.said, ends.shown) == (["one cancelled"], [True, False])
    assert not keyring_calls.is_waiting(call)  # type: ignore[arg-type]
    ends.go.set()
    qtbot.waitUntil(lambda: ends.said == ["one cancelled", "one late"])
    keyring_calls.stop()
    assert ends.said == ["one cancelled", "one late"]


def test_a_dropped_call_reports_nothing(keyring_calls: KeyringCalls, ends: Ends, qtbot: QtBot) -> None:
    dropped = ends.ask("one")
    keyring_calls.drop(dropped)  # type: ignore[arg-type]
    keyring_calls.drop(dropped)  # type: ignore[arg-type]
    keyring_calls.drop(None)
    keyring_calls.stop()
    assert ends.said == []
    ends.go.set()
    qtbot.waitUntil(lambda: ends.said == ["one late"])
    assert ends.shown == []


def test_waiting_is_shown_soon_but_not_for_an_unlocked_keyring() -> None:
    assert 100 <= SHOW_AFTER_MS <= 500
