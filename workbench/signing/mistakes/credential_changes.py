"""What happens to an API key or a secret between the place where it is kept and the place where it is used."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
import uuid
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from workbench.signing.findings import Mistake


def _from_base64(value: bytes) -> bytes | None:
    try:
        return base64.b64decode(value.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(value) % 4), validate=True)
    except binascii.Error:
        return None


def _from_base64_leniently(value: bytes) -> bytes:
    """Decode as Node's Buffer.from does: both alphabets, other characters skipped, as far as the first =."""
    digits = re.sub(rb"[^A-Za-z0-9+/]", b"", value.split(b"=")[0].replace(b"-", b"+").replace(b"_", b"/"))
    return _whole_base64(digits)


def _from_base64_skipping(value: bytes) -> bytes:
    """Decode as PHP's base64_decode and Python's b64decode do: every other character is skipped, - and _ too."""
    return _whole_base64(re.sub(rb"[^A-Za-z0-9+/]", b"", value))


def _whole_base64(digits: bytes) -> bytes:
    digits = digits[:-1] if len(digits) % 4 == 1 else digits
    return base64.b64decode(digits + b"=" * (-len(digits) % 4))


def _from_hex_leniently(value: bytes) -> bytes | None:
    """Decode as Node's Buffer.from does: as far as the first pair that is not hex; None if nothing remains."""
    pairs = re.match(rb"(?:[0-9a-fA-F]{2})*", value)
    return bytes.fromhex(pairs[0].decode()) or None if pairs else None


def _from_hex(value: bytes) -> bytes | None:
    return bytes.fromhex(value.decode().replace("-", ""))


def _guid(value: bytes) -> bytes | None:
    return uuid.UUID(value.decode()).bytes_le


def _unescaped(value: bytes) -> bytes:
    letters = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"a": b"\a", b"0": b"\0"}
    return re.sub(rb"\\(.)", lambda match: letters.get(match[1], match[1]), value, flags=re.DOTALL)


def _re_encoded(value: bytes, encoding: str) -> bytes | None:
    return value.decode().encode(encoding, "replace")


def _as_number(value: bytes) -> bytes | None:
    """Return a value that looks like a number as YAML or a spreadsheet would print it again."""
    text = value.decode()
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", text):
        return None
    return str(int(text)).encode() if text.isdigit() else repr(float(text)).encode()


