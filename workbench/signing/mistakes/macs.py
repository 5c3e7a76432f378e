"""Deviations of the function that makes the token: another algorithm, a plain hash, or an HMAC computed twice."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from typing import NamedTuple

from workbench.signing.findings import Mistake
from workbench.signing.mistakes.digests import algorithms, rank_of, title

_Function = Callable[[bytes, bytes], bytes]


class Mac(NamedTuple):
    """A function of key and message. `algorithm` and `kind` allow a fast path: "hmac", "plain", or "" for none."""

    rank: int
    mistake: Mistake | None
    size: int
    algorithm: str
    kind: str
    function: Callable[[bytes, bytes], bytes]


_FIX = "Use HMAC-SHA256 with the API key as its key (hmac, hash_hmac, createHmac, javax.crypto.Mac)."
_COMMON = ("sha256", "sha1", "md5", "sha512")
_JOINED: tuple[tuple[int, str, str, _Function], ...] = (
    (1, "key-message", "the API key and the message", lambda key, message: key + message),
    (1, "message-key", "the message and the API key", lambda key, message: message + key),
    (2, "key-message-key", "the API key, the message and the API key", lambda key, message: key + message + key),
    (2, "key-colon-message", "the API key, a colon and the message", lambda key, message: key + b":" + message),
    (2, "message-colon-key", "the message, a colon and the API key", lambda key, message: message + b":" + key),
)


def macs(right: str) -> Iterator[Mac]:
    """Yield the functions that make a token, the HMAC with the algorithm `right` first."""
    functions = algorithms()
    digest, correct = functions[right], _hmac(right)
    size = len(digest(b""))
    yield Mac(0, None, size, right, "hmac", correct)
    twice: tuple[tuple[int, str, str, _Function], ...] = (
        (1, "hmac-twice", "The HMAC was computed twice, the second time of its own hex digits.",
         lambda key, message: correct(key, correct(key, message).hex().encode())),
        (2, "hmac-twice-raw", "The HMAC was computed twice, the second time of its own bytes.",
         lambda key, message: correct(key, correct(key, message))),
        (1, "hmac-hashed", "The HMAC was hashed once more (its hex digits).",
         lambda key, message: digest(correct(key, message).hex().encode())),
        (2, "hmac-hashed-raw", "The HMAC was hashed once more (its bytes).", lambda key, message: digest(correct(key,
            message))),
        (2, "plain-twice", "The token is the hash of the hash of the message, not an HMAC.",
         lambda _, message: digest(digest(message).hex().encode())),
        (1, "hmac-of-nothing", "The message was never passed to the HMAC: it is that of an empty message.",
         lambda key, _: correct(key, b"")),
        (2, "hmac-reversed", "The bytes of the token are in reverse order.", lambda key, message: correct(key,
            message)[::-1]),
    )  # fmt: skip
    for rank, slug, says, function in twice:
        yield Mac(rank, Mistake(slug, says, _FIX), size, right, "", function)
    for name, plain in functions.items():
        if name != "crc32":
            yield from _other(name, plain, right)


def _other(name: str, plain: Callable[[bytes], bytes], right: str) -> Iterator[Mac]:
    """Yield the HMAC, the plain hash and hashes of key and message with another algorithm."""
    size, slug, shown = len(plain(b"")), name.replace("_", "-"), title(name)
    if name != right:
        says = f"The token is an HMAC-{shown}, not an HMAC-{title(right)}."
        yield Mac(rank_of(name), Mistake(f"hmac-{slug}", says, _FIX), size, name, "hmac", _hmac(name))
    says = f"The token is the {shown} of the message, not an HMAC; the API key was not used."
    yield Mac(
        rank_of(name), Mistake(f"plain-{slug}", says, _FIX), size, name, "plain", lambda _, message: plain(message)
    )
    if name not in _COMMON:
        return
    for rank, order, what, joined in _JOINED:
        says = f"The token is the plain {shown} of {what}, not an HMAC."
        function = _of_joined(plain, joined)
        yield Mac(rank if name == right else 2, Mistake(f"plain-{slug}-{order}", says, _FIX), size, name, "", function)


def _of_joined(plain: Callable[[bytes], bytes], joined: _Function) -> _Function:
    return lambda key, message: plain(joined(key, message))


def _hmac(algorithm: str) -> _Function:
    return lambda key, message: hmac.digest(key, message, algorithm)
