"""A type that hides its value, and the two short forms of a value that may be shown.

The value is never printed, formatted or pickled.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Final, NoReturn

_DOTS: Final = "••••"
_HIDDEN: Final = _DOTS * 2
_SHORTEST_SHOWN: Final = 20  # of a shorter value, eight characters would reveal too much


class Secret:
    """A value that is shown only by `reveal()`.

    Comparison takes constant time. Formatting, `repr` and pickling do not reveal the value.
    """

    __slots__ = ("__value",)
    __value: str

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "_Secret__value", value)

    def reveal(self) -> str:
        """Return the value."""
        return self.__value

    def __repr__(self) -> str:
        return f"Secret({_HIDDEN})"

    def __str__(self) -> str:
        return _HIDDEN

    def __format__(self, spec: str) -> str:
        return _HIDDEN

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_utf8(self.__value), _utf8(other.reveal()))

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Secret is immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Secret is immutable")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")


_LONG: Final = 12  # most words are shorter, or are separated by spaces, dots and slashes
_BETWEEN_WORDS: Final = re.compile(r"[\s,;:/\\.()<>\"'“”?&=]+")


def words_like_secrets(text: str) -> list[str]:
    """Return the words of a text that look like a secret."""
    return [word for word in _BETWEEN_WORDS.split(text) if looks_like_secret(word)]


def looks_like_secret(word: str) -> bool:
    """Whether a word is long, or of letters and digits."""
    mixed = any(each.isdigit() for each in word) and any(each.isalpha() for each in word)
    return len(word) >= (_LONG // 2 if mixed else _LONG)


def fingerprint(value: str) -> str:
    """Return 8 hex digits by which two people can compare a value without revealing it.

    They are the first digits of SHA-256 over a fixed prefix and the value. A short or guessable value can be found from
    them by trial, so they are shown on request only and never stored.
    """
    return hashlib.sha256(b"payload-workbench fingerprint 1\n" + _utf8(value)).hexdigest()[:8]


def mask(value: str) -> str:
    """Return the first and last four characters with dots between; a short value becomes dots only.

    The number of dots does not depend on the length. An empty value stays empty.
    """
    if not value:
        return ""
    if len(value) < _SHORTEST_SHOWN:
        return _HIDDEN
    shown = "".join(character if character.isprintable() else "?" for character in value[:4] + value[-4:])
    return f"{shown[:4]}{_DOTS}{shown[4:]}"


def _utf8(value: str) -> bytes:
    """Encode any text, including lone surrogates."""
    return value.encode("utf-8", "surrogatepass")
