"""Reads API key and secret from the terminal, without echo, or from standard input, and checks them for mistakes.

A value is never shown, and is corrected only with `--fix` or after a confirmation.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence

from workbench.cli import prompts
from workbench.cli.exit_codes import UsageError
from workbench.cli.output import report, warn
from workbench.credentials.credential_parsing import ParsedCredentials, parse_credentials
from workbench.credentials.input_warnings import InputWarning, input_warnings
from workbench.disk import read_stream
from workbench.redaction import Secret, remember
from workbench.signing import Credentials

Holders = Callable[[ParsedCredentials], Iterable[tuple[str, Credentials]]]
"""Returns the profiles that already have either value. Called after all other checks."""

_MAX_WARNINGS = 12
"""Warnings that are handled for one pair before it is rejected."""

_MAX_LINES = 50
"""Lines of a JSON object that is pasted at a prompt."""

_LONGEST = 1_000_000  # bytes
_NOT_SAVED = "Nothing was saved."
_STDIN_FORMS = (
    "Give the API key on the first line and the secret on the second, or KEY=value lines, or a JSON object with both."
)
HELP = """\
values:
  API key and secret are entered at a prompt without echo, or read from standard input: two
  lines (API key, secret), KEY=value lines, or a JSON object with both. They are not accepted
  on the command line. A likely mistake (surrounding spaces, quotes, a leading Bearer, API key
  and secret swapped …) needs confirmation at a terminal; on standard input it is refused,
  unless --fix or --keep is given."""


def add_options(parser: ArgumentParser) -> None:
    """Add `--fix` and `--keep`, which decide about likely mistakes without asking."""
    parser.add_argument("--fix", action="store_true", help="correct likely mistakes in the values")
    parser.add_argument("--keep", action="store_true", help="save the values exactly as given")


def read_pair(name: str) -> ParsedCredentials:
    """Return API key and secret of a profile, from the terminal or from standard input.

    Raises:
        CommandError: a value is missing.
    """
    found = _prompted_pair(name) if prompts.at_terminal() else _pair_of_stdin()
    remember(found.api_key, found.secret)
    for title, value in (("API key", found.api_key), ("secret", found.secret)):
        if not value:
            raise UsageError(f"The {title} is empty. {_NOT_SAVED}")
    return found


def read_values(titles: Iterable[str]) -> tuple[Secret, ...]:
    """Return one value per title, in this order; empty for a value that shall not change.

    Raises:
        CommandError: standard input does not have one line per title.
    """
    titles = tuple(titles)
    if prompts.at_terminal():
        with prompts.hidden_input() as ask:
            found = tuple(Secret(ask(f"{title} (empty: unchanged): ")) for title in titles)
    else:
        lines = [line.removesuffix("\r") for line in _text_of_stdin().removesuffix("\n").split("\n")]
        if len(lines) != len(titles):
            raise UsageError(
                f"Standard input has {_lines(len(lines))}, but {len(titles)} are needed: {', '.join(titles)}. "
                f"Leave a line empty to keep a value. {_NOT_SAVED}",
            )
        found = tuple(map(Secret, lines))
    remember(*found)
    return found


def check_pair(pair: ParsedCredentials, holders: Holders, options: Namespace) -> ParsedCredentials:
    """Return the pair, corrected as `--fix`, `--keep` or the person at the terminal decides.

    Raises:
        CommandError: a value cannot be used, or there is a likely mistake and no terminal to ask at.
    """
    accepted: set[str] = set()
    known: Sequence[tuple[str, Credentials]] | None = None
    for _ in range(_MAX_WARNINGS):
        found = input_warnings(pair.api_key.reveal(), pair.secret.reveal(), known or ())
        warning = next((each for each in found if _key(each) not in accepted), None)
        if warning is None and known is None:
            known = tuple(holders(pair))
        elif warning is None:
            return pair
        else:
            before, pair = pair, _handled(warning, pair, options)
            if pair == before:
                accepted.add(_key(warning))
    raise UsageError(f"These values have too many problems. {_NOT_SAVED}")


def _handled(warning: InputWarning, pair: ParsedCredentials, options: Namespace) -> ParsedCredentials:
    fixed = _fixed(warning)
    if options.fix and fixed is not None:
        report(f"{warning.says} Fixed: {warning.fix}.")
        return fixed
    if options.keep and not warning.stops:
        warn(f"{warning.says} The value was kept unchanged.")
        return pair
    if not prompts.at_terminal():
        raise UsageError(f"{warning.says} {_NOT_SAVED}{_advice(warning)}")
    report(warning.says)
    if fixed is not None and prompts.confirm(f"{warning.fix}?", default=True):
        return fixed
    if warning.stops or (fixed is None and not prompts.confirm("Keep the value unchanged?", default=False)):
        raise UsageError(_NOT_SAVED)
    return pair


def _fixed(warning: InputWarning) -> ParsedCredentials | None:
    """Return the corrected pair; None if there is no correction, or it would leave a value empty."""
    return ParsedCredentials(*warning.fixed) if warning.fixed is not None and all(warning.fixed) else None


def _key(warning: InputWarning) -> str:
    return f"{warning.id} {warning.field}"


def _advice(warning: InputWarning) -> str:
    """Return a sentence with the options that allow to continue; empty if there is none."""
    options = []
    if _fixed(warning) is not None:
        options.append(f"--fix to correct it ({warning.fix})")
    if not warning.stops:
        options.append("--keep to save it unchanged")
    return f" Add {', or '.join(options)}." if options else ""


def _prompted_pair(name: str) -> ParsedCredentials:
    with prompts.hidden_input() as ask:
        first = ask(f"API key of {name}: ")
        found = _pasted(first, ask)
        if found is not None:
            return found
        second = ask(f"Secret of {name}: ")
    # Pasted KEY=value lines arrive one per prompt.
    return parse_credentials(f"{first}\n{second}") or ParsedCredentials(Secret(first), Secret(second))


def _pasted(first: str, ask: Callable[[str], str]) -> ParsedCredentials | None:
    """Return the pair of a JSON object that was pasted at the prompt, reading its further lines."""
    text = first
    if text.lstrip().startswith("{"):
        for _ in range(_MAX_LINES):
            if _is_json(text):
                break
            text += "\n" + ask("")
    return parse_credentials(text)


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _pair_of_stdin() -> ParsedCredentials:
    text = _text_of_stdin()
    found = parse_credentials(text)
    if found is not None:
        return found
    lines = text.split("\n")
    while lines and not lines[-1].rstrip("\r"):
        lines.pop()
    if len(lines) != 2:
        which = "no first line" if not lines else "no second line" if len(lines) == 1 else _lines(len(lines))
        raise UsageError(f"Standard input has {which}. {_STDIN_FORMS} {_NOT_SAVED}")
    return ParsedCredentials(*(Secret(line.removesuffix("\r")) for line in lines))


def _text_of_stdin() -> str:
    try:
        content = b"" if sys.stdin is None else read_stream(sys.stdin.buffer, _LONGEST)
    except OSError as error:
        raise UsageError(f"Standard input could not be read: {error.strerror}. {_NOT_SAVED}") from None
    try:
        return content.decode("utf-8-sig")  # a byte order mark is not part of a value
    except UnicodeDecodeError:
        raise UsageError(f"Standard input is not UTF-8. {_NOT_SAVED} Save it as UTF-8.") from None


def _lines(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"
