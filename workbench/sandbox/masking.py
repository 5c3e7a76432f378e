"""Hides keys, tokens and secrets in what the sandbox prints and answers, whatever their name, place or form.

Values of headers that are not listed here are never shown, nor are values in a query. In the rest, known values are
redacted in every encoding, and so is what has the form of a key or token. A token stays valid for ever, so at most its
start is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.redaction import Redactor, Secret, mask, redact, redact_known
from workbench.redaction.matcher import everywhere
from workbench.sandbox.addresses import TRACK_PATHS
from workbench.signing import Credentials

DOTS = "••••"

_SHOWN_DIGITS = 8
_SHOWN_HEADERS = frozenset(
    {
        "accept", "accept-encoding", "accept-language", "access-control-request-headers",
        "access-control-request-method", "cache-control", "connection", "content-encoding", "content-length",
        "content-type", "date", "expect", "host", "origin", "pragma", "sandbox-fault", "sec-fetch-dest",
        "sec-fetch-mode", "sec-fetch-site", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
    }
)  # fmt: skip
_CREDENTIAL_HEADERS = frozenset(
    {"kochava-api-key", "kochava-auth-token", "authorization", "proxy-authorization", "cookie", "sandbox-key"}
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
# UUIDs, hexadecimal digits of a hash, and longer words of letters and digits, such as base64.
_FORM = re.compile(
    rf"{_UUID.pattern}|(?<![0-9a-z])(?:[0-9a-f]{{32,}}|(?=[^\W_]*[0-9])(?=[^\W_]*[a-z])[a-z0-9+/_-]{{24,}}=*)",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[A-Za-z_][A-Za-z_.-]{0,31}=")
_SHORTEST_SENT = 6
_SHORT_WORD = 7
_LONG_WORD = 40
_METHODS = ("POST", "GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_METHOD = re.compile(r"[A-Za-z-]{1,16}")
_VERSION = re.compile(r"HTTP/[0-9.]{1,5}")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_LONGEST_VALUE = 40  # characters that a key or token which begins in the part shown may have after its end


class CredentialMask:
    """Hides the values it was told of, and what has the form of a credential."""

    def __init__(self) -> None:
        self._redactor = Redactor()
        self._sent: tuple[str, ...] = ()

    def remember(self, pairs: Iterable[Credentials]) -> None:
        """Hide the values of these credentials from now on."""
        self._redactor.remember(*(Secret(value) for pair in pairs for value in (pair.api_key, pair.secret)))

    def begin_request(self, headers: Iterable[tuple[str, str]]) -> None:
        """Hide the credentials in the headers of this request wherever they are in it, until the next one."""
        sent = (value for name, value in headers if name.lower() in _CREDENTIAL_HEADERS)
        self._sent = tuple(value for value in sent if len(value) >= _SHORTEST_SENT)

    def known(self, text: str) -> str:
        """Return the text with known values hidden."""
        for value in self._sent:
            text = text.replace(value, DOTS)
        return redact_known(self._redactor.redact_known(text))

    def text(self, text: str) -> str:
        """Return the text with known values hidden, and everything that has the form of a credential."""
        return _FORM.sub(DOTS, redact(self.known(text)))

    def method(self, method: str) -> str:
        """Return the method of a request line for display."""
        if method in _METHODS:
            return method
        return self.text(method) if _METHOD.fullmatch(method) or not method else DOTS

    def version(self, version: str) -> str:
        """Return the version of a request line for display."""
        return version if _VERSION.fullmatch(version) or not version else DOTS

    def path(self, path: str) -> str:
        """Return a path for display: its words, unless they could be a credential."""
        if path in TRACK_PATHS:
            return path
        return self.text("/".join(_word(each) for each in path.split("/")))

    def target(self, path: str, query: str | None) -> str:
        """Return path and query for display; of the query, the names of its fields."""
        if query is None:
            return self.path(path)
        return f"{self.path(path)}?{'&'.join(self._field(each) for each in query.split('&'))}"

    def header(self, name: str, value: str) -> tuple[str, str]:
        """Return name and value of a header for display."""
        lower = name.lower()
        shown = name
        if lower not in _SHOWN_HEADERS and lower not in _CREDENTIAL_HEADERS:
            shown = self.text(name) if _NAME.fullmatch(name) else DOTS
        if lower == "kochava-auth-token":
            return shown, masked_token(value) or ""
        if lower == "kochava-api-key":
            return shown, mask(value) if _UUID.fullmatch(value) else DOTS
        return shown, self.text(value) if lower in _SHOWN_HEADERS else DOTS

    def first_bytes(self, body: bytes, count: int) -> str:
        """Return the first bytes of a body in hexadecimal digits, those of credentials as dots."""
        part = body[: count + _LONGEST_VALUE]
        hidden = self._redactor.in_bytes(body[: 16 * count])
        for value in self._sent:
            hidden += everywhere(value.encode("latin-1", "replace"), body[: 16 * count])
        hidden += [match.span() for match in _FORM.finditer(part.decode("latin-1"))]
        shown = [f"{byte:02x}" for byte in body[:count]]
        for start, end in hidden:
            shown[start:end] = ["••"] * (min(end, len(shown)) - min(start, len(shown)))
        return " ".join(shown)

    def _field(self, field: str) -> str:
        name = _FIELD.match(field)
        return f"{self.text(name.group())}{DOTS}" if name else DOTS


def masked_token(token: str | None) -> str | None:
    """Return the first 8 digits of a token, and dots for the rest."""
    if token is None:
        return None
    return token[:_SHOWN_DIGITS] + DOTS if _TOKEN.fullmatch(token) else DOTS


def _word(word: str) -> str:
    plain = len(word) <= _LONG_WORD and word.isascii() and word.isprintable() and not any(map(str.isdigit, word))
    return word if plain or len(word) <= _SHORT_WORD else DOTS
