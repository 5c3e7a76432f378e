"""The value that is sought: which bytes it can stand for, and which mistakes its notation shows."""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote

from workbench.signing.findings import Mistake
from workbench.signing.mistakes.notations import NOTATIONS
from workbench.signing.pasted import MIN_DIGITS, Known, known_digits, raw_base64, read_pasted

_FIX = "Send the 64 lower-case hex digits alone as the value of Kochava-Auth-Token."
_SIZES = (16, 20, 28, 32, 48, 64)
"""Sizes in bytes of the digests that are computed."""


class Match(NamedTuple):
    """What a matching digest shows: mistakes of its notation, and how many digits were compared."""

    mistakes: tuple[Mistake, ...]
    digits: int


class _Check(NamedTuple):
    """A test of a digest of which some digits are known, or which can only be written and compared."""

    size: int
    agrees: Callable[[bytes], bool]
    match: Match


class Target:
    """A set of digests, to be used with `in`; `match` then tells the mistakes."""

    def __init__(self) -> None:
        self._exact: dict[bytes, Match] = {}
        # By first and by last byte, so that almost every digest is refused at once.
        self._by_first: dict[int, list[_Check]] = {}
        self._by_last: dict[int, list[_Check]] = {}
        self._checked: set[int] = set()
        self._fewest = 64
        self.sizes: set[int] = set()

    def __contains__(self, digest: object) -> bool:
        return digest in self._exact or (
            isinstance(digest, bytes)
            and (digest[0] in self._by_first or digest[-1] in self._by_last)
            and self.match(digest) is not None
        )

    def lookup(self, size: int) -> Target | dict[bytes, Match]:
        """Return what to search digests of a size in: a dictionary is quicker, if whole ones are sought only."""
        return self if size in self._checked else self._exact

    def match(self, digest: bytes) -> Match | None:
        """Return the simplest match for a digest."""
        if digest not in self._exact:
            for check in self._by_first.get(digest[0], []) + self._by_last.get(digest[-1], []):
                if check.size == len(digest) and check.agrees(digest):
                    return check.match
        return self._exact.get(digest)

    @property
    def digits(self) -> int:
        """The fewest digits that are compared."""
        return self._fewest

    def whole(self) -> bytes | None:
        """Return the digest that is sought, if it is known as a whole."""
        return next(iter(self._exact), None)

    def add(self, raw: bytes, mistakes: tuple[Mistake, ...]) -> None:
        """Add a whole digest, unless a simpler reading is there."""
        if raw not in self._exact:
            self._exact[raw] = Match(mistakes, 2 * len(raw))
            self._add(len(raw), 2 * len(raw))

    def add_partial(self, head: str, tail: str, mistakes: tuple[Mistake, ...], sizes: tuple[int, ...]) -> None:
        """Add the beginning and the end of a digest's hex digits."""
        known = len(head) + len(tail)
        for size in sizes:
            if known < 2 * size:
                check = _Check(size, partial(_has_digits, head, tail), Match(mistakes, known))
                self._checked.add(size)
                self._add(size, known)
                edges, edge = (self._by_first, head[:2]) if len(head) > 1 else (self._by_last, tail[-2:])
                edges.setdefault(int(edge, 16), []).append(check)

    def add_written(
        self, agrees: Callable[[bytes], bool], first: Iterable[int], mistakes: tuple[Mistake, ...], size: int
    ) -> None:
        """Add a test for a text from which the digest cannot be told; `first` are its possible first bytes."""
        check = _Check(size, agrees, Match(mistakes, 2 * size))
        self._checked.add(size)
        self._add(size, 2 * size)
        for byte in first:
            self._by_first.setdefault(byte, []).append(check)

    def _add(self, size: int, digits: int) -> None:
        self.sizes.add(size)
        self._fewest = min(self._fewest, digits)


def _has_digits(head: str, tail: str, digest: bytes) -> bool:
    text = digest.hex()
    return text.startswith(head) and text.endswith(tail)


def _mistake(slug: str, says: str, fix: str = _FIX) -> Mistake:
    return Mistake(f"token-{slug}", f"The token {says}.", fix)


