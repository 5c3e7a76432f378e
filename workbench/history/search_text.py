r"""The text that is searched: what a person reads, however it is spelled.

Case, composed and decomposed letters, and typographic quotes make no difference (Unicode NFKC with case folding). Of a
body, the text is searched, not its bytes: decompressed, decoded, and with JSON's escapes resolved, so that `\u00fc` is
`ü` and `\/` is `/`.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Final
from unicodedata import normalize

from workbench.exchange import Response, Timing
from workbench.exchange.decoding import characters, decompressed

SEARCHED_BYTES: Final = 100_000
"""Bytes at the start of each body, and bytes of its decompressed form, that are searchable."""

_NESTED: Final = 3  # JSON in a string in JSON in a string
_ESCAPE: Final = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_STARTED_ESCAPE: Final = re.compile(r"(?:\\u[dD][89abAB][0-9a-fA-F]{2})?(?:\\(?:u[0-9a-fA-F]{0,3})?)?\Z")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
QUOTES: Final = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
"""Typographic quotes to typewriter quotes, for `str.translate`."""

Headers = Callable[[], tuple[tuple[str, str], ...]]


def folded(text: str) -> str:
    """Return the form in which texts are compared. It contains no NUL, at which SQLite's index would stop."""
    if not text.isascii():
        text = normalize("NFKC", normalize("NFKC", _valid(text)).casefold()).translate(QUOTES)
    return text.lower().replace("\0", " ")


def spellings(word: str) -> tuple[str, ...]:
    r"""Return the forms of a typed word, any of which may occur: as typed, and with escapes such as `\u00fc` resolved.

    An escape at the end that is not typed to its end yet is left out of the second form.
    """
    read = unescaped(_STARTED_ESCAPE.sub("", word))
    return tuple(dict.fromkeys(folded(each) for each in (word, read) if each))


def field_lines(text: str) -> Iterator[str]:
    """Yield the searchable lines of a text that is not a body."""
    yield from _resolved(text, keep_first=True)


def body_lines(body: bytes, headers: Headers) -> Iterator[str]:
    """Yield the searchable lines of a body, or of its start; `headers` are asked for only if it is not plain UTF-8."""
    text = _text(body[:SEARCHED_BYTES], headers)
    yield from _resolved(text, keep_first=text.lstrip("\ufeff \t\r\n")[:1] not in {"{", "[", '"'})


def unescaped(text: str) -> str:
    """Return the text with every escape of JSON strings resolved, once."""
    return _valid(_ESCAPE.sub(_character, text)) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    code, letter = escape.groups()
    return chr(int(code, 16)) if code else _LETTERS.get(letter, letter)


def _resolved(text: str, *, keep_first: bool) -> Iterator[str]:
    """Yield the text, and the text with escapes resolved as often as there are nested ones.

    JSON's own spelling is left out: whatever finds it finds the resolved text.
    """
    for depth in range(_NESTED + 1):
        further = unescaped(text)
        if depth or keep_first or further == text:
            yield text
        if further == text:
            return
        text = further
    yield text


def _valid(text: str) -> str:
    """Return the text with pairs of surrogates joined, and U+FFFD for those without their other half."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _text(body: bytes, headers: Headers) -> str:
    try:
        text, _length = codecs.utf_8_decode(body, "strict", False)  # the end may be cut in a character
    except UnicodeDecodeError:
        pass
    else:
        if "\0" not in text:
            return text
    message = Response(0, "", "", headers(), body, Timing(0.0))
    body = decompressed(message, SEARCHED_BYTES).body
    encoding = json.detect_encoding(body)
    if not encoding.startswith("utf-8"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            pass
    return characters(message, body)[1]
