"""How programs write the bytes of a digest, other than as lower-case hex digits."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import NamedTuple


class Notation(NamedTuple):
    """A way of writing a digest: rank, id, phrase after "as" or "with", the fix, and the function."""

    rank: int
    id: str
    says: str
    fix: str
    write: Callable[[bytes], bytes]


_HEX = "Write the digest as lower-case hex digits, two for each byte (hexdigest, bin2hex, digest('hex'), %02x)."
_ALONE = "Take the digits alone from the tool's output, without other text and without a line end."


def _each(form: str, joint: str = "", *, signed: bool = False, wide: bool = False) -> Callable[[bytes], bytes]:
    """Write each byte by a format; as a signed byte, or sign-extended to 32 bits."""
    table = []
    for byte in range(256):
        value = byte - 256 if byte > 127 and signed else byte + 0xFFFFFF00 if byte > 127 and wide else byte
        table.append(format(value, form))
    return lambda digest: joint.join([table[byte] for byte in digest]).encode()


def _around(before: str, after: str = "") -> Callable[[bytes], bytes]:
    return lambda digest: f"{before}{digest.hex()}{after}".encode()


def _python_bytes(digest: bytes) -> bytes:
    return str(digest).encode()


def _list(joint: str, ends: str, *, signed: bool) -> Callable[[bytes], bytes]:
    inner = _each("d", joint, signed=signed)
    return lambda digest: ends[:1].encode() + inner(digest) + ends[1:].encode()


def _grouped(size: int) -> Callable[[bytes], bytes]:
    return lambda digest: " ".join(digest.hex()[at : at + size] for at in range(0, 2 * len(digest), size)).encode()


def _without_zeros(digest: bytes) -> bytes:
    return digest.hex().lstrip("0").encode()


def _signed_integer(digest: bytes) -> bytes:
    return format(int.from_bytes(digest, "big", signed=True), "x").encode()


NOTATIONS: tuple[Notation, ...] = (
    Notation(1, "upper-case", "in upper-case hex digits", _HEX, lambda digest: digest.hex().upper().encode()),
    Notation(1, "dashed-upper", "in upper-case hex digits with dashes (.NET's BitConverter)", _HEX,
             lambda digest: digest.hex("-").upper().encode()),
    Notation(2, "dashed", "in hex digits with dashes", _HEX, lambda digest: digest.hex("-").encode()),
    Notation(1, "base64", "in base64", _HEX, base64.b64encode),
    Notation(1, "base64-unpadded", "in base64 without =", _HEX, lambda digest: base64.b64encode(digest).rstrip(b"=")),
    Notation(1, "base64-url", "in base64url", _HEX, base64.urlsafe_b64encode),
    Notation(1, "base64-url-unpadded", "in base64url without =", _HEX,
        lambda digest: base64.urlsafe_b64encode(digest).rstrip(b"=")),
    Notation(1, "base64-line-feed", "in base64 with a line feed", _HEX,
        lambda digest: base64.b64encode(digest) + b"\n"),
    Notation(1, "base64-of-hex", "in base64 of its hex digits", _HEX,
        lambda digest: base64.b64encode(digest.hex().encode())),
    Notation(2, "hex-of-base64", "in hex of its base64", _HEX, lambda digest: base64.b64encode(digest).hex().encode()),
    Notation(2, "hex-of-hex", "in hex digits of its hex digits", _HEX,
        lambda digest: digest.hex().encode().hex().encode()),
    Notation(1, "raw-bytes", "as raw bytes", _HEX, bytes),
    Notation(1, "raw-as-latin-1", "as a string of its raw bytes, each a character, encoded as UTF-8", _HEX,
             lambda digest: digest.decode("latin-1").encode()),
    Notation(1, "raw-as-utf-8", "as its raw bytes read as UTF-8 text, which loses some", _HEX,
             lambda digest: digest.decode("utf-8", "replace").encode()),
    Notation(2, "raw-as-ascii", "as its raw bytes read as ASCII, with ? for the others", _HEX,
             lambda digest: bytes(byte if byte < 128 else 63 for byte in digest)),
    Notation(2, "raw-as-windows-1252", "as its raw bytes read as Windows-1252 text", _HEX,
             lambda digest: digest.decode("cp1252", "replace").encode()),
    Notation(2, "raw-as-ascii-replaced", "as its raw bytes read as ASCII, with U+FFFD for the others", _HEX,
             lambda digest: digest.decode("ascii", "replace").encode()),
    Notation(1, "unpadded", "in hex digits without the leading zero of each byte", _HEX, _each("x")),
    Notation(1, "unpadded-upper", "in upper-case hex digits without the leading zero of each byte", _HEX, _each("X")),
    Notation(1, "without-leading-zeros", "in hex digits without the zeros at its beginning (a big integer)", _HEX,
        _without_zeros),
    Notation(2, "signed-integer", "as a signed big integer in hex", _HEX, _signed_integer),
    Notation(2, "decimal-integer", "as a big integer in decimal digits", _HEX,
             lambda digest: str(int.from_bytes(digest, "big")).encode()),
    Notation(1, "sign-extended", "in hex digits of signed bytes (ffffff before each byte from 80)", _HEX, _each("x",
        wide=True)),
    Notation(1, "sign-extended-padded", "in hex digits of signed bytes, padded to two", _HEX, _each("02x", wide=True)),
    Notation(2, "signed-hex", "in hex digits of signed bytes, with minus signs", _HEX, _each("x", signed=True)),
    Notation(2, "signed-hex-padded", "in hex digits of signed bytes, padded, with minus signs", _HEX, _each("02x",
        signed=True)),
    Notation(1, "decimal-commas", "as its bytes in decimal, with commas (JavaScript's Uint8Array as text)", _HEX,
        _each("d", ",")),
    Notation(1, "decimal-signed-commas", "as its signed bytes in decimal, with commas (Apps Script)", _HEX,
             _each("d", ",", signed=True)),
    Notation(1, "decimal-list", "as a list of its signed bytes (Java's Arrays.toString, Kotlin)", _HEX,
             _list(", ", "[]", signed=True)),
    Notation(1, "decimal-unsigned-list", "as a list of its bytes (Swift, Python's list)", _HEX, _list(", ", "[]",
        signed=False)),
    Notation(1, "decimal-spaces", "as a list of its bytes with spaces (Go's fmt.Sprint)", _HEX, _list(" ", "[]",
        signed=False)),
    Notation(2, "decimal-joined", "as its bytes in decimal without separators", _HEX, _each("d")),
    Notation(2, "decimal-json-list", "as a JSON list of its bytes", _HEX, _list(",", "[]", signed=False)),
    Notation(2, "decimal-signed-json-list", "as a JSON list of its signed bytes", _HEX, _list(",", "[]", signed=True)),
    Notation(1, "python-bytes", "as Python prints bytes (b'\\x93…')", _HEX, _python_bytes),
    Notation(1, "python-hex-bytes", "as Python prints the bytes of its hex digits (b'93…')", _ALONE, _around("b'",
        "'")),
    Notation(1, "python-base64-bytes", "as Python prints the bytes of its base64", _ALONE,
             lambda digest: str(base64.b64encode(digest)).encode()),
    Notation(2, "colons", "in hex digits with colons", _HEX, lambda digest: digest.hex(":").encode()),
    Notation(2, "colons-upper", "in upper-case hex digits with colons", _HEX,
        lambda digest: digest.hex(":").upper().encode()),
    Notation(2, "spaced", "in hex digits with spaces", _HEX, _grouped(2)),
    Notation(2, "spaced-upper", "in upper-case hex digits with spaces", _HEX,
        lambda digest: digest.hex(" ").upper().encode()),
    Notation(2, "grouped-8", "in hex digits in groups of 8", _HEX, _grouped(8)),
    Notation(1, "line-feed", "with a line feed after its digits", _ALONE, _around("", "\n")),
    Notation(2, "crlf", "with CRLF after its digits", _ALONE, _around("", "\r\n")),
    Notation(2, "space", "with a space after its digits", _ALONE, _around("", " ")),
    Notation(1, "sha1sum-output", "with the output of sha1sum around it (digits, two spaces, -)", _ALONE, _around("",
        "  -")),
    Notation(1, "sha1sum-line", "with the output of sha1sum and its line feed around it", _ALONE, _around("", "  -\n")),
    Notation(1, "openssl-output", "with the output of openssl around it (“(stdin)= ” before the digits)", _ALONE,
        _around("(stdin)= ")),
    Notation(1, "openssl-line", "with the output of openssl and its line feed around it", _ALONE, _around("(stdin)= ",
        "\n")),
    Notation(1, "openssl-3-output", "with the output of openssl around it (“SHA1(stdin)= ” before the digits)", _ALONE,
             _around("SHA1(stdin)= ")),
    Notation(1, "openssl-3-line", "with the output of openssl and its line feed around it", _ALONE,
        _around("SHA1(stdin)= ", "\n")),
    Notation(2, "openssl-sha2-output", "with the output of openssl around it (“SHA2-256(stdin)= ” before the digits)",
        _ALONE,
             _around("SHA2-256(stdin)= ")),
    Notation(2, "openssl-reversed", "with the output of openssl -r around it", _ALONE, _around("", " *stdin")),
    Notation(2, "openssl-reversed-line", "with the output of openssl -r and its line feed around it", _ALONE,
        _around("", " *stdin\n")),
    Notation(1, "swift-description", "with Swift's description around it (“SHA1 digest: ” before the digits)", _ALONE,
             _around("SHA1 digest: ")),
    Notation(2, "ruby-inspect", "as Ruby inspects a digest", _ALONE, _around("#<Digest::SHA1: ", ">")),
    Notation(2, "node-buffer", "as Node prints a Buffer", _HEX, lambda digest: f"<Buffer {digest.hex(' ')}>".encode()),
    Notation(2, "node-buffer-json", "as the JSON of a Node Buffer", _HEX,
             lambda digest: b'{"type":"Buffer","data":[' + _each("d", ",")(digest) + b"]}"),
    Notation(1, "quoted", "inside double quotes", _ALONE, _around('"', '"')),
    Notation(2, "single-quoted", "inside single quotes", _ALONE, _around("'", "'")),
    Notation(1, "0x", "with 0x before it", _ALONE, _around("0x")),
    Notation(2, "sha1-prefix", "with “sha1=” before it", _ALONE, _around("sha1=")),
    Notation(2, "sha1-colon", "with “sha1:” before it", _ALONE, _around("sha1:")),
    Notation(2, "braced", "inside braces", _ALONE, _around("{", "}")),
    Notation(2, "bracketed", "inside brackets", _ALONE, _around("[", "]")),
    Notation(2, "angled", "inside angle brackets", _ALONE, _around("<", ">")),
    Notation(2, "in-parentheses", "inside parentheses", _ALONE, _around("(", ")")),
    Notation(2, "reversed", "with its bytes in reverse order", _HEX, lambda digest: digest[::-1].hex().encode()),
    Notation(2, "swapped-digits", "with the two digits of each byte swapped", _HEX,
             lambda digest: bytes((byte & 15) << 4 | byte >> 4 for byte in digest).hex().encode()),
    Notation(2, "utf-16", "in hex digits encoded as UTF-16", "Encode the digits as UTF-8 (or ASCII).",
             lambda digest: digest.hex().encode("utf-16-le")),
    Notation(2, "utf-16-upper", "in upper-case hex digits encoded as UTF-16", "Encode the digits as UTF-8 (or ASCII).",
             lambda digest: digest.hex().upper().encode("utf-16-le")),
    Notation(2, "first-half", "with only its first half", _HEX, lambda digest: digest.hex()[: len(digest)].encode()),
    Notation(2, "first-32", "with only its first 32 digits", _HEX, lambda digest: digest.hex()[:32].encode()),
    Notation(2, "last-digit-missing", "without its last digit", _HEX, lambda digest: digest.hex()[:-1].encode()),
    Notation(2, "first-digit-missing", "without its first digit", _HEX, lambda digest: digest.hex()[1:].encode()),
)  # fmt: skip