_QUOTED = _mistake("quoted", "was sent inside quotes")
_PREFIXED = _mistake("prefixed", "was sent with other text before it")
_SUFFIXED = _mistake("suffixed", "was sent with other text after it")
_UPPER = _mistake("upper-case", "was sent in upper-case hex digits, not in lower case")
_MIXED = _mistake("mixed-case", "was sent in hex digits of both cases")
_BASE64 = _mistake("base64", "was sent in base64, not in hex digits")
_BASE64_URL = _mistake("base64-url", "was sent in base64url, not in hex digits")
_BASE64_HEX = _mistake("base64-of-hex", "was sent in base64 of its hex digits")
_HEX_HEX = _mistake("hex-of-hex", "was sent in hex digits of its hex digits")
_HEX_BASE64 = _mistake("hex-of-base64", "was sent in hex digits of its base64")
_ENCODED = _mistake("percent-encoded", "was sent percent-encoded")
_CUT = _mistake("cut", "was cut: its first digits were sent only")
_CUT_BEFORE = _mistake("cut-before", "was cut: its last digits were sent only")
_SEPARATORS = {
    "-": ("dashed", "with dashes (.NET's BitConverter)"),
    ":": ("colons", "with colons"),
    " ": ("spaced", "with spaces"),
}
_WRAPPED = _mistake("wrapped", "was sent with line breaks or spaces inside")
_LIST = _mistake("decimal-list", "was sent as a list of bytes in decimal")
_PYTHON = _mistake("python-bytes", "was sent as Python prints bytes (b'…'); decode it to text first")
_GO_SUM = Mistake("hmac-go-sum", "The message was passed to Go's Sum, which puts it before the HMAC of nothing.",
                  "Write the message to the HMAC first, then call Sum(nil).")  # fmt: skip
GO_SUM = _GO_SUM


def token_target(token: str) -> Target:
    """Return the target for a token as it was sent or pasted."""
    target = Target()
    pasted = read_pasted(token)
    around: tuple[Mistake, ...] = ()
    python = re.fullmatch(r"b(['\"])(.*)\1?", token.strip(), re.DOTALL)
    text = pasted.text
    if python is not None:
        around, text = (_PYTHON,), python[2].strip("'\"")
    else:
        if pasted.quoted:
            around += (_QUOTED,)
        if pasted.prefix:
            around += (_PREFIXED,)
        if pasted.suffix:
            around += (_SUFFIXED,)
    for reading, mistakes in _readings(text):
        _read(target, reading, around + mistakes)
    if not target.sizes and not around:
        for match in re.finditer(r"[0-9A-Za-z+/_-]{22,}={0,2}", token):  # a value of another length in other text
            if match[0] != text:
                _read(target, match[0], (_PREFIXED,) if match.start() else (_SUFFIXED,))
    _read_written(target, text, around)
    return target


def hash_target(digits: str) -> Target:
    """Return the target for a payload hash as it was pasted; its notation is no mistake."""
    target = Target()
    known = known_digits(read_pasted(digits).text)
    if known is None:
        text = read_pasted(digits).text
        if re.fullmatch("[0-9a-fA-F]{8,128}", text, re.ASCII):
            known = Known(text.lower(), "", "", masked=True)
    if known is not None and len(known.head) % 2 == 0 and not known.tail and len(known.head) // 2 in _SIZES:
        target.add(bytes.fromhex(known.head), ())
    elif known is not None:
        target.add_partial(known.head, known.tail, (), (20, 32, 16, 64))
    return target


def _readings(text: str) -> Iterator[tuple[str, tuple[Mistake, ...]]]:
    """Yield the value, and what it is without separators, line breaks or percent signs."""
    yield text, ()
    if re.fullmatch(r"[0-9A-Fa-f]{2}(?:[-: ][0-9A-Fa-f]{2})+", text):
        slug, says = _SEPARATORS[text[2]]
        case, also = ("-upper", "in upper-case hex digits") if text == text.upper() else ("", "in hex digits")
        yield re.sub("[-: ]", "", text).lower(), (_mistake(f"{slug}{case}", f"was sent {also} {says}"),)
    elif re.search(r"\s", text):
        yield re.sub(r"\s+", "", text), (_WRAPPED,)
    if "%" in text:
        yield unquote(text), (_ENCODED,)
    if "\\n" in text:
        yield text.replace("\\n", ""), (_WRAPPED,)


def _read(target: Target, text: str, mistakes: tuple[Mistake, ...]) -> None:
    known = known_digits(text)
    if known is not None and known.masked:
        _read_masked(target, known, mistakes)
        return
    if re.fullmatch("[0-9a-fA-F]{8,}", text, re.ASCII):
        case = () if text == text.lower() else (_UPPER,) if text == text.upper() else (_MIXED,)
        _read_hex(target, text.lower(), mistakes + case)
    raw = raw_base64(text)
    if raw is not None and len(text) >= 2 * MIN_DIGITS:
        found = _BASE64_URL if "-" in text or "_" in text else _BASE64
        if len(raw) in _SIZES:
            target.add(raw, (*mistakes, found))
        if re.fullmatch(b"[0-9a-fA-F]{40,128}", raw):
            _read_hex(target, raw.decode().lower(), (*mistakes, _BASE64_HEX), whole=True)
    numbers = re.fullmatch(r"[\[({]?\s*(-?[0-9]{1,3}(?:\s*[, ]\s*-?[0-9]{1,3})+)\s*[\])}]?", text)
    if numbers is not None:
        values = [int(number) for number in re.findall("-?[0-9]+", numbers[1])]
        if len(values) in _SIZES and all(-129 < value < 256 for value in values):
            target.add(bytes(value & 255 for value in values), (*mistakes, _LIST))