_RULES = (
    # rank, id, what the value was, how it comes about
    (1, "line-feed", "with a line feed after it", "files and echo end with one", lambda value: value + b"\n"),
    (1, "crlf", "with CRLF after it", "a file with Windows line ends", lambda value: value + b"\r\n"),
    (1, "cr", "with a carriage return after it", "a file with Windows line ends", lambda value: value + b"\r"),
    (1, "space-after", "with a space after it", "", lambda value: value + b" "),
    (1, "space-before", "with a space before it", "", lambda value: b" " + value),
    (2, "tab-after", "with a tab after it", "", lambda value: value + b"\t"),
    (2, "spaces-around", "with spaces around it", "", lambda value: b" " + value + b" "),
    (2, "no-break-space", "with a no-break space after it", "copied from a document",
        lambda value: value + b"\xc2\xa0"),
    (2, "zero-width-space", "with a zero-width space after it", "copied from a page",
        lambda value: value + b"\xe2\x80\x8b"),
    (1, "byte-order-mark", "with a byte order mark before it", "a file saved as UTF-8 with BOM",
        lambda value: b"\xef\xbb\xbf" + value),
    (2, "nul", "with a NUL byte after it", "", lambda value: value + b"\0"),
    (1, "quoted", "inside double quotes", "quotes of a configuration file", lambda value: b'"' + value + b'"'),
    (1, "single-quoted", "inside single quotes", "quotes of a configuration file", lambda value: b"'" + value + b"'"),
    (2, "backquoted", "inside backquotes", "", lambda value: b"`" + value + b"`"),
    (2, "braced", "inside braces", "", lambda value: b"{" + value + b"}"),
    (2, "angled", "inside angle brackets", "a placeholder that was filled in", lambda value: b"<" + value + b">"),
    (2, "semicolon", "with a semicolon after it", "", lambda value: value + b";"),
    (2, "comma", "with a comma after it", "", lambda value: value + b","),
    (1, "trimmed", "without the white space around it", "", bytes.strip),
    (1, "lower-case", "in lower case", "", bytes.lower),
    (1, "upper-case", "in upper case", "", bytes.upper),
    (1, "without-dashes", "without its dashes", "", lambda value: value.replace(b"-", b"")),
    (2, "without-dashes-lower", "without its dashes and in lower case", "", lambda value: value.replace(b"-",
        b"").lower()),
    (1, "without-spaces", "without its spaces", "", lambda value: value.replace(b" ", b"")),
    (1, "base64", "in base64", "", base64.b64encode),
    (2, "base64-line-feed", "in base64 of itself and a line feed", "echo without -n",
        lambda value: base64.b64encode(value + b"\n")),
    (1, "base64-decoded", "decoded from base64", "", _from_base64),
    (1, "base64-decoded-leniently", "decoded from base64, although it is none", "Node's Buffer.from",
        _from_base64_leniently),
    (2, "base64-decoded-skipping", "decoded from base64, although it is none", "PHP's base64_decode, Python",
        _from_base64_skipping),
    (2, "hex-decoded-leniently", "decoded from hex digits as far as it has them", "Node's Buffer.from",
        _from_hex_leniently),
    (1, "hex", "as hex digits", "", lambda value: value.hex().encode()),
    (2, "hex-upper", "as upper-case hex digits", "", lambda value: value.hex().upper().encode()),
    (1, "hex-decoded", "decoded from hex digits", "", _from_hex),
    (2, "uuid-bytes", "as the 16 bytes of a .NET Guid", "", _guid),
    (1, "percent-encoded", "percent-encoded", "", lambda value: quote(value, safe="").encode()),
    (2, "form-encoded", "form-encoded", "", lambda value: quote_plus(value).encode()),
    (1, "percent-decoded", "percent-decoded", "", lambda value: unquote(value.decode("utf-8", "replace")).encode()),
    (1, "form-decoded", "form-decoded (+ as a space)", "", lambda value: unquote_plus(value.decode("utf-8",
        "replace")).encode()),
    (1, "html-escaped", "escaped for HTML", "", lambda value: html.escape(value.decode("utf-8", "replace")).encode()),
    (2, "html-unescaped", "with HTML entities decoded", "", lambda value: html.unescape(value.decode("utf-8",
        "replace")).encode()),
    (1, "backslashes-removed", "without backslashes", "escapes of a configuration file",
        lambda value: value.replace(b"\\", b"")),
    (2, "backslashes-doubled", "with backslashes doubled", "", lambda value: value.replace(b"\\", b"\\\\")),
    (2, "backslash-escapes", "with backslash escapes replaced", "a string literal", _unescaped),
    (2, "slashes-escaped", "with / written as \\/", "it was taken out of JSON text", lambda value: value.replace(b"/",
        b"\\/")),
    (1, "shell-variables", "without the part that begins with $", "a shell or PHP replaced it as a variable",
     lambda value: re.sub(rb"\$\w+|\$\{\w*\}", b"", value)),
    (1, "cut-at-hash", "cut at #", "a comment in a configuration file", lambda value: value.split(b"#")[0].rstrip()),
    (2, "cut-at-space", "cut at its first space", "", lambda value: value.split(b" ")[0]),
    (2, "cut-at-ampersand", "cut at &", "", lambda value: value.split(b"&")[0]),
    (2, "cut-at-equals", "cut at =", "", lambda value: value.split(b"=")[0]),
    (2, "cut-at-colon", "cut at :", "", lambda value: value.split(b":")[0]),
    (2, "after-equals", "cut before =", "", lambda value: value.split(b"=")[-1]),
    (2, "cut-at-semicolon", "cut at ;", "", lambda value: value.split(b";")[0]),
    (2, "cut-at-dollar", "cut at $", "", lambda value: value.split(b"$")[0]),
    (2, "exclamation-escaped", "with \\ before !", "", lambda value: value.replace(b"!", b"\\!")),
    (2, "dollar-escaped", "with \\ before $", "", lambda value: value.replace(b"$", b"\\$")),
    (2, "percent-removed", "without %", "a batch file", lambda value: value.replace(b"%", b"")),
    (2, "percent-doubled", "with % doubled", "", lambda value: value.replace(b"%", b"%%")),
    (1, "last-character-missing", "without its last character", "it was copied incompletely", lambda value: value[:-1]),
    (1, "first-character-missing", "without its first character", "it was copied incompletely",
        lambda value: value[1:]),
    (2, "first-16", "cut to 16 bytes", "", lambda value: value[:16]),
    (2, "first-32", "cut to 32 bytes", "", lambda value: value[:32]),
    (2, "last-16", "with its last 16 bytes only", "", lambda value: value[-16:]),
    (2, "first-group", "with only the part before its first dash", "", lambda value: value.split(b"-")[0]),
    (2, "last-group", "with only the part after its last dash", "", lambda value: value.split(b"-")[-1]),
    (2, "first-8", "cut to 8 bytes", "", lambda value: value[:8]),
    (2, "twice", "twice in a row", "", lambda value: value * 2),
    (2, "reversed", "in reverse", "", lambda value: value[::-1]),
    (1, "utf-16", "encoded as UTF-16", ".NET's Encoding.Unicode", lambda value: _re_encoded(value, "utf-16-le")),
    (2, "utf-16-be", "encoded as UTF-16, high byte first", "", lambda value: _re_encoded(value, "utf-16-be")),
    (1, "latin-1", "encoded as Latin-1", "", lambda value: _re_encoded(value, "latin-1")),
    (1, "utf-8-twice", "encoded as UTF-8 twice", "", lambda value: value.decode("latin-1").encode()),
    (2, "ascii", "with ? in place of letters that are not ASCII", "", lambda value: _re_encoded(value, "ascii")),
    (1, "md5", "replaced by its MD5", "", lambda value: hashlib.md5(value, usedforsecurity=False).hexdigest().encode()),
    (1, "sha1", "replaced by its SHA-1", "", lambda value: hashlib.sha1(value,
        usedforsecurity=False).hexdigest().encode()),
    (1, "sha256", "replaced by its SHA-256", "", lambda value: hashlib.sha256(value).hexdigest().encode()),
    (2, "md5-raw", "replaced by the bytes of its MD5", "", lambda value: hashlib.md5(value,
        usedforsecurity=False).digest()),
    (2, "sha1-raw", "replaced by the bytes of its SHA-1", "", lambda value: hashlib.sha1(value,
        usedforsecurity=False).digest()),
    (1, "sha256-raw", "replaced by the bytes of its SHA-256", "", lambda value: hashlib.sha256(value).digest()),
    (1, "python-bytes", "as Python prints bytes (b'…')", "str() of bytes", lambda value: str(value).encode()),
    (1, "bearer", "with “Bearer ” before it", "", lambda value: b"Bearer " + value),
    (1, "header-name", "with its header's name before it", "", lambda value: b"Kochava-Api-Key: " + value),
    (2, "basic", "with “Basic ” before it", "", lambda value: b"Basic " + value),
    (2, "colon-after", "with a colon after it", "", lambda value: value + b":"),
    (2, "ampersand-after", "with & after it, as in OAuth", "", lambda value: value + b"&"),
    (2, "aws-prefix", "with “AWS4” before it", "", lambda value: b"AWS4" + value),
    (1, "empty", "empty", "a variable that is not set", lambda _: b""),
    (1, "undefined", "the text “undefined”", "a variable that is not set", lambda _: b"undefined"),
    (1, "null", "the text “null”", "a variable that is not set", lambda _: b"null"),
    (1, "none", "the text “None”", "a variable that is not set", lambda _: b"None"),
    (2, "optional", "as Swift prints an optional", "", lambda value: b'Optional("' + value + b'")'),
    (2, "false", "the text “false”", "", lambda _: b"false"),
    (2, "nil", "the text “nil”", "", lambda _: b"nil"),
    (2, "space-doubled", "with its spaces doubled", "", lambda value: value.replace(b" ", b"  ")),
    (2, "zero-for-o", "with O read as 0", "typed from a picture", lambda value: value.replace(b"O", b"0")),
    (2, "o-for-zero", "with 0 read as O", "typed from a picture", lambda value: value.replace(b"0", b"O")),
    (2, "l-for-one", "with 1 read as l", "typed from a picture", lambda value: value.replace(b"1", b"l")),
    (2, "one-for-l", "with l read as 1", "typed from a picture", lambda value: value.replace(b"l", b"1")),
    (2, "i-for-l", "with l read as I", "typed from a picture", lambda value: value.replace(b"l", b"I")),
    (2, "l-for-i", "with I read as l", "typed from a picture", lambda value: value.replace(b"I", b"l")),
    (2, "leading-zeros", "without its leading zeros", "read as a number", lambda value: value.lstrip(b"0")),
    (2, "number", "as a number in another notation", "", _as_number),
    (2, "dashes-typographic", "with typographic dashes", "copied from a document", lambda value: value.replace(b"-",
        "–".encode())),
    (2, "dashes-underscores", "with underscores in place of dashes", "", lambda value: value.replace(b"-", b"_")),
)  # fmt: skip

