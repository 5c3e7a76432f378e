"""Finds exchanges of the history by id, and reports errors of the history."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from workbench.cli.exit_codes import UsageError
from workbench.cli.inputs import listed_profiles
from workbench.cli.output import report
from workbench.exchange import Exchange
from workbench.history import History, HistoryError, Row, default_history

LAST: Final = "last"
MIN_DIGITS: Final = 4
"""The smallest number of digits of an id that is accepted."""

SHOWN_DIGITS: Final = 8
"""The number of digits of an id that are printed."""

ID_HELP: Final = "the exchange: the first digits of its id, or “last”"
EXIT_STATUS: Final = "exit status: 0 done · 2 no such exchange, or the history cannot be used"

_BATCH = 500
_DIGITS = frozenset("0123456789abcdef")


def add_id(parser: ArgumentParser) -> None:
    """Add the positional ID."""
    parser.add_argument("id", metavar="ID", help=ID_HELP)


@contextmanager
def opened() -> Iterator[History]:
    """Open the history of the current user, close it afterwards, and print its notices.

    Raises:
        CommandError: the history could not do what was asked.
    """
    listed_profiles()  # their values are redacted
    history = default_history()
    try:
        yield history
        if history.error:
            report(history.error)
    except HistoryError as error:
        raise UsageError(str(error)) from None
    finally:
        history.close()
        for note in history.notes:
            report(note)


def check_readable(history: History) -> None:
    """Check that the last read succeeded.

    Raises:
        CommandError: the history could not be read.
    """
    if history.read_error:
        raise UsageError(history.read_error)


def exchange(history: History, word: str) -> Exchange:
    """Return an exchange by the first digits of its id, or the newest one for `last`.

    Raises:
        CommandError: there is no such exchange, or more than one.
    """
    id_ = _newest(history) if word == LAST else _full_id(history, word.strip().lower())
    found = history.exchange(id_)
    check_readable(history)
    if found is None:
        raise UsageError("The exchange has just been deleted.")
    return found


def rows(history: History, keys: Iterable[int]) -> Iterator[Row]:
    """Yield the rows of these keys, read in batches."""
    wanted = list(keys)
    for start in range(0, len(wanted), _BATCH):
        yield from history.rows(wanted[start : start + _BATCH])


def run_of(history: History, found: Exchange) -> list[Exchange]:
    """Return all exchanges of the repeat run of an exchange, in order; only the exchange if it has no run."""
    if not found.run:
        return [found]
    ids = [row.id for row in rows(history, history.run(found.run))]
    every = [each for id_ in ids if (each := history.exchange(id_)) is not None]
    return sorted(every, key=lambda each: each.run_number)


def _newest(history: History) -> str:
    found = history.find(grouped=False)
    check_readable(history)
    newest = history.rows(found[:1])
    if not newest:
        raise UsageError("The history is empty.")
    return newest[0].id


def _full_id(history: History, word: str) -> str:
    if len(word) < MIN_DIGITS or not _DIGITS.issuperset(word):
        raise UsageError(
            f"Invalid exchange id. Give at least {MIN_DIGITS} digits of the first column of workbench history list, "
            f"or the word {LAST}.",
        )
    found = [row.id for row in history.rows(history.find(f"id:{word}", grouped=False)[:2])]
    if len(found) > 1:
        raise UsageError(
            f"More than one exchange id begins with {word}: "
            f"{' and '.join(each[: SHOWN_DIGITS + 4] for each in found)}. Give more digits.",
        )
    check_readable(history)
    if not found:
        raise UsageError(f"There is no exchange {word} in the history. See: workbench history list")
    return found[0]
