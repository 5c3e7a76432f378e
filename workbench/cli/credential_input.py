"""Owns how values come in: typed or pasted unseen at a terminal, or read from standard input, and looked over.

It must never show a value, nor take one from the command line, and never change one that nobody agreed to change.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from workbench.cli import prompts
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.terminal import say
from workbench.credentials.credential_parsing import parse_credentials
from workbench.credentials.input_warnings import InputWarning, input_warnings
from workbench.redaction import Secret, remember
from workbench.signing import Credentials

Others = Callable[["Pair"], Iterable[tuple[str, Credentials]]]
"""Finds the profiles that hold either value of a pair already; asked once nothing else is amiss."""


_MOST_MENDS = 12
"""Slips looked at in one pair; a pair with more of them is no pair."""

_MOST_LINES = 50
"""Lines of a JSON object pasted at a prompt; more are no pair."""

_TAKEN_BACK = "Nothing was kept."
STDIN_FORMS = (
    "Give the API key on the first line and the secret on the second, or KEY=value lines, or a JSON object that "
    "holds both."
)
HELP = """\
values:
  They are asked for and not shown, or read from standard input: two lines (API key, secret),
  or KEY=value lines, or a JSON object that holds both. They are never words of the command
  line. What looks like a slip (a blank around, quotes, Bearer in front, the two the wrong way
  round …) is asked about at a terminal; from standard input it is refused, unless --mend or
  --as-is says what to do."""


class Pair(NamedTuple):
    """A pair on its way in."""

    api_key: Secret
    secret: Secret


def add_policy(parser: ArgumentParser) -> None:
    """Add `--mend` and `--as-is`: what to do with slips without asking."""
    parser.add_argument("--mend", action="store_true", help="mend what looks like a slip, without asking")
    parser.add_argument("--as-is", action="store_true", help="keep the values as they are, whatever they look like")


def read_pair(name: str) -> Pair:
    """Return a pair for a profile, from the terminal or from standard input.

    Raises:
        CommandError: there is none; nothing was kept.
    """
    found = _prompted_pair(name) if prompts.at_terminal() else _pair_of_stdin()
    remember(*found)
    for title, value in zip(("API key", "secret"), found, strict=True):
        if not value:
            raise CommandError(Status.BAD_INPUT, f"The {title} is empty. {_TAKEN_BACK}")
    return found


def read_each(titles: Iterable[str]) -> tuple[Secret, ...]:
    """Return one value for each title, in this order; an empty one stands for a value that stays.

    Raises:
        CommandError: standard input has not one line for each.
    """
    titles = tuple(titles)
    if prompts.at_terminal():
        with prompts.unseen() as ask:
            found = tuple(Secret(ask(f"{title} (empty: keep): ")) for title in titles)
    else:
        lines = [line.removesuffix("\r") for line in _text_of_stdin().removesuffix("\n").split("\n")]
        if len(lines) != len(titles):
            raise CommandError(
                Status.BAD_INPUT,
                f"Standard input has {_lines(len(lines))}, where {len(titles)} are needed: {', '.join(titles)}; an "
                "empty line keeps what is there. Nothing was kept.",
            )
        found = tuple(map(Secret, lines))
    remember(*found)
    return found


def looked_over(pair: Pair, others: Others, options: Namespace) -> Pair:
    """Return the pair with its slips mended, as `--mend`, `--as-is` or the person at the terminal says.

    Raises:
        CommandError: a slip stops it, or nobody can be asked about one.
    """
    kept: set[str] = set()
    known: Sequence[tuple[str, Credentials]] | None = None
    for _ in range(_MOST_MENDS):
        found = input_warnings(pair.api_key.reveal(), pair.secret.reveal(), known or ())
        slip = next((slip for slip in found if _key(slip) not in kept), None)
        if slip is None and known is None:
            known = tuple(others(pair))
        elif slip is None:
            return pair
        else:
            before, pair = pair, _decided(slip, pair, options)
            if pair == before:
                kept.add(_key(slip))
    raise CommandError(Status.BAD_INPUT, f"There is too much amiss with these values. {_TAKEN_BACK}")


def _decided(slip: InputWarning, pair: Pair, options: Namespace) -> Pair:
    mended = _mended(slip)
    if options.mend and mended is not None:
        say(f"workbench: {slip.says} Done: {slip.fix}.")
        return mended
    if options.as_is and not slip.stops:
        say(f"workbench: warning: {slip.says} It is kept as it is.")
        return pair
    if not prompts.at_terminal():
        raise CommandError(Status.BAD_INPUT, f"{slip.says} {_TAKEN_BACK}{_way_out(slip)}")
    say(f"workbench: {slip.says}")
    if mended is not None and prompts.agrees(f"{slip.fix}?", otherwise=True):
        return mended
    if slip.stops or (mended is None and not prompts.agrees("Keep it all the same?", otherwise=False)):
        raise CommandError(Status.BAD_INPUT, _TAKEN_BACK)
    return pair


def _mended(slip: InputWarning) -> Pair | None:
    """Return the pair with this slip put right; None where that would leave a value empty, which nothing fills here."""
    return Pair(*slip.fixed) if slip.fixed is not None and all(slip.fixed) else None


def _key(slip: InputWarning) -> str:
    return f"{slip.id} {slip.field}"


def _way_out(slip: InputWarning) -> str:
    """Say which options go on from here, of those that do."""
    ways = []
    if _mended(slip) is not None:
        ways.append(f"--mend to mend it ({slip.fix})")
    if not slip.stops:
        ways.append("--as-is to keep it as it is")
    return f" Add {', or '.join(ways)}." if ways else ""


def _prompted_pair(name: str) -> Pair:
    with prompts.unseen() as ask:
        first = ask(f"API key of {name}: ")
        found = _whole(first, ask)
        if found is not None:
            return found
        second = ask(f"Secret of {name}: ")
    # Lines pasted at once arrive one at a time: KEY=value, then KEY=value.
    return _pair_in(f"{first}\n{second}") or Pair(Secret(first), Secret(second))


def _whole(first: str, ask: Callable[[str], str]) -> Pair | None:
    """Return the pair of a JSON object that was pasted at the prompt, its further lines included."""
    text = first
    if text.lstrip().startswith("{"):
        for _ in range(_MOST_LINES):
            if _is_json(text):
                break
            text += "\n" + ask("")
    return _pair_in(text)


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _pair_of_stdin() -> Pair:
    text = _text_of_stdin()
    found = _pair_in(text)
    if found is not None:
        return found
    lines = text.split("\n")
    while lines and not lines[-1].rstrip("\r"):
        lines.pop()
    if len(lines) != len(Pair._fields):
        which = "no first line" if not lines else "no second line" if len(lines) == 1 else _lines(len(lines))
        raise CommandError(Status.BAD_INPUT, f"Standard input has {which}. {STDIN_FORMS} Nothing was kept.")
    return Pair(*(Secret(line.removesuffix("\r")) for line in lines))


def _pair_in(text: str) -> Pair | None:
    found = parse_credentials(text)
    return None if found is None else Pair(found.api_key, found.secret)


def _text_of_stdin() -> str:
    content = b"" if sys.stdin is None else sys.stdin.buffer.read()
    try:
        return content.decode("utf-8-sig")  # what some editors put in front of a file is no part of a value
    except UnicodeDecodeError:
        raise CommandError(
            Status.BAD_INPUT, "Standard input is not UTF-8; save it as UTF-8. Nothing was kept."
        ) from None


def _lines(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"
