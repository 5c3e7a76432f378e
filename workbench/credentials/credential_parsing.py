"""Reads an API key and a secret from pasted text: lines of `NAME=value` or `name: value`, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from workbench.redaction import Secret

_LONGEST: Final = 65_536  # characters; a longer text is not a pair

_OWNERS: Final = ("kochava", "workbench", "")
"""Prefixes of the names, most specific first: a file may contain the secrets of other programs too."""

_API_KEY: Final = ("apikey", "key")
_SECRET: Final = ("secret", "secretkey", "apisecret", "apisecretkey")

_LINE: Final = re.compile(
    r"""(?:(?:export|setx?)\s+|\$env:|-\s+|[{,]\s*)?
    (?P<quote>["']?)(?P<name>[A-Za-z][\w .-]{0,40})(?P=quote)
    \s*(?:=>|:=|[:=])\s*(?P<value>\S.*)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_QUOTED: Final = re.compile(
    r"""(?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>[^']*)'|`(?P<backtick>[^`]*)`)\s*(?:[,;}]\s*)?(?:\#.*)?"""
)
_COMMENT: Final = re.compile(r"(?<!\s)\s+#.*")


class ParsedCredentials(Struct, frozen=True):
    """The pair found in a pasted text."""

    api_key: Secret
    secret: Secret


def parse_credentials(text: str) -> ParsedCredentials | None:
    """Return the pair in a text; None unless it contains exactly one. Never raises."""
    if len(text) > _LONGEST:
        return None
    stripped = text.strip().removeprefix("\ufeff")
    if stripped.startswith("{"):
        found = _in_json(stripped)
        if found is not None:
            return found
    return _pair(_in_lines(stripped))


def is_name_of_value(name: str) -> bool:
    """Whether a name means an API key or a secret; case and punctuation are ignored."""
    return letters_of(name) in {owner + own for owner in _OWNERS for own in _API_KEY + _SECRET}


def _in_json(text: str) -> ParsedCredentials | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    here = _pair(document.items())
    if here is not None:
        return here
    inside = [_pair(value.items()) for value in document.values() if isinstance(value, dict)]
    found = [pair for pair in inside if pair is not None]
    return found[0] if len(found) == 1 else None


def _in_lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        matched = _LINE.fullmatch(line.strip())
        if matched:
            yield matched["name"], _unquoted(matched["value"])


def _unquoted(value: str) -> str:
    """Remove quotes, their escapes and a comment, as shells and dotenv do."""
    quoted = _QUOTED.fullmatch(value)
    if quoted is None:
        return _COMMENT.sub("", value)
    if quoted["double"] is not None:
        return re.sub(r"\\([\\\"$`])", r"\1", quoted["double"])
    return quoted["single"] or quoted["backtick"] or ""


def _pair(named: Iterable[tuple[str, object]]) -> ParsedCredentials | None:
    values = [(letters_of(name), value) for name, value in named if isinstance(value, str) and value]
    api_key, secret = _one(values, _API_KEY), _one(values, _SECRET)
    if api_key is None or secret is None:
        return None
    return ParsedCredentials(Secret(api_key), Secret(secret))


def _one(values: list[tuple[str, str]], names: tuple[str, ...]) -> str | None:
    """Return the value of the most specific name; None if there is none, or if there are several."""
    for owner in _OWNERS:
        found = {value for name, value in values if name in {owner + own for own in names}}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def letters_of(name: str) -> str:
    """Return the letters and digits of a name, lower case."""
    return re.sub(r"[\W_]", "", name.lower())
