"""Finds likely mistakes in a pasted API key and secret, and offers a fix for each.

A message never contains a value. Nothing is changed here; applying a fix is the caller's choice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from workbench.credentials.paste_cleanup import (
    LAST_LATIN_1,
    LINE_ENDS,
    LONGEST_VALUE,
    cleaned,
    is_invisible,
    scheme_of,
    sendable,
    to_ascii,
    without_invisible,
    without_line_ends,
    without_name,
    without_quotes,
    without_scheme,
)
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials

Field: TypeAlias = Literal["api_key", "secret", "both"]


_GUID: Final = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?", re.IGNORECASE)
_GUID_DIGITS: Final = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_SHORT_KEY: Final = 20  # characters; Kochava's API keys are GUIDs, of 36
_SHORTEST_PIECE: Final = 4
_NAMES_SHOWN: Final = 3


class InputWarning(Struct, frozen=True):
    """One likely mistake in a pair.

    Attributes:
        id: blanks, line-ends, quotes, invisible, non-ascii, bearer, header-name, swapped, same-as, sample or both-same.
        field: the value it is about.
        says: one sentence, without the value.
        fix: the label of the button that fixes it.
        fixed: the pair (API key, secret) with only this fixed.
        stops: the pair cannot be sent as it is; other warnings may be ignored.
    """

    id: str
    field: Field
    says: str
    fix: str
    fixed: tuple[Secret, Secret] | None
    stops: bool


def input_warnings(
    api_key: str, secret: str, others: Iterable[tuple[str, Credentials]] = ()
) -> tuple[InputWarning, ...]:
    """Return the likely mistakes in a pair; an empty value has none.

    Args:
        api_key: as typed or pasted.
        secret: as typed or pasted.
        others: names and pairs of other profiles.
    """
    found = [_for_value("api_key", warning, (api_key, secret)) for warning in _value_warnings("API key", api_key)]
    found += [_for_value("secret", warning, (api_key, secret)) for warning in _value_warnings("secret", secret)]
    return (*found, *_pair_warnings(api_key, secret, tuple(others)))


def _for_value(
    field: Literal["api_key", "secret"], warning: tuple[str, str, str, str], pair: tuple[str, str]
) -> InputWarning:
    """Return the warning for one value, from its id, message, button label and fixed value."""
    name, says, fix, fixed = warning
    if field == "secret":
        return InputWarning(name, field, says, fix, _secrets(pair[0], fixed), stops=False)
    return InputWarning(name, field, says, fix, _secrets(fixed, pair[1]), stops=_unfit(fixed) != _unfit(pair[0]))


def _value_warnings(what: str, value: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield what was copied along with a value, or is wrong inside it."""
    if LINE_ENDS.intersection(value):
        yield "line-ends", f"The {what} contains a line break.", "Remove the line breaks", without_line_ends(value)
    elif value != value.strip():
        yield "blanks", f"The {what} {_where(value)} a space.", "Remove the spaces", value.strip()
    if len(value) > LONGEST_VALUE:
        return
    without = without_invisible(value)
    if without != value:
        yield "invisible", _invisible_message(what, value), "Remove the invisible characters", without
    without = without_quotes(value)
    if without != value:
        yield "quotes", f"The {what} is in quotes.", "Remove the quotes", without
    ascii_only = sendable(without) if what == "API key" else to_ascii(without)  # a secret is not sent in a header
    if ascii_only != without:  # surrounding quotation marks have their own warning
        yield "non-ascii", _non_ascii_message(what, value), "Use ASCII characters", ascii_only
    without = without_name(value)
    if without != value:
        yield "header-name", f"The {what} begins with the name of a header or variable.", "Remove the name", without
    scheme = scheme_of(value)
    if scheme:
        says = f"The {what} begins with “{scheme}”, which Kochava does not use."
        yield "bearer", says, f"Remove “{scheme}”", without_scheme(value)


def _pair_warnings(api_key: str, secret: str, others: tuple[tuple[str, Credentials], ...]) -> Iterator[InputWarning]:
    """Yield what is wrong with the two values together, or compared with known pairs."""
    key, code = cleaned(api_key), cleaned(secret)
    names = _Names(api_key, secret, key, code)
    swapped = _swapped_message(key, code, others, names)
    if swapped:
        yield InputWarning("swapped", "both", swapped, "Swap them", _secrets(secret, api_key), stops=False)
    if key and key == code:
        says = "The API key and the secret are the same value."
        yield InputWarning("both-same", "both", says, "Clear the secret", _secrets(api_key, ""), stops=False)
    same = (_same(key, SAMPLE.api_key), _same(code, SAMPLE.secret))
    if any(same):
        field, what = _which(same)
        says = f"The {what} of the public sample, which is not secret: use it with the sandbox only."
        yield InputWarning("sample", field, says, f"Clear {_these(same)}", _cleared(api_key, secret, same), stops=False)
    yield from _same_as(api_key, secret, others, names)


