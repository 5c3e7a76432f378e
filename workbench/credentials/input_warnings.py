"""Owns the warnings people make when they paste an API key and a secret: what was noticed, and the pair put right.

It says what it sees and never the value itself. Nothing is changed here; each mend is a choice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from workbench.credentials.confusables import (
    LINE_ENDS,
    is_invisible,
    replace_confusables,
    without_invisible,
    without_line_ends,
)
from workbench.credentials.paste_cleanup import (
    LONGEST_VALUE,
    cleaned,
    scheme_of,
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


@dataclass(frozen=True, slots=True)
class InputWarning:
    """One thing about a pair that looks like a mistake.

    Attributes:
        id: which kind: blanks, line-ends, quotes, invisible, look-alike, bearer, header-name, swapped, same-as,
            sample, both-same or unsendable.
        field: the value it is about.
        says: one sentence that never holds the value.
        fix: the words of the button that puts it right.
        fixed: the pair (API key, secret) with this one thing put right.
        stops: the pair could never be sent as it is; all others are questions.
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
    """Return what looks like a mistake in a pair; an empty value is none.

    Args:
        api_key: as it was typed or pasted.
        secret: as it was typed or pasted.
        others: other profiles' names and pairs.
    """
    found = [_for_value("api_key", warning, (api_key, secret)) for warning in _value_warnings("API key", api_key)]
    found += [_for_value("secret", warning, (api_key, secret)) for warning in _value_warnings("secret", secret)]
    unsendable = _unsendable(api_key, secret)
    return (*found, *unsendable, *_pair_warnings(api_key, secret, tuple(others)))


def _for_value(
    field: Literal["api_key", "secret"], warning: tuple[str, str, str, str], pair: tuple[str, str]
) -> InputWarning:
    """Make a warning of what was noticed about one value: id, sentence, words of the button, the value put right."""
    name, says, fix, fixed = warning
    if field == "secret":
        return InputWarning(name, field, says, fix, _secrets(pair[0], fixed), stops=False)
    return InputWarning(name, field, says, fix, _secrets(fixed, pair[1]), stops=_unfit(fixed) != _unfit(pair[0]))


def _value_warnings(what: str, value: str) -> Iterator[tuple[str, str, str, str]]:
    """Go through what clings to a value or stands in it that does not belong there."""
    if LINE_ENDS.intersection(value):
        yield "line-ends", f"The {what} holds a line end.", "Remove the line ends", without_line_ends(value)
    elif value != value.strip():
        yield "blanks", f"The {what} {_where(value)} a blank.", "Remove the blanks", value.strip()
    if len(value) > LONGEST_VALUE:
        return
    without = without_invisible(value)
    if without != value:
        yield "invisible", _invisible_message(what, value), "Remove what does not show", without
    without = without_quotes(value)
    if without != value:
        yield "quotes", f"The {what} stands in quotes.", "Remove the quotes", without
    if replace_confusables(without) != without:  # quotation marks around are a matter of their own
        yield "confusable", _confusable_message(what, value), "Use the plain characters", replace_confusables(value)
    without = without_name(value)
    if without != value:
        yield "header-name", f"The {what} has a name in front, as in a request or a file.", "Remove the name", without
    scheme = scheme_of(value)
    if scheme:
        says = f"The {what} begins with “{scheme}”, which belongs to another scheme than Kochava's."
        yield "bearer", says, f"Remove “{scheme}”", without_scheme(value)


def _pair_warnings(api_key: str, secret: str, others: tuple[tuple[str, Credentials], ...]) -> Iterator[InputWarning]:
    """Go through what is odd about the two together, or beside pairs that are known already."""
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
        says = f"The {what} of the public sample, which everyone knows: good for the sandbox only."
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


def _unsendable(api_key: str, secret: str) -> Iterator[InputWarning]:
    """Say which characters of the API key no header can carry (RFC 9110, section 5.5), whatever else is fixed."""
    core = cleaned(api_key)
    unfit = {character for character in core if ord(character) > 0xFF}
    if unfit:
        place = next(place for place, character in enumerate(api_key, 1) if character in unfit)
        many = len(unfit) > 1 or core.count(next(iter(unfit))) > 1
        says = f"Character {place} of the API key{' and others in it' if many else ''} cannot be sent by HTTP."
        without = "".join(character for character in api_key if character not in unfit)
        words = "Remove them" if many else "Remove it"
        yield InputWarning("unsendable", "api_key", says, words, _secrets(without, secret), stops=True)


