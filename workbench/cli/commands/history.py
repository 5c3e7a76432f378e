"""Owns `workbench history`: its actions and their arguments. What each does is in `history_acts` and beside it.

It must never show a secret, and a whole token only where a person asked for it.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import NamedTuple

from workbench.cli import inputs
from workbench.cli.parsers import Parser

FORMS = ("raw", "curl", "har", "markdown", "bundle", "csv", "jsonl")

_ID = "the exchange: the first digits of its id, or “last”"
_STATUS = "exit status: 0 done · 2 no such exchange, or the history cannot be used"
_EPILOG = """\
which exchange:
  ID is what `list` shows first: as many digits of it as no other one has (4 at least),
  or the word last for the newest.

example:
  workbench history list 8F1C9E37-5B0D after:2026-03-01 before:2026-04-01
  workbench history show 3f2a91c0
  workbench history again 3f2a91c0 --profile mine
  workbench history compare 3f2a91c0 last
  workbench history export 3f2a91c0 --as bundle --profile mine --output ticket.json
  workbench history open ticket.json --profile mine

exit status: 0 yes · 1 a clear no: nothing found, something differs, not verified, not accepted
  2 wrong usage, no such exchange, or the history cannot be used · 3 again: no answer
  4 no credentials"""


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Every send is kept before it leaves: exact bytes of both bodies, headers without key and
token, times, and what is known of its outcome. One that a crash cut off says that its
outcome is unknown. Nothing of it is lost with this program, killed at whatever moment;
a power cut may take the newest rows."""
    parser.epilog = _EPILOG
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    for name, action in ACTIONS.items():
        described = actions.add_parser(name, help=action.summary)
        action.describe(described)
        if "example:" not in (described.epilog or ""):
            line = f"workbench history {name} {action.example}".rstrip()
            described.epilog = f"example:\n  {line}\n\n{described.epilog or _STATUS}"


def run(options: Namespace) -> int:
    """Do what the action says."""
    from importlib import import_module

    module, function = ACTIONS[options.action].does.split(":")
    act: Callable[[Namespace], int] = getattr(import_module(f"workbench.cli.{module}"), function)
    return act(options)


def _list(parser: ArgumentParser) -> None:
    parser.description = """\
List what was sent, newest first. Every word of QUERY must occur somewhere: in a device id,
a hash, the first digits of a token or of an id, the first 100,000 bytes of the bodies, the
address, profile, title, note, tags. These narrow:
id:3f2a status:401 status:4xx profile:… endpoint:… tag:… is:pinned is:unknown is:recorded is:run
before:2026-03-01 after:2026-03-01T14:30 (local time)."""
    parser.epilog = """\
example:
  workbench history list status:4xx koconversionsdemo --limit 5
  workbench history list is:unknown --each

exit status: 0 listed · 1 nothing is like that · 2 the history cannot be read"""
    parser.add_argument("query", metavar="QUERY", nargs="*", help="words that must all occur, or field:word")
    parser.add_argument("--limit", metavar="N", type=_limit, default=20, help="how many, 0 for all; 20 unless given")
    parser.add_argument("--each", action="store_true", help="each send of a repeat run on a line of its own")
    parser.add_argument("--run", metavar="ID", help="only the repeat run that this exchange belongs to")
    _add_forms(parser)


def _show(parser: ArgumentParser) -> None:
    parser.description = "Show all that is known of one exchange, or write one of its bodies to the byte."
    _add_id(parser)
    parser.add_argument("--profile", metavar="NAME", help="say whether its pair is still the one that signed")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--body", action="store_true", help="write the bytes that were sent, and nothing else")
    what.add_argument("--response", action="store_true", help="write the bytes that came back, and nothing else")
    what.add_argument("--json", action="store_true", help="print exactly one JSON object; bodies in base64")


def _export(parser: ArgumentParser) -> None:
    parser.description = """\
Write exchanges in another form. Key and token are masked or variables; the history holds
no whole token: --with-token computes it again from the body and the pair of --profile."""
    parser.epilog = """\
example:
  workbench history export 3f2a91c0 --as curl --output send.sh
  workbench history export 3f2a91c0 last --as har > two.har

exit status: 0 written · 2 it cannot be written so · 4 no credentials"""
    parser.add_argument("ids", metavar="ID", nargs="+", help=_ID)
    parser.add_argument("--as", dest="form", choices=FORMS, required=True, help="raw and curl take one exchange")
    parser.add_argument("--run", action="store_true", help="with all others of their repeat runs")
    parser.add_argument("--output", metavar="FILE", help="the file to write; standard output unless given")
    parser.add_argument("--profile", metavar="NAME", help="the pair that signed, for its fingerprints and the token")
    parser.add_argument("--with-token", action="store_true", help="with the whole auth token, which is good for ever")


