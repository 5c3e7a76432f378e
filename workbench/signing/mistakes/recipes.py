"""Deviations of the formula: what is put into the message, what the key is, and what is done to the whole message."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import NamedTuple

from workbench.signing.findings import Mistake
from workbench.signing.values import HASH, KEY, SECRET, Parts


class Recipe(NamedTuple):
    """Another key or message."""

    rank: int
    mistake: Mistake
    key: Parts
    message: Parts


class Wrapping(NamedTuple):
    """A change of the whole message: text around it, or a function of it."""

    rank: int
    mistake: Mistake
    before: bytes = b""
    after: bytes = b""
    function: Callable[[bytes], bytes] | None = None


_FIX = "The HMAC key is the API key; the message is the secret directly followed by the payload hash, and nothing else."


def _recipe(rank: int, slug: str, says: str, key: Parts, message: Parts) -> Recipe:
    return Recipe(rank, Mistake(slug, f"{says}.", _FIX), key, message)


_K, _S, _H = (KEY,), (SECRET,), (HASH,)
_SEPARATORS = (
    (1, "plus", "+", b"+"), (1, "space", "a space", b" "), (1, "colon", ":", b":"), (1, "period", "a full stop", b"."),
    (1, "bar", "|", b"|"), (1, "dash", "-", b"-"), (1, "underscore", "_", b"_"), (1, "comma", "a comma", b","),
    (1, "semicolon", ";", b";"), (1, "ampersand", "&", b"&"), (1, "line-feed", "a line feed", b"\n"), (1, "slash", "/",
        b"/"),
    (2, "crlf", "CRLF", b"\r\n"), (2, "equals", "=", b"="), (2, "tab", "a tab", b"\t"), (2, "nul", "a NUL byte", b"\0"),
    (2, "spaced-plus", "“ + ”", b" + "), (2, "comma-space", "a comma and a space", b", "), (2, "hash-sign", "#", b"#"),
    (2, "two-colons", "::", b"::"), (2, "tilde", "~", b"~"), (2, "at-sign", "@", b"@"), (2, "colon-space", "“: ”",
        b": "),
    (2, "star", "*", b"*"), (2, "two-bars", "||", b"||"), (2, "literal-line-feed", "a backslash and n", b"\\n"),
    (2, "dollar", "$", b"$"), (2, "caret", "^", b"^"), (2, "two-dashes", "--", b"--"), (2, "question-mark", "?", b"?"),
    (2, "exclamation-mark", "!", b"!"), (2, "percent", "%", b"%"),
)  # fmt: skip

RECIPES: tuple[Recipe, ...] = (
    _recipe(1, "roles-swapped",
        "API key and secret were swapped: the secret is the HMAC key, and the API key is in the message",
            _S, (KEY, HASH)),
    _recipe(1, "secret-as-key", "The secret is the HMAC key, and the message is the payload hash alone", _S, _H),
    _recipe(1, "secret-as-key-too", "The secret is the HMAC key as well as in the message", _S, (SECRET, HASH)),
    _recipe(1, "secret-after-hash", "The secret was put after the payload hash, not before it", _K, (HASH, SECRET)),
    _recipe(1, "secret-missing", "The secret is missing from the message", _K, _H),
    _recipe(1, "hash-missing", "The payload hash is missing from the message", _K, _S),
    _recipe(1, "key-in-place-of-secret", "The API key was put into the message in place of the secret", _K, (KEY,
        HASH)),
    _recipe(1, "roles-swapped-hash-first", "API key and secret were swapped, and the payload hash was put first", _S,
        (HASH, KEY)),
    _recipe(1, "secret-as-key-hash-first", "The secret is the HMAC key, and in the message after the payload hash",
            _S, (HASH, SECRET)),
    _recipe(1, "key-after-hash", "The API key was put into the message after the payload hash, in place of the secret",
            _K, (HASH, KEY)),
    _recipe(1, "key-in-message-first", "The API key was put into the message too, before the secret", _K, (KEY, SECRET,
        HASH)),
    _recipe(1, "key-in-message-second", "The API key was put into the message too, after the secret", _K, (SECRET, KEY,
        HASH)),
    _recipe(1, "key-in-message-last", "The API key was put into the message too, after the payload hash", _K, (SECRET,
        HASH, KEY)),
    _recipe(1, "secret-around-hash", "The secret was put before and after the payload hash", _K, (SECRET, HASH,
        SECRET)),
    _recipe(2, "hash-twice", "The payload hash was put into the message twice", _K, (SECRET, HASH, HASH)),
    _recipe(2, "secret-twice", "The secret was put into the message twice", _K, (SECRET, SECRET, HASH)),
    _recipe(1, "key-and-secret-as-key",
        "API key and secret together are the HMAC key, and the message is the payload hash alone",
            (KEY, SECRET), _H),
    _recipe(2, "secret-and-key-as-key",
        "Secret and API key together are the HMAC key, and the message is the payload hash alone",
            (SECRET, KEY), _H),
    _recipe(2, "pair-as-key-colon", "“API key:secret” is the HMAC key, and the message is the payload hash alone",
            (KEY, b":", SECRET), _H),
    _recipe(2, "pair-as-key-ampersand", "“API key&secret” is the HMAC key, and the message is the payload hash alone",
            (KEY, b"&", SECRET), _H),
    _recipe(2, "pair-as-key", "API key and secret together are the HMAC key", (KEY, SECRET), (SECRET, HASH)),
    _recipe(1, "hash-as-key", "The payload hash is the HMAC key, and secret and API key are the message", _H, (SECRET,
        KEY)),
    _recipe(1, "hash-as-key-secret", "The payload hash is the HMAC key, and the secret is the message", _H, _S),
    _recipe(2, "hash-as-key-pair", "The payload hash is the HMAC key, and API key and secret are the message", _H,
        (KEY, SECRET)),
    _recipe(2, "hash-as-key-key", "The payload hash is the HMAC key, and the API key is the message", _H, _K),
    _recipe(1, "arguments-swapped",
        "The arguments of the HMAC function were swapped: the message was passed as the key",
            (SECRET, HASH), _K),
    _recipe(2, "arguments-swapped-hash-first",
        "The message was passed as the HMAC key, with the payload hash before the secret",
            (HASH, SECRET), _K),
    _recipe(2, "arguments-and-roles-swapped",
        "The arguments of the HMAC function and the roles of key and secret were swapped",
            (KEY, HASH), _S),
    _recipe(1, "key-empty-message-pair", "The secret alone is the message and the HMAC key", _S, _S),
    _recipe(2, "key-alone", "The API key alone is the message and the HMAC key", _K, _K),
    _recipe(1, "message-key-only",
        "The secret is the HMAC key and the API key is the message; the payload hash is missing", _S, _K),
    _recipe(2, "key-secret-hash-secret-key",
        "The secret is the HMAC key, and API key, secret and payload hash are the message",
            _S, (KEY, SECRET, HASH)),
    _recipe(2, "secret-key-hash", "The secret is the HMAC key, and secret, API key and payload hash are the message",
            _S, (SECRET, KEY, HASH)),
    _recipe(2, "hash-between", "The payload hash was put between API key and secret", _K, (KEY, HASH, SECRET)),
    _recipe(2, "hash-between-reversed", "The payload hash was put first, then secret and API key", _K, (HASH, SECRET,
        KEY)),
    _recipe(2, "hash-before-pair", "The payload hash was put first, then API key and secret", _K, (HASH, KEY, SECRET)),
    *[_recipe(rank, f"separator-{slug}", f"There is {says} between secret and payload hash", _K, (SECRET, text, HASH))
      for rank, slug, says, text in _SEPARATORS],
    *[_recipe(2, f"secret-after-hash-{slug}", f"The secret was put after the payload hash, with {says} between", _K,
        (HASH, text, SECRET))
      for _, slug, says, text in _SEPARATORS],
    *[_recipe(2, f"roles-swapped-{slug}",
        f"API key and secret were swapped, with {says} between API key and payload hash",
              _S, (KEY, text, HASH))
      for _, slug, says, text in _SEPARATORS],
    *[_recipe(2, f"key-in-message-{slug}", f"The API key was put into the message too, with {says} between its parts",
              _K, (KEY, text, SECRET, text, HASH))
      for _, slug, says, text in _SEPARATORS[:12]],
    *[_recipe(2, "message-with-names", "The message has other text beside secret and payload hash", _K,
        parts) for parts in (
        (b'{"secret":"', SECRET, b'","hash":"', HASH, b'"}'), (b'{"secret":"', SECRET, b'","payload_hash":"', HASH,
            b'"}'),
        (b'["', SECRET, b'","', HASH, b'"]'), (b"secret=", SECRET, b"&hash=", HASH), (b"secret=", SECRET,
            b"&payload_hash=", HASH),
        (b"(", SECRET, b"+", HASH, b")"), (b"(", SECRET, HASH, b")"), (b"{", SECRET, b"}{", HASH, b"}"), (b"[", SECRET,
            b"]", HASH),
        (SECRET, b"sha1=", HASH), (b"secret", HASH), (b"secret key", HASH), (b"secret_key", HASH), (b"SECRET", HASH),
        (SECRET, b"payload hash"), (SECRET, b"payload_hash"), (SECRET, b"payloadHash"), (SECRET, b"hash"),
        (b"secret key+payload hash",), (b"secret+hash",), (b"secret+payload_hash",), (b"{secret}{hash}",),
        (b"{secret}{payload_hash}",), (b"${secret}${hash}",), (b"${secret}${payloadHash}",), (b"$secret$hash",),
        (b"#{secret}#{hash}",), (b"<", SECRET, b">", HASH), (b"$", SECRET, HASH), (SECRET, b"$", HASH), (b"$", SECRET,
            b"$", HASH),
        (b"{", SECRET, b"}", HASH), (SECRET, b"{", HASH, b"}"), (b"['", SECRET, b"', '", HASH, b"']"),
        (b"('", SECRET, b"', '", HASH, b"')"), (b"{", SECRET, b", ", HASH, b"}"), (b"[", SECRET, b", ", HASH, b"]"))],
)  # fmt: skip


def _wrapping(
    rank: int,
    slug: str,
    says: str,
    before: bytes = b"",
    after: bytes = b"",
    function: Callable[[bytes], bytes] | None = None,
) -> Wrapping:
    return Wrapping(rank, Mistake(slug, f"The message was signed {says}.", _FIX), before, after, function)


def _hexed(algorithm: str) -> Callable[[bytes], bytes]:
    return lambda message: hashlib.new(algorithm, message, usedforsecurity=False).hexdigest().encode()


def _raw(algorithm: str) -> Callable[[bytes], bytes]:
    return lambda message: hashlib.new(algorithm, message, usedforsecurity=False).digest()


def _wide(encoding: str) -> Callable[[bytes], bytes]:
    return lambda message: message.decode("utf-8", "replace").encode(encoding)


WRAPPINGS: tuple[Wrapping, ...] = (
    _wrapping(1, "message-line-feed", "with a line feed at its end (echo adds one)", after=b"\n"),
    _wrapping(1, "message-crlf", "with CRLF at its end", after=b"\r\n"),
    _wrapping(2, "message-space", "with a space at its end", after=b" "),
    _wrapping(2, "message-nul", "with a NUL byte at its end", after=b"\0"),
    _wrapping(1, "message-quoted", "inside double quotes", b'"', b'"'),
    _wrapping(2, "message-single-quoted", "inside single quotes", b"'", b"'"),
    _wrapping(2, "message-quoted-line-feed", "inside double quotes and with a line feed", b'"', b'"\n'),
    _wrapping(2, "message-byte-order-mark", "with a byte order mark before it", b"\xef\xbb\xbf"),
    _wrapping(1, "message-upper-case", "in upper case", function=bytes.upper),
    _wrapping(1, "message-lower-case", "in lower case", function=bytes.lower),
    _wrapping(1, "message-utf-16", "encoded as UTF-16", function=_wide("utf-16-le")),
    _wrapping(2, "message-utf-16-be", "encoded as UTF-16, high byte first", function=_wide("utf-16-be")),
    _wrapping(1, "message-base64", "in base64", function=base64.b64encode),
    _wrapping(1, "message-hex", "as hex digits", function=lambda message: message.hex().encode()),
    _wrapping(1, "message-sha256", "after SHA-256 (hex digits)", function=_hexed("sha256")),
    _wrapping(1, "message-sha1", "after SHA-1 (hex digits)", function=_hexed("sha1")),
    _wrapping(2, "message-md5", "after MD5 (hex digits)", function=_hexed("md5")),
    _wrapping(2, "message-sha256-raw", "after SHA-256 (raw bytes)", function=_raw("sha256")),
    _wrapping(2, "message-sha1-raw", "after SHA-1 (raw bytes)", function=_raw("sha1")),
    _wrapping(2, "message-reversed", "in reverse", function=lambda message: message[::-1]),
)  # fmt: skip
