"""Calls that may wait for a prompt: a person sees that one waits, and what comes too late is ignored."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.keyring_calls import SHOW_AFTER_MS, KeyringCalls
from workbench.gui.core.tasks import Tasks


class Ends:
    """How calls ended, in order."""

    def __init__(self, asking: KeyringCalls) -> None:
        self.said: list[str] = []
        self.shown: list[bool] = []
        self.go = threading.Event()
        self._asking = asking
        asking.waiting_changed.connect(self.shown.append)

    def ask(self, name: str, *, waits: bool = True, fails: bool = False) -> object:
        def work() -> str:
            if waits:
                self.go.wait(30)
            if fails:
                raise LookupError(name)
            return name

        return self._asking.start(
            work,
            lambda result: self.said.append(f"{result} done"),
            lambda error: self.said.append(f"{error} failed"),
            stopped=lambda: self.said.append(f"{name} stopped"),
            late=lambda: self.said.append(f"{name} late"),
        )


@pytest.fixture
def asking(qtbot: QtBot) -> Iterator[KeyringCalls]:
    bridge = Tasks()
    yield KeyringCalls(bridge, show_after_ms=30)
    bridge.close()


@pytest.fixture
def ends(asking: KeyringCalls) -> Iterator[Ends]:
    made = Ends(asking)
    yield made
    made.go.set()


def test_a_call_that_comes_back_soon_is_never_shown_to_be_waited_for(
    asking: KeyringCalls, ends: Ends, qtbot: QtBot
) -> None:
    ends.ask("one", waits=False)
    ends.ask("two", waits=False, fails=True)
    qtbot.waitUntil(lambda: len(ends.said) == 2)
    assert sorted(ends.said) == ["one done", "two failed"]
    late = ends.ask("three")
    with qtbot.waitSignal(asking.waiting_changed):
        pass
    assert ends.shown == [True]
    assert asking.is_waiting(late)  # type: ignore[arg-type]


def test_waiting_is_shown_once_until_the_last_call_has_come_back(
    asking: KeyringCalls, ends: Ends, qtbot: QtBot
) -> None:
    first, second = ends.ask("one"), ends.ask("two")
    qtbot.waitUntil(lambda: first.overdue and second.overdue)  # type: ignore[attr-defined]
    assert ends.shown == [True]
    ends.go.set()
    qtbot.waitUntil(lambda: ends.shown == [True, False])
    assert sorted(ends.said) == ["one done", "two done"]


@pytest.mark.parametrize("fails", [False, True])
def test_to_stop_waiting_says_so_at_once_and_the_late_answer_is_told_as_late(
    asking: KeyringCalls, ends: Ends, qtbot: QtBot, fails: bool
) -> None:
    call = ends.ask("one", fails=fails)
    with qtbot.waitSignal(asking.waiting_changed):
        pass
    asking.stop()
    assert (ends.said, ends.shown) == (["one stopped"], [True, False])
    assert not asking.is_waiting(call)  # type: ignore[arg-type]
    ends.go.set()
    qtbot.waitUntil(lambda: ends.said == ["one stopped", "one late"])
    asking.stop()
    assert ends.said == ["one stopped", "one late"]


def test_a_call_that_is_dropped_says_nothing_of_itself(asking: KeyringCalls, ends: Ends, qtbot: QtBot) -> None:
    dropped = ends.ask("one")
    asking.drop(dropped)  # type: ignore[arg-type]
    asking.drop(dropped)  # type: ignore[arg-type]
    asking.drop(None)
    asking.stop()
    assert ends.said == []
    ends.go.set()
    qtbot.waitUntil(lambda: ends.said == ["one late"])
    assert ends.shown == []


def test_waiting_is_shown_soon_but_not_for_an_unlocked_keyring() -> None:
    assert 100 <= SHOW_AFTER_MS <= 500
