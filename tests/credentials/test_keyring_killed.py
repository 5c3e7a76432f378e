"""The keyring or the program is killed between any two steps of a change: no pair is lost or incomplete."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.credentials.login import Conversation, KeyringSession

pytestmark = [pytest.mark.real_keyring, pytest.mark.slow]

Pair = list[str]

OLD: Pair = ["5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "the old secret"]
NEW: Pair = ["9C1D44AA-0F3B-4E2D-B7A6-112233445566", "the new secret"]
MOST_STEPS = 40


@dataclass(frozen=True)
class Change:
    """One change of a profile that is there with its old pair, or not at all.

    Attributes:
        before: what is done first, undisturbed.
        may_be: the pairs that the profile may have afterwards; None is no profile.
    """

    do: str
    before: tuple[str, ...] = ("add",)
    words: dict[str, str] = field(default_factory=dict)
    may_be: tuple[Pair | None, ...] = (OLD, NEW)


def _words(pair: Pair) -> dict[str, str]:
    return {"api_key": pair[0], "secret": pair[1]}


CHANGES = {
    "add": Change("add", (), _words(OLD), (None, OLD)),
    "replace": Change("replace", words=_words(NEW)),
    "rotate": Change("rotate", words=_words(NEW)),
    "finish a rotation": Change("finish_rotation", ("add", "rotate"), may_be=(NEW,)),
    "undo a rotation": Change("undo_rotation", ("add", "rotate")),
    "remove": Change("remove", may_be=(None, OLD)),
    "restore": Change("restore", ("add", "remove"), may_be=(None, OLD)),
}
GIVEN = {"add": _words(OLD), "rotate": _words(NEW)}


BY_THE_PROGRAM = ("add", "rotate", "finish a rotation", "remove")
"""Each step of these is tried with the program killed, too; it takes a new process each time."""


@pytest.fixture(scope="module")
def session(new_sessions: Callable[[], KeyringSession]) -> KeyringSession:
    """One session for all; each step has a profile of its own."""
    session = new_sessions()
    session.start_keyring(unlocked=True)
    return session


@pytest.fixture(scope="module")
def other(session: KeyringSession) -> Iterator[Conversation]:
    """A program that takes no part, and looks what is there."""
    with session.open("hasty") as process:
        yield process


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_keyring_may_be_killed_at_any_step(session: KeyringSession, other: Conversation, change: Change) -> None:
    with session.open("stepping", "hasty") as process:
        for step in range(1, MOST_STEPS):
            name = f"{change.do} {step}"
            if not _paused(process, change, name, step):
                break
            session.kill_keyring()
            process.put(go="on")
            said = process.answer()
            session.start_keyring(unlocked=True)
            assert said.get("unavailable", "died") in ("died", "no-keyring"), said  # no-keyring: it never answered
            # what the process that was disturbed goes on with is what is there, too
            assert process.ask(do="credentials", name=name).get("pair") in change.may_be
            _look(session, other, change, name)
        _cleaned(other)
    assert 2 < step < MOST_STEPS - 1


@pytest.mark.parametrize("change", [CHANGES[name] for name in BY_THE_PROGRAM], ids=BY_THE_PROGRAM)
def test_the_program_may_be_killed_at_any_step(session: KeyringSession, other: Conversation, change: Change) -> None:
    for step in range(1, MOST_STEPS):
        name = f"{change.do} {step}"
        with session.open("stepping", "hasty") as process:
            if not _paused(process, change, name, step):
                break
            process.kill()
        _look(session, other, change, name)
    _cleaned(other)
    assert 2 < step < MOST_STEPS - 1


def _paused(process: Conversation, change: Change, name: str, step: int) -> bool:
    """Begin the change and stop before a call of the keyring; return whether there were so many calls."""
    for earlier in change.before:
        assert "says" not in process.ask(do=earlier, name=name, **GIVEN.get(earlier, {}))
    words = {"do": change.do, **change.words}
    if change.do != "restore":
        words["name"] = name
    answer = process.ask(pause_at=step, **words)
    assert "says" not in answer, answer
    return "paused" in answer


def _look(session: KeyringSession, other: Conversation, change: Change, name: str) -> None:
    """Check from another program: the pair is complete, and repairs make list and keyring agree."""
    other.ask(do="forget")
    before = other.ask(do="credentials", name=name).get("pair")
    assert before in change.may_be
    assert (name in other.ask(do="list")["names"]) == (before is not None)
    _other_pair_is_whole(other, before, name)
    if other.ask(do="check")["found"]:
        other.ask(do="repair")
        assert other.ask(do="check") == {"found": []}
        after = other.ask(do="credentials", name=name).get("pair")
        assert after in change.may_be
        assert after == before or before is None, "what was there stays as it was"
        _other_pair_is_whole(other, after, name)
    _cleaned(other)
    assert session.entries() == [], "nothing is left in the keyring that the list does not know"


def _other_pair_is_whole(other: Conversation, pair: Pair | None, name: str) -> None:
    old = other.ask(do="old_credentials", name=name)
    assert sorted([old["pair"], pair]) == sorted([OLD, NEW]) if "pair" in old else "says" not in old or pair is None


def _cleaned(other: Conversation) -> None:
    """Remove every profile; each of them has its values."""
    for each in other.ask(do="list")["names"][1:]:
        assert "pair" in other.ask(do="credentials", name=each), each
        assert other.ask(do="remove", name=each) == {}
