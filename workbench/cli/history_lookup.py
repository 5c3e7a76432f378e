"""Owns the way from what a person typed to exchanges of the history, and every way the history can be in trouble.

It must never write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import say
from workbench.exchange import Exchange
from workbench.history import History, HistoryError, Row, default_history

LAST: Final = "last"
SHORTEST: Final = 4
"""Digits of an id by which it can be asked for."""
SHOWN: Final = 8
"""Digits of an id that are shown."""

_AT_ONCE = 500
_DIGITS = frozenset("0123456789abcdef")


@contextmanager
def opened() -> Iterator[History]:
    """Give the history of this user, and close it; what it has to say of itself is said.

    Raises:
        CommandError: it could not do what was asked.
    """
    history = default_history()
    try:
        yield history
        if history.error:
            say(f"workbench: {history.error}")
    except HistoryError as error:
        raise CommandError(Status.BAD_INPUT, str(error)) from None
    finally:
        history.close()
        for note in history.notes:
            say(f"workbench: {note}")


def readable(history: History) -> None:
    """See that what was just read could be read, though nothing may be written.

    Raises:
        CommandError: it could not.
    """
    if history.read_error:
        raise CommandError(Status.BAD_INPUT, history.read_error)


def exchange(history: History, word: str) -> Exchange:
    """Return the exchange that a person means by its id, shortened perhaps, or by the word for the newest.

    Raises:
        CommandError: there is none, or more than one.
    """
    id_ = _newest(history) if word == LAST else _whole(history, word.strip().lower())
    found = history.exchange(id_)
    readable(history)
    if found is None:
        raise CommandError(Status.BAD_INPUT, "That exchange was deleted just now.")
    return found


def rows(history: History, keys: Iterable[int]) -> Iterator[Row]:
    """Yield the rows of these keys, some at a time."""
    wanted = list(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        yield from history.rows(wanted[start : start + _AT_ONCE])


def run_of(history: History, found: Exchange) -> list[Exchange]:
    """Return all exchanges of the repeat run that this one belongs to, in their order; it alone if it has none."""
    if not found.run:
        return [found]
    ids = [row.id for row in rows(history, history.run(found.run))]
    every = [each for id_ in ids if (each := history.exchange(id_)) is not None]
    return sorted(every, key=lambda each: each.run_number)


def _newest(history: History) -> str:
    found = history.find(grouped=False)
    readable(history)
    newest = history.rows(found[:1])
    if not newest:
        raise CommandError(Status.BAD_INPUT, "There is nothing in the history yet.")
    return newest[0].id


def _whole(history: History, word: str) -> str:
    """Return the id that begins so."""
    if len(word) < SHORTEST or not _DIGITS.issuperset(word):
        raise CommandError(
            Status.BAD_INPUT,
            f"An exchange is named by at least {SHORTEST} of the digits that workbench history list shows first, "
            f"or by the word {LAST}.",
        )
    found = [row.id for row in history.rows(history.find(f"id:{word}", grouped=False)[:2])]
    if len(found) > 1:
        raise CommandError(
            Status.BAD_INPUT,
            f"More than one exchange begins with {word}: {' and '.join(each[: SHOWN + 4] for each in found)}. "
            "Give more digits.",
        )
    readable(history)
    if not found:
        raise CommandError(Status.BAD_INPUT, f"There is no exchange {word} in the history. See: workbench history list")
    return found[0]
