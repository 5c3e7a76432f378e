"""Owns characters that are not what they look like: letters of other scripts, typographic marks, hidden ones."""

import re
import unicodedata
from typing import Final

LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""What ends a line somewhere."""

_LETTERS: Final = str.maketrans(
    "АВЕЗКМНОРСТУХІЈЅаекорсухіјѕһԁԛԝѵ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧακιονρυϲϳ" + "ıɡɑǀ",
    "ABE3KMHOPCTYXIJSaekopcyxijshdqwv" + "ABEZHIKMNOPTYXakiovpucj" + "igal",
)
"""Letters of Cyrillic, Greek and phonetics, each with the ASCII character it is drawn like."""

_MARKS: Final = str.maketrans(
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\u2018\u2019\u201a\u201b\u2032\u02bc\u201c\u201d\u201e\u201f\u2033",
    "-" * 9 + "'" * 6 + '"' * 5,
)
"""Hyphens, dashes and quotation marks as word processors set them, each with the key that was pressed."""

_HIDDEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # drawn as nothing, whatever their kind
_SIGNS: Final = frozenset("\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd").union(map(chr, range(0x600, 0x606)))
"""Format characters that are drawn (Prepended_Concatenation_Mark in Unicode's PropList): signs around numbers."""
_SELECTORS: Final = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_ENDS_IN_A_WORD: Final = re.compile(r"(?:\A|[^\w-])(?:bearer|basic|token|export|set)\s*\Z", re.IGNORECASE)

_WORD: Final = 40  # characters to look back for such a word


def plain(value: str) -> str:
    """Return the value with every character that only looks like one on the keyboard replaced by that one.

    Letters of other scripts stay where there is no ASCII letter or digit beside them: then they are meant.
    """
    if value.isascii():
        return value
    mixed = any(character.isascii() and character.isalnum() for character in value)
    return "".join(_plain(character, mixed=mixed) for character in value)


def _plain(character: str, *, mixed: bool) -> str:
    if ord(character) <= 0xFF:
        return character
    replaced = character.translate(_MARKS)
    if mixed:
        replaced = replaced.translate(_LETTERS)
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 1 and folded.isascii() and folded.isprintable() and not folded.isspace():
        return folded
    return replaced


def is_hidden(character: str) -> bool:
    """Whether a character does not show; blanks and line ends are another matter."""
    if character in LINE_ENDS or character == " ":
        return False
    code = ord(character)
    return (
        (unicodedata.category(character) in {"Cf", "Cc", "Zs"} and character not in _SIGNS)
        or character in _HIDDEN
        or any(code in selectors for selectors in _SELECTORS)
    )


def without_hidden(value: str) -> str:
    """Return the value without what does not show in it; blanks and line ends around it stay.

    An odd blank after a word that goes in front of values, such as `Bearer`, becomes an ordinary one.
    """
    core = value.strip()
    if (core.isascii() and core.isprintable()) or not any(map(is_hidden, core)):
        return value
    kept = ""
    for character in core:
        if not is_hidden(character):
            kept += character
        elif character.isspace() and _ENDS_IN_A_WORD.search(plain(kept[-_WORD:])):
            kept += " "
    return value.replace(core, kept, 1)


def without_line_ends(value: str) -> str:
    """Return the value on one line, without blanks around."""
    if not LINE_ENDS.intersection(value):
        return value
    joined = ""
    for piece in value.strip().splitlines():
        apart = " " if _ENDS_IN_A_WORD.search(plain(without_hidden(joined[-_WORD:]))) else ""
        joined += apart + piece.strip()
    return joined
