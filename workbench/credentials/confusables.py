"""Characters that look like ASCII characters, and characters that are not visible."""

import re
import unicodedata
from typing import Final

LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""Characters that end a line in some context."""

_LETTERS: Final = str.maketrans(
    "АВЕЗКМНОРСТУХІЈЅаекорсухіјѕһԁԛԝѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧακιονρυϲϳ" + "ıɡɑǀ",
    "ABE3KMHOPCTYXIJSaekopcyxijshdqwv" + "ABEZHIKMNOPTYXakiovpucj" + "igal",
)
"""Cyrillic, Greek and phonetic letters, each with the ASCII character it looks like."""

_MARKS: Final = str.maketrans(
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\u2018\u2019\u201a\u201b\u2032\u02bc\u201c\u201d\u201e\u201f\u2033",
    "-" * 9 + "'" * 6 + '"' * 5,
)
"""Typographic hyphens, dashes and quotation marks, each with the ASCII character on the keyboard."""

_HIDDEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # displayed as nothing
_SIGNS: Final = frozenset("\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd").union(map(chr, range(0x600, 0x606)))
"""Format characters that are visible (Prepended_Concatenation_Mark in Unicode's PropList): signs around numbers."""
_SELECTORS: Final = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_ENDS_IN_A_WORD: Final = re.compile(r"(?:\A|[^\w-])(?:bearer|basic|token|export|set)\s*\Z", re.IGNORECASE)

_WORD: Final = 40  # characters to look back for such a word


def replace_confusables(value: str) -> str:
    """Return the value with each character that looks like an ASCII character replaced by it.

    Letters of other scripts are replaced only if the value also contains an ASCII letter or digit.
    """
    if value.isascii():
        return value
    mixed = any(character.isascii() and character.isalnum() for character in value)
    return "".join(_replacement(character, mixed=mixed) for character in value)


def _replacement(character: str, *, mixed: bool) -> str:
    if ord(character) <= 0xFF:
        return character
    replaced = character.translate(_MARKS)
    if mixed:
        replaced = replaced.translate(_LETTERS)
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 1 and folded.isascii() and folded.isprintable() and not folded.isspace():
        return folded
    return replaced


def is_invisible(character: str) -> bool:
    """Whether a character is not visible; ordinary spaces and line breaks do not count."""
    if character in LINE_ENDS or character == " ":
        return False
    code = ord(character)
    return (
        (unicodedata.category(character) in {"Cf", "Cc", "Zs"} and character not in _SIGNS)
        or character in _HIDDEN
        or any(code in selectors for selectors in _SELECTORS)
    )


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
        elif character.isspace() and _ENDS_IN_A_WORD.search(replace_confusables(result[-_WORD:])):
            result += " "
    return value.replace(core, result, 1)


def without_line_ends(value: str) -> str:
    """Return the value on one line, without surrounding spaces."""
    if not LINE_ENDS.intersection(value):
        return value
    joined = ""
    for piece in value.strip().splitlines():
        apart = " " if _ENDS_IN_A_WORD.search(replace_confusables(without_invisible(joined[-_WORD:]))) else ""
        joined += apart + piece.strip()
    return joined
