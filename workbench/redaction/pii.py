"""Finds personal data in a payload for display on a shared screen: device ids, user ids, addresses, tokens.

Works on any text: JSON, invalid JSON, a form, a log line, JSON inside JSON. Pure functions, linear in the length of the
text. For display only: it must never be applied to a body that is signed.

A value is found by its key (the device ids of Kochava's install and event articles, the identifiers of its IdentityLink
article and of Datafly Signal's events), by its position inside `device_ids`, `identifiers` or `device_id`, or by its
own form (an e-mail or IP address, a UUID, a token or another hash of its length); and then wherever else it occurs. In
doubt, a value is hidden. Full-width characters count as the ones they stand for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

Spans = list[tuple[int, int]]


DOT: Final = "•"

SHORTEST: Final = 6
"""Characters; shorter values are hidden only after their key, as they occur elsewhere by chance."""

MOST: Final = 100
"""The maximum number of values of one text that are searched elsewhere in it: a payload is about one device."""

_ROUNDS = 3
_LITERALS = frozenset({"true", "false", "null", "none", "nil", "undefined"})
# Each begins with a plain letter, so that the engine skips other text quickly.
_STEMS = (
    "idfa", "idfv", "identifiers", "identity[_-]?link", "adid", "advertising[_-]?id", "android[_-]?id", "gaid", "oaid",
    "waid", "device[_-]?ids?", "device[_-]?token", "imei", "meid", "mac(?:[_-]?address)?", "odin1?", "openudid", "udid",
    "custom", "user[_-]?id", "customer[_-]?id", "external[_-]?id", "anonymous[_-]?id", "vendor[_-]?id", "sgid",
    "traits", "registration[_-]?id", "push[_-]?token", "email(?:[_-]?address)?", "e[_-]mail(?:[_-]?address)?", "msisdn",
    "phone(?:[_-]?number)?", "ip(?:[_-]?addr(?:ess)?)?", "remote[_-]?addr(?:ess)?", "client[_-]?addr(?:ess)?",
    "forwarded[_-]?for", "aaid",
    "ifa", "rida", "tifa", "afai", "lgudid", "vida", "msai", "psid",  # of televisions and consoles
    "first_bytes_hex",  # the sandbox's copy of a body that it could not verify
)  # fmt: skip
_GAP = r"""\\*["']?\s*[:=]"""
# The text before it is checked afterwards.
_KEY = re.compile(rf"(?P<stem>{'|'.join(_STEMS)})(?:[_-]?(?:md5|sha[_-]?\d+|hash(?:ed)?|\d))?{_GAP}")
_DATA = re.compile(rf"data{_GAP}")
_VALUE = re.compile(r"""\s*(?:(?P<open>[\[{])|(?P<quote>\\*["'])|(?P<bare>[^\s,;&"'{}\[\]()<>\\]+))""")
_INSIDE = re.compile(r"""(?P<open>[\[{])|(?P<close>[\]}])|(?P<quote>\\*["'])|(?P<bare>[^\s,;&"'{}\[\]\\]+)""")
_END_OF_LINE = re.compile(r"[\r\n]")
_CLOSED = {
    '"': re.compile(r'[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*'),
    "'": re.compile(r"[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*"),
}
_COLON = re.compile(r"\s*:")
_ESCAPED = re.compile(
    r"(?<!\\)\\+(?:u(?P<json>00[2-7][0-9a-f]|ff[0-5][0-9a-f]|fe6b)|/)"
    r"|%(?P<url>[2-7][0-9a-f])|(?P<wide>%ef%b[9cd]%[89ab][0-9a-f])",
    re.IGNORECASE,
)
_NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0xFE6B: ord("@"), 0x3002: ord("."), 0xFF61: ord(".")}
"""The ASCII character that each full-width one stands for."""

