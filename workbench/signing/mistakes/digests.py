"""Deviations of the payload hash: another algorithm, another notation, or no hash at all."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from workbench.signing.findings import Mistake
from workbench.signing.mistakes.frequency import ranked
from workbench.signing.mistakes.notations import NOTATIONS
from workbench.signing.values import Credentials

Digest = Callable[[bytes], bytes]

_TITLES = {
    "sha1": "SHA-1", "sha256": "SHA-256", "md5": "MD5", "sha512": "SHA-512", "sha384": "SHA-384", "sha224": "SHA-224",
    "sha3_256": "SHA3-256", "sha512_256": "SHA-512/256", "sha3_512": "SHA3-512", "blake2b": "BLAKE2b",
    "blake2s": "BLAKE2s",
    "crc32": "CRC-32", "ripemd160": "RIPEMD-160", "sm3": "SM3",
}  # fmt: skip
_COMMON = ("sha1", "sha256", "md5", "sha512")


def title(algorithm: str) -> str:
    """Return the usual name of a hash algorithm."""
    return _TITLES.get(algorithm, algorithm)


def algorithms() -> dict[str, Digest]:
    """Return the hash functions that this machine has, by name."""
    found: dict[str, Digest] = {}
    for name in _TITLES:
        if name == "crc32":
            found[name] = lambda data: zlib.crc32(data).to_bytes(4, "big")
        elif name in hashlib.algorithms_available:
            try:
                hashlib.new(name, b"", usedforsecurity=False)
            except ValueError:  # a legacy algorithm that OpenSSL no longer provides
                continue
            found[name] = _plain(name)
    return found


def _plain(name: str) -> Digest:
    function: Callable[..., object] | None = getattr(hashlib, name, None)
    if function is None:
        return lambda data: hashlib.new(name, data, usedforsecurity=False).digest()
    return lambda data: function(data, usedforsecurity=False).digest()  # type: ignore[attr-defined]


def rank_of(algorithm: str) -> int:
    """Return how common an algorithm is: 1 or 2."""
    return 1 if algorithm in _COMMON else 2


RANKS = (1, 2, 3)
Hashed = tuple[int, tuple[Mistake, ...], bytes]
"""Rank, mistakes, and what stands in the message in place of the payload hash."""


class Hashes:
    """The texts that may stand for the hash of a body in the message.

    Args:
        right: the algorithm of the scheme.
        credentials: for hashes that include the secret or the key; None without.
    """

    def __init__(self, right: str, credentials: Credentials | None) -> None:
        self.right = right
        self.functions = algorithms()
        self._function = self.functions[right]
        self._notations = _by_rank(
            (
                rank,
                Mistake(f"hash-{slug}", f"The payload hash was put into the message {says}.", fix),
                write,
            )
            for rank, slug, says, fix, write in NOTATIONS
        )
        self._algorithms = _by_rank(
            (rank_of(name), self.algorithm_mistake(name), function)
            for name, function in self.functions.items()
            if name != right
        )
        self._whole = _by_rank(self._others(credentials))

    def correct(self, body: bytes) -> bytes:
        """Return the digits of the payload hash."""
        return self._function(body).hex().encode()

    def single(self, body: bytes, rank: int) -> Iterator[Hashed]:
        """Yield each text that one mistake of this rank makes of a body."""
        digest = self._function(body)
        for mistake, write in self._notations.get(rank, ()):
            yield rank, (mistake,), write(digest)
        for mistake, function in self._algorithms.get(rank, ()):
            yield rank, (mistake,), function(body).hex().encode()
        for mistake, whole in self._whole.get(rank, ()):
            yield rank, (mistake,), whole(body)

    def written(self, digest: bytes, most: int = RANKS[-1]) -> Iterator[Hashed]:
        """Yield each other notation of a digest, up to a rank."""
        for rank in range(1, most + 1):
            for mistake, write in self._notations.get(rank, ()):
                yield rank, (mistake,), write(digest)

    def double(self, body: bytes, rank: int) -> Iterator[Hashed]:
        """Yield each text of another common algorithm in another notation."""
        for each in (1, 2):
            for mistake, function in self._algorithms.get(each, ()):
                for own, notation, text in self.written(function(body), rank - each):
                    yield each + own, (mistake, *notation), text

    def algorithm_mistake(self, name: str) -> Mistake:
        """Return the mistake of hashing a body by another algorithm."""
        says = f"The body was hashed by {title(name)}, not by {title(self.right)}."
        return Mistake(f"hash-{name.replace('_', '-')}", says, f"Hash the body by {title(self.right)}.")

    def _others(self, credentials: Credentials | None) -> Iterator[tuple[int, Mistake, Digest]]:
        right = self._function
        fix = f"Put the {title(self.right)} of the body into the message, as lower-case hex digits."
        says = "The body itself was put into the message; it was not hashed first."
        yield 1, Mistake("hash-skipped", says, fix), bytes
        for slug, rank, says, function in (
            ("hashed-twice", 1, "The hash was hashed once more (its hex digits).",
                lambda body: right(right(body).hex().encode())),
            ("hashed-twice-raw", 1, "The hash was hashed once more (its raw bytes).", lambda body: right(right(body))),
            ("hash-go-sum", 1,
                "The body was passed to Go's Sum, which does not hash it but puts it before the hash of nothing.",
             lambda body: body + right(b"")),
            ("hash-of-base64", 2, "The hash was hashed once more (its base64).",
                lambda body: right(base64.b64encode(right(body)))),
            ("hash-of-md5", 2, "The MD5 of the body was hashed.",
             lambda body: right(self.functions.get("md5", right)(body).hex().encode())),
        ):  # fmt: skip
            yield rank, Mistake(slug, says, fix), _then(function, _hex)
        if credentials is not None:
            key, secret = (
                value.encode("utf-8", "surrogatepass") for value in (credentials.api_key, credentials.secret)
            )
            for slug, rank, says, before, after in (
                ("hash-with-secret-before", 1, "The secret was hashed together with the body, before it.", secret, b""),
                ("hash-with-secret-after", 1, "The secret was hashed together with the body, after it.", b"", secret),
                ("hash-with-key-before", 1, "The API key was hashed together with the body, before it.", key, b""),
                ("hash-with-key-after", 2, "The API key was hashed together with the body, after it.", b"", key),
                (
                    "hash-with-pair-before",
                    2,
                    "API key and secret were hashed together with the body.",
                    key + secret,
                    b"",
                ),
            ):
                yield rank, Mistake(slug, says, "Hash the body alone."), _then(_between(right, before, after), _hex)
            for slug, says, value in (
                ("hash-keyed-with-secret", "The payload hash is an HMAC with the secret, not a plain hash.", secret),
                ("hash-keyed-with-api-key", "The payload hash is an HMAC with the API key, not a plain hash.", key),
            ):
                yield 1, Mistake(slug, says, fix), _keyed(value, self.right)
        for text, says in (
            (b"", "Nothing was put into the message in place of the payload hash."),
            (b"undefined", "The text “undefined” was put into the message in place of the payload hash."),
            (b"null", "The text “null” was put into the message in place of the payload hash."),
            (b"None", "The text “None” was put into the message in place of the payload hash."),
            (b"[object Object]", "The text “[object Object]” was put into the message in place of the payload hash."),
            (b"[object Promise]", "A promise was put into the message in place of the payload hash; await it."),
            (b"[object ArrayBuffer]", "An ArrayBuffer was put into the message in place of the hash's digits."),
            (b"System.Byte[]", "The name of a .NET type was put into the message in place of the hash's digits."),
        ):
            yield 1, Mistake("hash-missing", says, fix), _fixed(text)


_Deviation: TypeAlias = "tuple[Mistake, Callable[[bytes], bytes]]"


def _by_rank(deviations: Iterable[tuple[int, Mistake, Callable[[bytes], bytes]]]) -> dict[int, list[_Deviation]]:
    """Return lists of the deviations of each rank."""
    found: dict[int, list[_Deviation]] = {}
    for rank, mistake, function in deviations:
        found.setdefault(ranked(rank, mistake.id), []).append((mistake, function))
    return found


def _hex(digest: bytes) -> bytes:
    return digest.hex().encode()


def _then(function: Digest, write: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda body: write(function(body))


def _between(function: Digest, before: bytes, after: bytes) -> Digest:
    return lambda body: function(before + body + after)


def _keyed(key: bytes, algorithm: str) -> Callable[[bytes], bytes]:
    return lambda body: hmac.digest(key, body, algorithm).hex().encode()


def _fixed(text: bytes) -> Callable[[bytes], bytes]:
    return lambda _: text