_PLACEHOLDERS = {
    "API key": ("API_KEY", "YOUR_API_KEY", "your-api-key", "api_key", "apiKey", "${API_KEY}", "$API_KEY",
    "{{api_key}}", "{{apiKey}}",
                "%API_KEY%", "<API_KEY>", "KOCHAVA_API_KEY", "${KOCHAVA_API_KEY}", "$KOCHAVA_API_KEY", "key",
                "YOUR_API_KEY_HERE",
                "xxx", "changeme", "test"),
    "secret": ("SECRET", "YOUR_SECRET", "your-secret", "secret", "API_SECRET", "${SECRET}", "$SECRET", "{{secret}}",
    "api_secret",
               "apiSecret", "%SECRET%", "<SECRET>", "KOCHAVA_SECRET", "${KOCHAVA_SECRET}", "$KOCHAVA_SECRET",
               "${API_SECRET}",
               "secretKey", "secret_key", "{{api_secret}}", "{secret}", "YOUR_SECRET_HERE", "xxx", "changeme", "test"),
}  # fmt: skip


class CredentialChange(NamedTuple):
    """A changed value and the mistake that made it."""

    rank: int
    mistake: Mistake
    value: bytes


def _mistake(title: str, slug: str, says: str, cause: str) -> Mistake:
    sentence = (
        f"The {title} was used {says}"
        if not says.startswith(("the text", "empty"))
        else f"In place of the {title}, {says} was used"
    )
    sentence = f"The {title} was empty" if says == "empty" else sentence
    why = f" ({cause})" if cause else ""
    name = "api-key" if title == "API key" else title.replace(" ", "-")
    return Mistake(
        f"{name}-{slug}", f"{sentence}{why}.", f"Use the {title} exactly as it was issued, without any change."
    )