# Each begins with a plain character for the same reason, and what stands before it is read backwards.
_IPV4 = re.compile(r"\.(?=[0-9]{1,3}\.[0-9]{1,3}\.[0-9])")
_IPV6 = re.compile(r":(?=[0-9a-f]{0,4}:)")
_UUID = re.compile(r"-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBERS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_GROUPS = re.compile(r"[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}(?:(?<=:)[0-9a-f]*(?:\.[0-9]{1,3}){3})?")
_HEX = re.compile(r"[0-9a-f]{32,}")
_DIGITS, _HEX_DIGITS = "0123456789", "0123456789abcdef"
_SHORTEST_UUID = 35  # characters; a digit is missing in some test ids
_LENGTHS = (32, 64)  # a UUID without hyphens or an MD5; a token or a SHA-256. A payload hash, of 40, is shown
_PLAIN = frozenset("@._+-/:~!#$*")  # characters an escape may become: none that delimit values
_LOCAL, _DOMAIN = frozenset("._%+-!#$*~^|"), frozenset(".-")


class PersonalData(NamedTuple):
    """The result of a search: the ranges to hide, in order and not overlapping, and the values found."""

    ranges: tuple[tuple[int, int], ...]
    values: tuple[str, ...]


class ScreenMask(NamedTuple):
    """Hides personal data in texts.

    Attributes:
        known: values found in other texts.
    """

    known: frozenset[str] = frozenset()

    def hide(self, text: str, more: Iterable[str] = ()) -> str:
        """Return the text with personal data hidden; `more` are further values to hide."""
        return hide(text, (*self.known, *more))


def look(text: str, known: Iterable[str] = ()) -> PersonalData:
    """Find the ranges to hide in a text, and their values. `known` are values found in other texts."""
    sought = tuple(known)
    spans: Spans = []
    values: dict[str, None] = {}
    shown = text
    for _ in range(_ROUNDS):
        found, named = _once(shown, (*sought, *values))
        covered = _covered(shown, found)
        spans += found
        values |= dict.fromkeys(named)
        if covered == shown:
            return PersonalData(_merged(spans), tuple(values))
        shown = covered
    # Each round found another value, which no real payload does: hide all of it.
    return PersonalData(tuple(match.span() for match in re.finditer(r"\S+", text)), tuple(values))


def ranges(text: str, known: Iterable[str] = ()) -> tuple[tuple[int, int], ...]:
    """Return the ranges to hide, as start and end in characters, in order and not overlapping."""
    return look(text, known).ranges


def hide(text: str, known: Iterable[str] = ()) -> str:
    """Return the text with a dot for each hidden character; length and line breaks are unchanged."""
    return _covered(text, look(text, known).ranges)


def values(text: str) -> tuple[str, ...]:
    """Return the values to hide that are long enough to be searched in other texts, without escapes."""
    return look(text).values


def _once(text: str, known: Iterable[str]) -> tuple[Spans, list[str]]:
    plain, place = _without_escapes(text)
    folded = _folded(plain)
    spans = _by_key(folded, plain) + _addresses(folded) + _by_form(folded)
    named = dict.fromkeys(value for start, end in spans if _worth_seeking(value := plain[start:end].strip()))
    own = list(named)[:MOST]
    for value in {_folded(each) for each in (*own, *(each for each in known if _worth_seeking(each)))}:
        at = folded.find(value)
        while at >= 0:
            spans.append((at, at + len(value)))
            at = folded.find(value, at + len(value))
    return [(place(start), place(end)) for start, end in spans], own


def _folded(text: str) -> str:
    """Return the text in lower case: ASCII only, because lower case may change the length of other text."""
    text = text if text.isascii() else text.translate(_NARROW)
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _worth_seeking(value: str) -> bool:
    return len(value) >= SHORTEST and any(map(str.isalnum, value)) and not _END_OF_LINE.search(value)


def _without_escapes(text: str) -> tuple[str, Callable[[int], int]]:
    """Return the text without JSON and URL escapes, and a function from its indexes to those of `text`."""
    pieces: list[str] = []
    after: list[int] = []  # indexes of the plain text that follow an escape
    shift: list[int] = [0]  # how much larger the indexes of the text are from there on
    start = size = 0
    for match in _ESCAPED.finditer(text) if "\\" in text or "%" in text else ():
        code, wide = match["json"] or match["url"], match["wide"]
        if wide:
            meant = bytes.fromhex(wide.replace("%", "")).decode().translate(_NARROW)
        else:
            meant = chr(int(code, 16)).translate(_NARROW) if code else "/"
        if not meant.isalnum() and meant not in _PLAIN:
            continue
        pieces += text[start : match.start()], meant
        size += match.start() - start + 1
        start = match.end()
        after.append(size)
        shift.append(start - size)
    if not pieces:
        return text, int
    return "".join((*pieces, text[start:])), lambda index: index + shift[bisect_right(after, index)]


def _by_key(text: str, cased: str) -> Spans:
    """Return the ranges of the values of all keys; `text` is in lower case, `cased` as it was."""
    spans: Spans = []
    links = False
    at = 0
    while (key := _KEY.search(text, at)) is not None:
        at = key.end()
        if not _begins_name(cased, key.start()):
            at = key.start() + 1
            continue
        found, at, nested = _value(text, at)
        spans += found
        links = links or (nested and key["stem"] in ("device_id", "device-id", "deviceid"))
    if links:  # in Kochava's IdentityLink call, everything in `data` identifies a person
        at = 0
        while (key := _DATA.search(text, at)) is not None:
            at = key.end()
            found, end, nested = _value(text, at)
            if nested and _begins_name(cased, key.start()):
                spans += found
                at = end
    return spans


def _begins_name(text: str, at: int) -> bool:
    """Whether a key, or a word of one (`app_userid`, `appUserId`), begins here."""
    before = text[at - 1 : at]
    return not (before.isalnum() or before == DOT) or (text[at].isupper() and before.islower())


def _value(text: str, at: int) -> tuple[Spans, int, bool]:
    """Return the ranges of the value after a key, where to continue, and whether it is a list or an object."""
    match = _VALUE.match(text, at)
    if match is None:
        return [], at, False
    if match["open"]:
        spans, end = _inside(text, match.start("open"))
        return spans, end, True
    if match["quote"]:
        span, end = _string(text, match.end(), match["quote"])
        return [span], end, False
    bare = match.span("bare")
    return [] if match["bare"] in _LITERALS else [bare], bare[1], False


def _inside(text: str, at: int) -> tuple[Spans, int]:
    """Return the ranges of all values, without keys, in the list or object that begins here, and its end."""
    spans: Spans = []
    depth = 0
    while (token := _INSIDE.search(text, at)) is not None:
        at = token.end()
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
            if depth <= 0:
                return spans, at
        else:
            span = token.span()
            if token["quote"]:
                span, at = _string(text, at, token["quote"])
            if not _COLON.match(text, at) and not text.endswith(":", 0, at) and token["bare"] not in _LITERALS:
                spans.append(span)
    return spans, len(text)


def _string(text: str, start: int, quote: str) -> tuple[tuple[int, int], int]:
    """Return the range of the string whose opening quotation mark ends at `start`, and where to continue.

    In JSON inside a string, the opening and the closing mark have the same number of backslashes.
    """
    if len(quote) == 1:
        match = _CLOSED[quote].match(text, start)
        end = match.end() if match else start
        return (start, end), end + text.startswith(quote, end)
    end = text.find(quote, start)
    while end > start and text[end - 1] == "\\":
        end = text.find(quote, end + 1)
    line = _END_OF_LINE.search(text, start, end if end >= 0 else len(text))
    if line is not None or end < 0:
        end = line.start() if line else len(text)
        return (start, end), end
    return (start, end), end + len(quote)


def _addresses(text: str) -> Spans:
    """Return the ranges of e-mail addresses, complete or not."""
    spans: Spans = []
    at = text.find("@")
    while at >= 0:
        start, end = at, at + 1
        while start > 0 and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
            start -= 1
        while end < len(text) and (text[end].isalnum() or text[end] in _DOMAIN):
            end += 1
        if start < at and any(map(str.isalnum, text[at + 1 : end])):
            spans.append((start, end))
        at = text.find("@", end)
    return spans


def _by_form(text: str) -> Spans:
    """Return the ranges of IP addresses, but those of this machine, of UUIDs, and of hashes as long as a token."""
    spans = [(_back(text, match.start(), 8, _HEX_DIGITS), match.end()) for match in _UUID.finditer(text)]
    spans = [(start, end) for start, end in spans if end - start >= _SHORTEST_UUID]
    spans += [match.span() for match in _HEX.finditer(text) if match.end() - match.start() in _LENGTHS]
    for match in _IPV4.finditer(text):
        if (found := _NUMBERS.match(text, _back(text, match.start(), 3, _DIGITS))) and _is_ipv4(found):
            spans.append(found.span())
    for match in _IPV6.finditer(text):
        if (found := _GROUPS.match(text, _back(text, match.start(), 4, _HEX_DIGITS))) and _is_ipv6(found):
            spans.append(found.span())
    return spans


def _back(text: str, at: int, most: int, digits: str) -> int:
    """Return where the digits before this position begin; `most` of them are read."""
    start = at
    while start > max(at - most, 0) and text[start - 1] in digits:
        start -= 1
    return start


def _is_ipv4(match: re.Match[str]) -> bool:
    """Whether four numbers are an address: not a part of a longer number or version, and not of this machine."""
    text, (start, end) = match.string, match.span()
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if _joins(before[::-1]) or _joins(after):
        return False
    first, *others = map(int, match[0].split("."))
    return max(first, *others) <= 255 and first != 127 and any(others)  # 120.0.0.0 is a version


def _joins(beside: str) -> bool:
    return beside[:1].isdigit() or (beside[:1] == "." and beside[1:].isdigit())


def _is_ipv6(match: re.Match[str]) -> bool:
    """Whether this is an address: eight groups, or fewer around one `::`; a time of day is not, nor is `::1`."""
    text, (start, end) = match.string, match.span()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    if before.isalnum() or after.isalnum() or ":" in (before, after) or match[0].strip(":") in ("", "1"):
        return False
    groups = [each for each in match[0].split(":") if each]
    count = len(groups) + ("." in match[0])
    return match[0].count("::") == 1 and ":::" not in match[0] and count < 8 if "::" in match[0] else count == 8


def _merged(spans: Spans) -> tuple[tuple[int, int], ...]:
    made: Spans = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return tuple(made)


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in _merged(list(spans)):
        pieces += text[at:start], DOT * (end - start)
        at = end
    return "".join((*pieces, text[at:]))
