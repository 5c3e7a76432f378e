"""`workbench history usage`, `prune` and `erase`: the size of the history, and what deletes from it."""

from __future__ import annotations

from argparse import Namespace

from workbench.cli import inputs, prompts
from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json, put_row, say
from workbench.cli.parser import Action
from workbench.disk import state_dir
from workbench.history.values import FILE_NAME, Retention
from workbench.operations.presentation.outcomes import exchange_count


def _usage(options: Namespace) -> int:
    with lookup.opened() as history:
        found = history.usage()
        lookup.check_readable(history)
    path = state_dir() / FILE_NAME
    if options.json:
        put_json({"exchanges": found.rows, "bytes": found.bytes, "file": str(path)})
    else:
        put_row("Exchanges", f"{found.rows:,}")
        put_row("Size", f"{found.bytes / 1_000_000:,.1f} MB")
        put_row("Retention", Retention().description)
        put_row("File", str(path))
    return ExitCode.SUCCESS


def _prune(_options: Namespace) -> int:
    with lookup.opened() as history:
        deleted = history.prune()
    say(f"{exchange_count(deleted)} deleted." if deleted else "There was nothing to delete.")
    return ExitCode.SUCCESS


def _erase(options: Namespace) -> int:
    with lookup.opened() as history:
        count = exchange_count(history.usage().rows)
        if not options.yes:
            prompts.require(
                f"This deletes the whole history permanently ({count}), including pinned exchanges.",
                "Delete it?",
                refusal="Nothing was deleted.",
                advice="Nothing was deleted. Add --yes to delete it.",
            )
        history.erase()
    say(f"The history is empty; {count} deleted.")
    return ExitCode.SUCCESS


ACTIONS = {
    "usage": Action(
        "Show the number of exchanges, the size and the file of the history, and how long it is kept.",
        _usage,
        (inputs.add_json,),
        "example:\n  workbench history usage --json\n\nexit status: 0 done · 2 the history cannot be used",
    ),
    "prune": Action(
        """\
Delete exchanges older than a year, and the oldest ones beyond 500 MB. Pinned exchanges are
not deleted.""",
        _prune,
        epilog="example:\n  workbench history prune\n\nexit status: 0 done · 2 the history cannot be used",
    ),
    "erase": Action(
        "Delete the whole history permanently, including pinned exchanges and damaged files.",
        _erase,
        (inputs.add_yes,),
        "example:\n  workbench history erase --yes\n\n"
        "exit status: 0 done · 2 not confirmed, or the history cannot be used",
    ),
}