def _again(parser: ArgumentParser) -> None:
    from workbench.cli import transport_options
    from workbench.cli.commands import send

    parser.description = """\
Send the same bytes again, signed afresh, to where they went then; show what changed between
the two answers. It is a new exchange, marked as sent again."""
    parser.epilog = """\
example:
  workbench history again last
  workbench history again 3f2a91c0 --profile mine --to sandbox

exit status: as `workbench send`"""
    _add_id(parser)
    inputs.add_profile(parser)
    parser.add_argument("--to", metavar="sandbox|URL", help="somewhere else than then")
    send.add_allowances(parser)
    send.add_showing(parser)
    inputs.add_json(parser)
    transport_options.add_options(parser)


def _compare(parser: ArgumentParser) -> None:
    parser.description = """\
Compare two exchanges: their bodies as bytes and as JSON, their headers, and their answers."""
    parser.epilog = "exit status: 0 the same bytes went and came, with the same status · 1 something differs"
    parser.add_argument("before", metavar="ID", help=_ID)
    parser.add_argument("after", metavar="ID", help=_ID)
    inputs.add_json(parser)


def _note(parser: ArgumentParser) -> None:
    parser.description = "Put a note on an exchange, in place of the one it has; '' takes it away."
    _add_id(parser)
    parser.add_argument("text", metavar="TEXT", help="whatever is worth knowing; no place for a secret")


def _tag(parser: ArgumentParser) -> None:
    parser.description = "Put tags on an exchange, or take them off; list finds them by tag:…"
    _add_id(parser)
    parser.add_argument("tags", metavar="TAG", nargs="+", help="one word each")
    parser.add_argument("--off", action="store_true", help="take them off")


def _pin(parser: ArgumentParser) -> None:
    parser.description = "Pin an exchange, so that it stays whatever its age."
    _add_id(parser)
    parser.add_argument("--off", action="store_true", help="let it go with its age again")


def _recorded(parser: ArgumentParser) -> None:
    parser.description = """\
Tick the last step of the ladder: you saw it in the dashboard (Apps & Assets, Install Feed
Validation). The program itself can never know."""
    _add_id(parser)
    parser.add_argument("--off", action="store_true", help="nobody saw it after all")


def _open(parser: ArgumentParser) -> None:
    parser.description = """\
Read a share bundle that somebody made, and compute all again from its bytes: the hash, and
with a pair of your own the token. Nothing is kept and nothing is sent."""
    parser.epilog = "exit status: 0 verified · 1 not · 2 it is no bundle · 4 no credentials"
    parser.add_argument("bundle", metavar="BUNDLE", help="the file, or - for standard input")
    inputs.add_profile(parser)
    inputs.add_json(parser)


def _erase(parser: ArgumentParser) -> None:
    parser.description = "Delete the whole history for good, pinned exchanges and damaged files too."
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _sweep(parser: ArgumentParser) -> None:
    parser.description = "Delete what is older than a year, and the oldest beyond 500 MB. Pinned exchanges stay."


def _add_id(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=_ID)


def _add_forms(parser: ArgumentParser) -> None:
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print exactly one JSON object")
    forms.add_argument("--jsonl", action="store_true", help="print one JSON object a line")


def _limit(word: str) -> int:
    from argparse import ArgumentTypeError

    if not word.isascii() or not word.isdecimal():
        raise ArgumentTypeError("it is a number; 0 for all")
    return int(word[:10])


class Action(NamedTuple):
    """One action: its summary, its arguments, the module and function that do it, and the words of its example."""

    summary: str
    describe: Callable[[ArgumentParser], None]
    does: str
    example: str = ""


ACTIONS = {
    "list": Action("what was sent, newest first", _list, "history_list:show_list"),
    "show": Action("all that is known of one exchange", _show, "history_show:show", "3f2a91c0 --body > install.json"),
    "export": Action("as raw HTTP, curl, HAR, Markdown, share bundle, CSV, JSONL", _export, "history_export:export"),
    "again": Action("the same bytes once more, signed afresh", _again, "history_resend:again"),
    "compare": Action("what differs between two exchanges", _compare, "history_compare:compare", "3f2a91c0 last"),
    "note": Action("put a note on one", _note, "history_annotations:note", "last 'seen in the feed'"),
    "tag": Action("put tags on one", _tag, "history_annotations:tag", "last billing ticket-1234"),
    "pin": Action("keep one whatever its age", _pin, "history_annotations:pin", "3f2a91c0"),
    "recorded": Action("tick that it was seen in the dashboard", _recorded, "history_annotations:recorded", "3f2a91c0"),
    "open": Action(
        "read a share bundle, and verify it", _open, "history_bundle:open_bundle", "ticket.json --profile mine"
    ),
    "usage": Action("how much is kept, and where", inputs.add_json, "history_annotations:usage", "--json"),
    "sweep": Action("delete what is old, but for what is pinned", _sweep, "history_annotations:sweep"),
    "erase": Action("delete all of it", _erase, "history_annotations:erase", "--yes"),
}