def _same_as(
    api_key: str, secret: str, others: tuple[tuple[str, Credentials], ...], names: _Names
) -> Iterator[InputWarning]:
    key, code = cleaned(api_key), cleaned(secret)
    owners: dict[tuple[bool, bool], list[str]] = {}
    for name, pair in others:
        same = (_same(key, pair.api_key), _same(code, pair.secret))
        if any(same):
            owners.setdefault(same, []).append(name)
    for same, holders in owners.items():
        field, what = _which(same)
        says = f"The {what} of {names.join(holders)} too."
        yield InputWarning(
            "same-as", field, says, f"Clear {_these(same)}", _cleared(api_key, secret, same), stops=False
        )


class _Names:
    """Names of other profiles, without those that contain a part of these values."""

    def __init__(self, *values: str) -> None:
        folded = [value.casefold() for value in values]
        self._pieces = {
            value[start : start + _SHORTEST_PIECE]
            for value in folded
            for start in range(len(value) - _SHORTEST_PIECE + 1)
        }

    def join(self, names: list[str]) -> str:
        """Return the names in words; a name that shares a part with a value is not shown."""
        shown = [f"“{name}”" for name in names if not any(piece in name.casefold() for piece in self._pieces)]
        few, more = shown[:_NAMES_SHOWN], len(names) - len(shown[:_NAMES_SHOWN])
        if more:
            few.append("another profile" if more == 1 else f"{more} other profiles")
        return " and ".join(few)


def _swapped_message(key: str, code: str, others: tuple[tuple[str, Credentials], ...], names: _Names) -> str:
    """Return why the values seem swapped; empty if they do not, or are known to be correct."""
    known = (SAMPLE, *(pair for _name, pair in others))
    if key == code or any(_same(key, pair.api_key) or _same(code, pair.secret) for pair in known):
        return ""
    holders = [name for name, pair in others if _same(key, pair.secret) or _same(code, pair.api_key)]
    if holders:
        return f"These are the values of {names.join(holders)}, swapped."
    if _same(key, SAMPLE.secret) or _same(code, SAMPLE.api_key):
        return "These are the values of the public sample pair, swapped."
    if key and code and _looks_swapped(key, code):
        return "The secret looks like an API key, and the API key does not. They may be swapped."
    return ""


def _looks_swapped(key: str, code: str) -> bool:
    if _GUID.fullmatch(key):
        return False
    if _GUID.fullmatch(code):
        return True
    return len(key) < _SHORT_KEY and bool(_GUID_DIGITS.fullmatch(code))


def _same(value: str, known: str) -> bool:
    """Compare values; GUIDs without case."""
    return bool(value) and (value == known or bool(_GUID.fullmatch(known) and value.lower() == known.lower()))


def _which(same: tuple[bool, bool]) -> tuple[Field, str]:
    if all(same):
        return "both", "API key and secret are those"
    return ("api_key", "API key is that") if same[0] else ("secret", "secret is that")


def _these(same: tuple[bool, bool]) -> str:
    return "both" if all(same) else "the API key" if same[0] else "the secret"


def _cleared(api_key: str, secret: str, same: tuple[bool, bool]) -> tuple[Secret, Secret]:
    return _secrets("" if same[0] else api_key, "" if same[1] else secret)


def _secrets(api_key: str, secret: str) -> tuple[Secret, Secret]:
    return Secret(api_key), Secret(secret)


def _unfit(api_key: str) -> tuple[bool, frozenset[str]]:
    """Return what HTTP does not allow in a value: whether spaces surround it, and characters."""
    unfit = {character for character in api_key if character > LAST_LATIN_1 or unicodedata.category(character) == "Cc"}
    return api_key != api_key.strip(), frozenset(unfit)


def _where(value: str) -> str:
    if value == value.lstrip():
        return "ends with"
    return "begins with" if value == value.rstrip() else "begins and ends with"


def _invisible_message(what: str, value: str) -> str:
    hidden = [character for character in value.strip() if is_invisible(character)]
    name = unicodedata.name(hidden[0], "control character").lower()
    count = "an invisible character" if len(hidden) == 1 else f"{len(hidden)} invisible characters"
    return f"The {what} contains {count} ({name})."


def _non_ascii_message(what: str, value: str) -> str:
    core = without_quotes(value).strip()
    form = sendable if what == "API key" else to_ascii
    found = [place for place, character in enumerate(core) if form(character) != character]
    place = value.index(core) + found[0]
    name = unicodedata.name(value[place], "another character").lower()
    more = len(found) - 1
    rest = f" {more} other{'s' if more > 1 else ''} too." if more else ""
    return f"Character {place + 1} of the {what} is not an ASCII character: {name}.{rest}"