class _Names:
    """How other profiles are called where a sentence must hold nothing of these values."""

    def __init__(self, *values: str) -> None:
        folded = [value.casefold() for value in values]
        self._pieces = {
            value[start : start + _SHORTEST_PIECE]
            for value in folded
            for start in range(len(value) - _SHORTEST_PIECE + 1)
        }

    def join(self, names: list[str]) -> str:
        """Return the profiles in words; one whose name has a piece of a value in common is not named."""
        shown = [f"“{name}”" for name in names if not any(piece in name.casefold() for piece in self._pieces)]
        few, more = shown[:_NAMES_SHOWN], len(names) - len(shown[:_NAMES_SHOWN])
        if more:
            few.append("another profile" if more == 1 else f"{more} other profiles")
        return " and ".join(few)


def _swapped_message(key: str, code: str, others: tuple[tuple[str, Credentials], ...], names: _Names) -> str:
    """Say why the two seem to be the wrong way round; empty if they do not, or are known to be the right way."""
    known = (SAMPLE, *(pair for _name, pair in others))
    if key == code or any(_same(key, pair.api_key) or _same(code, pair.secret) for pair in known):
        return ""
    holders = [name for name, pair in others if _same(key, pair.secret) or _same(code, pair.api_key)]
    if holders:
        return f"These are values of {names.join(holders)} the other way round."
    if _same(key, SAMPLE.secret) or _same(code, SAMPLE.api_key):
        return "These are values of the public sample pair the other way round."
    if key and code and _looks_swapped(key, code):
        return "The secret is shaped like an API key, and the API key is not: are they the wrong way round?"
    return ""


def _looks_swapped(key: str, code: str) -> bool:
    if _GUID.fullmatch(key):
        return False
    if _GUID.fullmatch(code):
        return True
    return len(key) < _SHORT_KEY and bool(_GUID_DIGITS.fullmatch(code))


def _same(value: str, known: str) -> bool:
    """Compare values; a GUID is the same in capitals and without."""
    return bool(value) and (value == known or bool(_GUID.fullmatch(known) and value.lower() == known.lower()))


def _which(same: tuple[bool, bool]) -> tuple[Field, str]:
    if all(same):
        return "both", "API key and the secret are those"
    return ("api_key", "API key is that") if same[0] else ("secret", "secret is that")


def _these(same: tuple[bool, bool]) -> str:
    return "both" if all(same) else "the API key" if same[0] else "the secret"


def _cleared(api_key: str, secret: str, same: tuple[bool, bool]) -> tuple[Secret, Secret]:
    return _secrets("" if same[0] else api_key, "" if same[1] else secret)


def _secrets(api_key: str, secret: str) -> tuple[Secret, Secret]:
    return Secret(api_key), Secret(secret)


def _unfit(api_key: str) -> tuple[bool, frozenset[str]]:
    """Return what of a value no header could carry: blanks around it, and characters."""
    unfit = {character for character in api_key if ord(character) > 0xFF or unicodedata.category(character) == "Cc"}
    return api_key != api_key.strip(), frozenset(unfit)


def _where(value: str) -> str:
    if value == value.lstrip():
        return "ends with"
    return "begins with" if value == value.rstrip() else "begins and ends with"


def _invisible_message(what: str, value: str) -> str:
    hidden = [character for character in value.strip() if is_invisible(character)]
    name = unicodedata.name(hidden[0], "control character").lower()
    count = "a character that does not show" if len(hidden) == 1 else f"{len(hidden)} characters that do not show"
    return f"The {what} holds {count} ({name})."


def _confusable_message(what: str, value: str) -> str:
    core = without_quotes(value).strip()
    found = [
        place for place, (one, other) in enumerate(zip(core, replace_confusables(core), strict=True)) if one != other
    ]
    place = value.index(core) + found[0]
    name = unicodedata.name(value[place], "another character").capitalize()
    rest = f" So do {len(found) - 1} others." if len(found) > 1 else ""
    return f"Character {place + 1} of the {what} only looks like one on the keyboard: {name}.{rest}"
