"""`workbench history note`, `tag`, `pin` and `recorded`: change the annotations of an exchange."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec.structs import replace

from workbench.cli.commands.history import lookup
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.parser import Action, argument
from workbench.credentials.header_validation import is_utf8
from workbench.exchange import Annotations


def _annotation(
    description: str,
    example: str,
    change: Callable[[Annotations, Namespace], Annotations],
    *arguments: Callable[..., object],
) -> Action:
    """Return the action that changes the annotations of the exchange ID."""

    def run(options: Namespace) -> int:
        with lookup.opened() as history:
            found = lookup.exchange(history, options.id)
            changed = change(found.annotations, options)
            if not is_utf8("".join((changed.note, *changed.tags))):
                raise UsageError("The text is not UTF-8. Nothing was changed.")
            history.annotate(found.id, changed)
        return ExitCode.SUCCESS

    epilog = f"example:\n  workbench history {example}\n\n{lookup.EXIT_STATUS}"
    return Action(description, run, (lookup.add_id, *arguments), epilog)


def _off(help_text: str) -> Callable[..., object]:
    return argument("--off", action="store_true", help=help_text)


def _with_tags(before: Annotations, options: Namespace) -> Annotations:
    given = [word.removeprefix("#") for words in options.tags for word in words.replace(",", " ").split()]
    if options.off:
        return replace(before, tags=tuple(each for each in before.tags if each not in given))
    return replace(before, tags=tuple(dict.fromkeys((*before.tags, *filter(None, given)))))


ACTIONS = {
    "note": _annotation(
        "Set the note of an exchange, replacing the old one; '' removes it.",
        "note last 'seen in the feed'",
        lambda before, options: replace(before, note=options.text.strip()),
        argument("text", metavar="TEXT", help="any text, but no secrets"),
    ),
    "tag": _annotation(
        "Add tags to an exchange, or remove them. Find them with: workbench history list tag:…",
        "tag last billing ticket-1234",
        _with_tags,
        argument("tags", metavar="TAG", nargs="+", help="a single word"),
        _off("remove the tags"),
    ),
    "pin": _annotation(
        "Pin an exchange, so that it is not deleted when it is old.",
        "pin 3f2a91c0",
        lambda before, options: replace(before, pinned=not options.off),
        _off("unpin the exchange"),
    ),
    "recorded": _annotation(
        """\
Mark an exchange as recorded: you saw it in the dashboard (Apps & Assets, Install Feed
Validation). The program cannot find this out.""",
        "recorded 3f2a91c0",
        lambda before, options: replace(before, recorded=None if options.off else datetime.now(UTC)),
        _off("remove the mark"),
    ),
}
