"""Owns the type that hides a value, and the two short forms that may be shown of one.

Never prints, formats or pickles the value itself.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final, NoReturn

_DOTS: Final = "••••"
_HIDDEN: Final = _DOTS * 2
_SHORTEST_SHOWN: Final = 20  # below it, eight visible characters would give away too much of the value


class Secret:
    """A value that shows itself only when asked by `reveal()`.

    Equality takes the same time whatever differs. Formatting, `repr` and pickling give nothing away.
    """

    __slots__ = ("__value",)
    __value: str

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "_Secret__value", value)

    def reveal(self) -> str:
        """Return the value itself."""
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
        raise AttributeError("a Secret does not change")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a Secret does not change")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is never pickled")


def fingerprint(value: str) -> str:
    """Return 8 hex digits by which two people can compare a value without saying it.

    They are the first of SHA-256 over a fixed prefix and the value. A short or guessable value can be found from
    them by trying, so they are shown on request and never stored.
    """
    return hashlib.sha256(b"payload-workbench fingerprint 1\n" + _utf8(value)).hexdigest()[:8]


def mask(value: str) -> str:
    """Return the first and last four characters with dots between; a short value is wholly dots.

    The number of dots says nothing about the length. The empty value stays empty.
    """
    if not value:
        return ""
    if len(value) < _SHORTEST_SHOWN:
        return _HIDDEN
    shown = "".join(character if character.isprintable() else "?" for character in value[:4] + value[-4:])
    return f"{shown[:4]}{_DOTS}{shown[4:]}"


def _utf8(value: str) -> bytes:
    """Encode any text, a lone surrogate included."""
    return value.encode("utf-8", "surrogatepass")
