"""Finds planted values in anything that was written, printed or shown, in any encoding."""

import base64
import gzip
import io
import re
import secrets
import string
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_PIECE = 8  # letters and digits
_TOKEN_PIECE = 16  # hexadecimal digits
_SHOWN = 60  # characters around a trace
_SOFT = re.compile(rb"\\r|\\n|=\r?\n|\s")
_BETWEEN_HEX = re.compile(rb"\\x|0x|%|[\s:,;\-]")


@dataclass(frozen=True, slots=True)
class Trace:
    """A place where a value was found.

    Attributes:
        name: what the value is called.
        form: how it was written there.
        around: the text around it.
    """

    name: str
    form: str
    around: str


def planted(before: str, between: str, after: str) -> str:
    """Make a value that no other run has: two runs of random letters and digits with `between` between them.

    What masks may show, four characters at each end, is `before` and `after`.
    """
    letters = string.ascii_letters + string.digits
    one, other = ("".join(secrets.choice(letters) for _ in range(3 * _PIECE)) for _ in range(2))
    return f"{before}{one}{between}{other}{after}"


class Search:
    """A search for values and for auth tokens.

    Args:
        values: what each is called, and the value.
        tokens: auth tokens of 64 hexadecimal digits, whose first 8 and last 4 masks may show.
    """

    def __init__(self, values: Mapping[str, str], tokens: Iterable[str] = ()) -> None:
        self._plain, self._hex = _Needles(), _Needles()
        for name, value in values.items():
            pieces = re.findall(f"[A-Za-z0-9]{{{_PIECE}}}", value)
            assert pieces, f"{name} has no piece that could be looked for"
            for piece in pieces:
                self._look_for(name, piece)
        for token in sorted(set(tokens)):
            for start in (_TOKEN_PIECE, 2 * _TOKEN_PIECE):
                self._look_for("token", token[start : start + _TOKEN_PIECE])
                raw = bytes.fromhex(token[start : start + _TOKEN_PIECE])
                for digits in _in_base64(raw):
                    self._plain.add(digits, "token", "its bytes in base64")

    def traces(self, data: bytes | str) -> list[Trace]:
        """Return the first trace of each value in each form."""
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        found: dict[tuple[str, str], Trace] = {}
        for part in (raw, *_unpacked(raw)):
            for needles, text in self._views(part.lower()):
                for at, needle in needles.places(text):
                    around = text[max(0, at - _SHOWN) : at + len(needle) + _SHOWN].decode("utf-8", "replace")
                    found.setdefault(needles.meant[needle], Trace(*needles.meant[needle], around))
        return list(found.values())

    def _views(self, lower: bytes) -> Iterator[tuple["_Needles", bytes]]:
        """Return the text unchanged, without separators of encodings, and as hexadecimal digits only."""
        yield self._plain, lower
        for view in {_SOFT.sub(b"", lower), lower.replace(b"\0", b"")} - {lower}:
            yield self._plain, view
        yield self._hex, _BETWEEN_HEX.sub(b"", lower)

    def _look_for(self, name: str, piece: str) -> None:
        wide = piece.encode("utf-16-le")
        forms = {piece.encode(): "plain", wide: "UTF-16"}
        for text, form in ((piece.encode(), "base64"), (wide, "base64 of UTF-16")):
            forms |= dict.fromkeys(_in_base64(text), form)
        forms["".join(f"\\u{ord(each):04x}" for each in piece).encode()] = "escaped"
        forms["".join(f"&#{ord(each)};" for each in piece).encode()] = "HTML entities"
        for between in (", ", ","):
            forms[between.join(str(ord(each)) for each in piece).encode()] = "a list of numbers"
        for needle, form in forms.items():
            self._plain.add(needle, name, form)
        for text in (piece.encode(), piece.lower().encode(), piece.upper().encode(), wide):
            self._hex.add(text.hex().encode(), name, "hexadecimal")


class _Needles:
    """What is looked for, by how it begins, so that a look costs what the text is long.

    Attributes:
        meant: what each stands for: the value's name, and the form.
    """

    def __init__(self) -> None:
        self.meant: dict[bytes, tuple[str, str]] = {}
        self._starts: dict[bytes, list[bytes]] = {}

    def add(self, needle: bytes, name: str, form: str) -> None:
        """Add a value to search for."""
        low = needle.lower()
        assert len(low) >= _PIECE
        if low not in self.meant:
            self.meant[low] = (name, form)
            self._starts.setdefault(low[:_PIECE], []).append(low)

    def places(self, text: bytes) -> Iterator[tuple[int, bytes]]:
        """Return the values found in a text, with their positions."""
        starts = self._starts
        for at in range(len(text) - _PIECE + 1):
            if text[at : at + _PIECE] in starts:
                yield from ((at, each) for each in starts[text[at : at + _PIECE]] if text.startswith(each, at))


def _in_base64(raw: bytes) -> set[bytes]:
    """Return the Base64 digits of these bytes at every offset, in both alphabets."""
    found = set()
    for before in range(3):
        digits = base64.b64encode(bytes(before) + raw)
        inner = digits[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def _unpacked(raw: bytes) -> Iterator[bytes]:
    """Return the contents of compressed data."""
    try:
        if raw.startswith(b"\x1f\x8b"):
            yield gzip.decompress(raw)
        elif raw.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                yield from (archive.read(name) for name in archive.namelist())
        elif raw[:2] in (b"\x78\x01", b"\x78\x9c", b"\x78\xda"):
            yield zlib.decompress(raw)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        return
