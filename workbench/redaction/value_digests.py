"""Recognises values that this process never read: of each, only the beginning of a salted digest is stored.

A digest of 24 bits does not reveal a value, and is found in place of another word once in 16 million times. Whole words
are compared, in any case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

from workbench.redaction.decoding import Span

_BYTES: Final = 3
_SHORTEST, _LONGEST = 8, 512  # bytes; a shorter value occurs in other text by chance, a longer one is none
# The content of a string; a word between the usual separators; a word without punctuation.
_WORDS: Final = (
    re.compile(rb"""[^\s"'\\]{8,}"""),
    re.compile(rb"""[^\s"'\\<>(){}\[\],;&=:?#|`]{8,}"""),
    re.compile(rb"[0-9a-z-]{8,}"),
)


def value_digest(salt: bytes, value: str) -> str:
    """Return what is stored of a value, in hexadecimal digits; empty if it is too short."""
    data = value.encode("utf-8", "surrogatepass").lower()
    return _digest(salt, data).hex() if _SHORTEST <= len(data) <= _LONGEST else ""


class ValueDigests:
    """The digests of one installation."""

    def __init__(self, salt: bytes = b"", digests: Iterable[str] = ()) -> None:
        self._salt = salt
        self._digests = frozenset(bytes.fromhex(each) for each in digests if each)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ValueDigests) and (self._salt, self._digests) == (other._salt, other._digests)

    def __hash__(self) -> int:
        return hash((self._salt, self._digests))

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield the positions (start, end) of words that have one of the digests; they may overlap."""
        if self._digests:
            lower = data.lower()
            yield from self._in_words(lower, 0, len(lower), 0)

    def _in_words(self, data: bytes, start: int, end: int, kind: int) -> Iterator[Span]:
        for word in _WORDS[kind].finditer(data, start, end):
            at, until = word.span()
            if until - at <= _LONGEST and _digest(self._salt, word[0]) in self._digests:
                yield at, until
            elif kind + 1 < len(_WORDS) and not _WORDS[-1].fullmatch(data, at, until):
                yield from self._in_words(data, at, until, kind + 1)


def _digest(salt: bytes, data: bytes) -> bytes:
    return hashlib.sha256(salt + data).digest()[:_BYTES]