def changes(title: str, value: bytes, *, typing: bool = True) -> Iterator[CredentialChange]:
    """Yield the values that a client may have used in place of an API key or a secret.

    `title` is "API key" or "secret". With `typing`, single wrong characters are included.
    """
    for rank, slug, says, cause, apply in _RULES:
        changed = _applied(apply, value)
        if changed is not None and changed != value:
            yield CredentialChange(rank, _mistake(title, slug, says, cause), changed)
    for text in _PLACEHOLDERS[title]:
        says = f"In place of the {title}, the text of a placeholder was used."
        fix = f"Check where the {title} is configured: its value was not filled in."
        yield CredentialChange(2, Mistake(f"{_slug(title)}-placeholder", says, fix), text.encode())
    if typing:
        yield from _mistyped(title, value)


def joint_changes(key: bytes, secret: bytes) -> Iterator[tuple[int, Mistake, bytes, bytes]]:
    """Yield rank, mistake, key and secret where the same happened to both values."""
    for rank, slug, says, cause, apply in _RULES:
        changed_key, changed_secret = _applied(apply, key), _applied(apply, secret)
        if changed_key is None or changed_secret is None or changed_key == key or changed_secret == secret:
            continue
        sentence = f"API key and secret were both used {says}{f' ({cause})' if cause else ''}."
        fix = "Use both values exactly as they were issued, without any change."
        yield rank, Mistake(f"both-{slug}", sentence, fix), changed_key, changed_secret


def _slug(title: str) -> str:
    return title.lower().replace(" ", "-")


def _applied(apply: Callable[[bytes], bytes | None], value: bytes) -> bytes | None:
    try:
        return apply(value)
    except (ValueError, OverflowError):
        return None


def _mistyped(title: str, value: bytes) -> Iterator[CredentialChange]:
    """Yield the value with one character left out, doubled, in the other case, or exchanged with the next."""
    fix = f"Copy the {title} again; compare fingerprints to check it."
    for at in range(min(len(value), 64)):
        one = value[at : at + 1]
        for slug, says, changed in (
            ("character-missing", "without one of its characters", value[:at] + value[at + 1 :]),
            ("character-doubled", "with one character doubled", value[:at] + one + value[at:]),
            ("character-case", "with one character in the other case", value[:at] + one.swapcase() + value[at + 1 :]),
            (
                "characters-exchanged",
                "with two characters exchanged",
                value[:at] + value[at + 1 : at + 2] + one + value[at + 2 :],
            ),
        ):
            if changed != value:
                mistake = Mistake(f"{_slug(title)}-{slug}", f"The {title} was used {says} (mistyped).", fix)
                yield CredentialChange(3, mistake, changed)