def _read_hex(target: Target, digits: str, mistakes: tuple[Mistake, ...], *, whole: bool = False) -> None:
    size = len(digits) // 2
    if len(digits) % 2 == 0 and size in _SIZES:
        target.add(bytes.fromhex(digits), mistakes)
    if whole:
        return
    if len(digits) % 2 == 0:
        inner = bytes.fromhex(digits)
        if re.fullmatch(b"[0-9a-f]{40,128}", inner):
            if len(inner) // 2 in _SIZES and len(inner) % 2 == 0:
                target.add(bytes.fromhex(inner.decode()), (*mistakes, _HEX_HEX))
        elif re.fullmatch(b"[0-9A-Za-z+/_-]{22,}={0,2}", inner):
            raw = raw_base64(inner.decode())
            if raw is not None and len(raw) in _SIZES:
                target.add(raw, (*mistakes, _HEX_BASE64))
    if size > max(_SIZES):
        target.add(bytes.fromhex(digits[-64:]), (*mistakes, GO_SUM))
    target.add_partial(digits, "", (*mistakes, _CUT), (32,) if len(digits) < 64 else (48, 64))
    target.add_partial("", digits, (*mistakes, _CUT_BEFORE), (32,) if len(digits) < 64 else (48, 64))


def _read_masked(target: Target, known: Known, mistakes: tuple[Mistake, ...]) -> None:
    target.add_partial(known.head, known.tail, mistakes, (32, 20))


def _read_written(target: Target, text: str, around: tuple[Mistake, ...]) -> None:
    """Add the notations that are read back in a way of their own, and those from which the digest cannot be told.

    Each candidate digest would have to be written to be compared with the latter. They are therefore only added for a
    text that they can have made, and with the first bytes of the digest that they can have made it from.
    """
    if len(text) < _MIN_WRITTEN or re.fullmatch("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}", text):
        return
    data = text.encode("utf-8", "surrogatepass")
    for notation in NOTATIONS:
        if notation.id not in _READERS and notation.id not in _BYTE_BY_BYTE and notation.id not in _LOSING:
            continue
        mistakes = (
            *around,
            _mistake(notation.id, f"was sent {notation.says}", notation.fix.replace("digest", "token")),
        )
        if notation.id in _READERS:
            try:
                raw = _READERS[notation.id](text)
            except (ValueError, SyntaxError, OverflowError):
                raw = None
            if raw is not None and len(raw) in _SIZES and notation.write(raw) == data:
                target.add(raw, mistakes)
                continue
        pieces = [notation.write(bytes([byte])) for byte in range(256)]
        if notation.id in _BYTE_BY_BYTE:
            lengths = [len(piece) for piece in pieces]
            if not _SIZE * min(lengths) <= len(data) <= _SIZE * max(lengths) or not {*data} <= {*b"".join(pieces)}:
                continue
            first = [byte for byte, piece in enumerate(pieces) if data.startswith(piece)]
        elif (
            notation.id not in _LOSING
            or len(text) > _SIZE
            or ("?" if notation.id == "raw-as-ascii" else "\ufffd") not in text
        ):
            continue
        else:
            first = [byte for byte, piece in enumerate(pieces) if byte > 127 or data.startswith(piece)]
        target.add_written(partial(_is_written, notation.write, data), first, mistakes, _SIZE)


def _is_written(write: Callable[[bytes], bytes], data: bytes, digest: bytes) -> bool:
    return write(digest) == data


def _literal(text: str) -> bytes | None:
    value = ast.literal_eval(text)
    return value if isinstance(value, bytes) else None


def _python_base64(text: str) -> bytes | None:
    inner = _literal(text)
    return None if inner is None else base64.b64decode(inner, validate=True)


def _buffer(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("<Buffer ").removesuffix(">"))


def _buffer_json(text: str) -> bytes:
    return bytes(int(number) for number in re.findall("[0-9]+", text))


def _integer(base: int, *, signed: bool = False) -> Callable[[str], bytes]:
    return lambda text: int(text, base).to_bytes(_SIZE, "big", signed=signed)


_SIZE, _MIN_WRITTEN = 32, 24
_READERS: dict[str, Callable[[str], bytes | None]] = {
    "without-leading-zeros": _integer(16), "signed-integer": _integer(16, signed=True), "decimal-integer": _integer(10),
    "python-bytes": _literal, "python-base64-bytes": _python_base64, "node-buffer": _buffer,
    "node-buffer-json": _buffer_json, "raw-as-latin-1": lambda text: text.encode("latin-1"),
    "raw-as-windows-1252": lambda text: text.encode("cp1252"), "raw-as-utf-8": str.encode,
}  # fmt: skip
_BYTE_BY_BYTE = frozenset({
    "unpadded", "unpadded-upper", "sign-extended", "sign-extended-padded", "signed-hex", "signed-hex-padded",
    "decimal-joined",
})  # fmt: skip
_LOSING = frozenset({"raw-as-utf-8", "raw-as-ascii", "raw-as-windows-1252"})
