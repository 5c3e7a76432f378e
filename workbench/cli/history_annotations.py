"""Owns what a person adds to an exchange, and the care for the history as a whole: its size, its end.

It must never delete what nobody agreed to delete.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from workbench.cli import history_lookup, prompts
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import put_json, put_row, say
from workbench.disk import state_dir
from workbench.exchange import Annotations


def note(options: Namespace) -> int:
    """Put a note on an exchange."""
    return _marked(options, lambda annotations: replace(annotations, note=options.text.strip()))


def tag(options: Namespace) -> int:
    """Put tags on an exchange, or take them off."""
    given = [word for words in options.tags for word in words.replace(",", " ").split()]
    given = [word.removeprefix("#") for word in given]

    def change(annotations: Annotations) -> Annotations:
        if options.off:
            return replace(annotations, tags=tuple(each for each in annotations.tags if each not in given))
        return replace(annotations, tags=tuple(dict.fromkeys((*annotations.tags, *filter(None, given)))))

    return _marked(options, change)


def pin(options: Namespace) -> int:
    """Pin an exchange, or let it go."""
    return _marked(options, lambda annotations: replace(annotations, pinned=not options.off))


def recorded(options: Namespace) -> int:
    """Tick the last step of the ladder, or take that back."""
    return _marked(
        options, lambda annotations: replace(annotations, recorded=None if options.off else datetime.now(UTC))
    )


def usage(options: Namespace) -> int:
    """Say how much is kept, and where."""
    with history_lookup.opened() as history:
        found = history.usage()
        history_lookup.readable(history)
    from workbench.history.values import FILE_NAME, Retention

    path = state_dir() / FILE_NAME
    if options.json:
        put_json({"exchanges": found.rows, "bytes": found.bytes, "file": str(path)})
    else:
        put_row("Exchanges", f"{found.rows:,}")
        put_row("Size", f"{found.bytes / 1_000_000:,.1f} MB")
        put_row("Kept", Retention().description)
        put_row("File", str(path))
    return Status.YES


def sweep(_: Namespace) -> int:
    """Delete what is old."""
    with history_lookup.opened() as history:
        gone = history.prune()
    say(f"{_exchanges(gone)} deleted." if gone else "There was nothing to delete.")
    return Status.YES


def erase(options: Namespace) -> int:
    """Delete all of it."""
    with history_lookup.opened() as history:
        count = history.usage().rows
        what = f"all there is ({_exchanges(count)}), pinned ones too, for good"
        if not options.yes:
            if not prompts.at_terminal():
                raise CommandError(Status.BAD_INPUT, f"This would delete {what}. Nothing was deleted; add --yes.")
            if not prompts.agrees(f"Delete {what}?", otherwise=False):
                raise CommandError(Status.BAD_INPUT, "Nothing was deleted.")
        history.erase()
    say(f"The history is empty; {_exchanges(count)} deleted.")
    return Status.YES


def _marked(options: Namespace, change: Callable[[Annotations], Annotations]) -> int:
    with history_lookup.opened() as history:
        found = history_lookup.exchange(history, options.id)
        history.annotate(found.id, change(found.annotations))
    return Status.YES


def _exchanges(count: int) -> str:
    return f"{count:,} exchange{'' if count == 1 else 's'}"
