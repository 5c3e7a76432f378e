"""Removes what is copied along with a value: spaces, invisible characters, quotes, a scheme such as Bearer, a name."""

import re
import unicodedata
from typing import Final

from workbench.credentials.credential_parsing import is_name_of_value, letters_of

LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""Characters that end a line in some context."""

LAST_LATIN_1: Final = "\xff"
"""The last character that an HTTP header can contain (RFC 9110, section 5.5)."""

_QUOTES: Final = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’"}
_STRAIGHT_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")
_SIGNS: Final = frozenset("\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd").union(map(chr, range(0x600, 0x606)))
"""Format characters that are visible (Prepended_Concatenation_Mark in Unicode's PropList): signs around numbers."""
_ENDS_IN_A_WORD: Final = re.compile(r"(?:\A|[^\w-])(?:bearer|basic|token|export|set)\s*\Z", re.IGNORECASE)
_WORD: Final = 40  # characters to look back for such a word

LONGEST_VALUE: Final = 1024
"""Characters; a longer text is not searched."""

_AFTER_QUOTES: Final = ",;"
_SCHEME: Final = re.compile(r"(?P<scheme>bearer|basic|token)(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
_NAME: Final = re.compile(
    r"(?:export\s+|set\s+|\$env:)?(?P<quote>[\"']?)(?P<name>[A-Za-z][\w .-]{0,40})(?P=quote)\s*[:=]\s*(?=\S)",
    re.IGNORECASE,
)
_HEADERS: Final = frozenset({"kochavaauthtoken", "authorization", "proxyauthorization", "xapikey", "authtoken"})


def is_invisible(character: str) -> bool:
    """Whether a character is not visible; ordinary spaces and line breaks do not count."""
    if character in LINE_ENDS or character == " ":
        return False
    return unicodedata.category(character) in {"Cf", "Cc", "Zs"} and character not in _SIGNS


def without_invisible(value: str) -> str:
    """Return the value without invisible characters; spaces and line breaks around it stay.

    An unusual space after a word such as `Bearer` becomes an ordinary space.
    """
    core = value.strip()
    if (core.isascii() and core.isprintable()) or not any(map(is_invisible, core)):
        return value
    result = ""
    for character in core:
        if not is_invisible(character):
            result += character
        elif character.isspace() and _ends_in_a_word(result):
            result += " "
    return value.replace(core, result, 1)


def without_line_ends(value: str) -> str:
    """Return the value on one line, without surrounding spaces."""
    if not LINE_ENDS.intersection(value):
        return value
    joined = ""
    for piece in value.strip().splitlines():
        apart = " " if _ends_in_a_word(without_invisible(joined[-_WORD:])) else ""
        joined += apart + piece.strip()
    return joined


def _ends_in_a_word(value: str) -> bool:
    """Whether the value ends in a word that a space separates from what follows, also in wide letters."""
    return _ENDS_IN_A_WORD.search(to_ascii(value[-_WORD:])) is not None


def to_ascii(value: str) -> str:
    """Return the value with ASCII characters in place of those beyond Latin-1 that stand for one.

    Dashes become hyphens, quotation marks straight ones, wide forms ordinary characters.
    """
    return "".join(map(_to_ascii, value)) if any(each > LAST_LATIN_1 for each in value) else value


def _to_ascii(character: str) -> str:
    if character <= LAST_LATIN_1 or character in LINE_ENDS or is_invisible(character):
        return character
    folded = unicodedata.normalize("NFKC", character.translate(_STRAIGHT_QUOTES))
    if len(folded) == 1 and folded.isascii() and folded.isprintable() and not folded.isspace():
        return folded
    return "-" if unicodedata.category(folded[0]) == "Pd" else character


def sendable(value: str) -> str:
    """Return the value as `to_ascii`, without the visible characters that no HTTP header can contain."""
    kept = (each for each in to_ascii(value) if each <= LAST_LATIN_1 or each in LINE_ENDS or is_invisible(each))
    return "".join(kept)


def without_name(value: str) -> str:
    """Return the value without the name of a header or variable before it."""
    core = value.strip()
    named = _NAME.match(core)
    if named is None or not (is_name_of_value(named["name"]) or letters_of(named["name"]) in _HEADERS):
        return value
    return value.replace(core, core[named.end() :], 1)


def scheme_of(value: str) -> str:
    """Return the authentication scheme before a value, such as Bearer; empty if there is none."""
    found = _SCHEME.match(value.strip())
    return found["scheme"].capitalize() if found else ""


def without_scheme(value: str) -> str:
    """Return the value without an authentication scheme before it."""
    core = value.strip()
    found = _SCHEME.match(core)
    return value.replace(core, core[found.end() :], 1) if found else value


def without_quotes(value: str) -> str:
    """Return the value without surrounding quotation marks and a comma after them."""
    core = inside = value.strip()
    while not _is_named(inside):  # in `"name": "value"` the name is removed first
        inner = _inside(inside)
        if inner is None:
            break
        inside = inner
    return value.replace(core, inside, 1) if core else value


def _is_named(value: str) -> bool:
    """Whether the value, once cleaned of everything else, has a name before it."""
    fixed = to_ascii(without_invisible(without_line_ends(value)))
    return without_name(fixed) != fixed


def _inside(quoted: str) -> str | None:
    """Return the text between matching quotation marks; None if there are none."""
    quoted = quoted.strip()
    begin = quoted.removeprefix("\\")
    end = quoted if quoted[-1:] not in _AFTER_QUOTES else quoted[:-1].rstrip()
    if not begin or len(end) - (len(quoted) - len(begin)) < 2 or end[-1] not in _QUOTES.get(begin[0], ""):
        return None
    escaped = len(begin) != len(quoted)
    if escaped != end.endswith("\\", 0, -1):
        return None
    return end[2:-2] if escaped else end[1:-1]


def cleaned(value: str) -> str:
    """Return the value with all of this removed."""
    while len(value) <= LONGEST_VALUE:
        before = value
        for fix in (
            without_line_ends,
            str.strip,
            without_invisible,
            without_name,
            without_quotes,
            to_ascii,
            without_scheme,
        ):
            value = fix(value)
        if value == before:
            break
    return value
