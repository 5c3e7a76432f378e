"""`workbench history`: its actions, one module each."""

from __future__ import annotations

from argparse import ArgumentParser

ACTIONS = {
    "list": "list sends, newest first",
    "show": "show one exchange",
    "export": "export as raw HTTP, curl, HAR, Markdown, share bundle, CSV or JSON Lines",
    "resend": "send the same bytes again, with a new signature",
    "compare": "compare two exchanges",
    "note": "set the note of an exchange",
    "tag": "add tags to an exchange",
    "pin": "exclude an exchange from pruning",
    "recorded": "mark an exchange as seen in the dashboard",
    "verify-bundle": "read a share bundle and verify it",
    "usage": "show the size of the history, and its file",
    "prune": "delete old exchanges, except pinned ones",
    "erase": "delete all exchanges",
}
MODULES = {
    **dict.fromkeys(("note", "tag", "pin", "recorded"), "annotations"),
    **dict.fromkeys(("usage", "prune", "erase"), "storage"),
}


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
List, show, export, compare and resend past sends.

Every send is saved before its first byte is sent: the exact bytes of both bodies, headers
without API key and token, times and outcome. If the program is killed, an unfinished
exchange has an unknown outcome, and no exchange is lost; a power failure may lose the
newest ones."""
    parser.epilog = """\
exchange ids:
  ID is the first column of `list`: enough digits to be unique (at least 4), or the word
  last for the newest exchange.

example:
  workbench history list 8F1C9E37-5B0D after:2026-03-01 before:2026-04-01
  workbench history show 3f2a91c0
  workbench history resend 3f2a91c0 --profile mine
  workbench history compare 3f2a91c0 last
  workbench history export 3f2a91c0 --as bundle --profile mine --output ticket.json
  workbench history verify-bundle ticket.json --profile mine

exit status: 0 yes · 1 no: nothing found, a difference, not verified, not accepted
  2 invalid usage, no such exchange, or the history cannot be used · 3 resend: no response
  4 no credentials"""
