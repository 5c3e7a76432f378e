"""What leaves and what comes back, as values.

Owns the shapes only. The wire bytes in `Request.body` are the very object that was signed; nothing here
parses or re-prints them. The reprs show no header value that could be replayed, no body and no part of a URL
beyond its path, because reprs end up in logs and tracebacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from workbench.exchange.channel import Channel

HIDDEN_HEADERS = frozenset({"kochava-api-key", "kochava-auth-token", "authorization", "cookie", "set-cookie"})
"""Names, in lower case, of headers whose values a repr leaves out."""


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One HTTP request, final: `body` leaves byte for byte.

    `headers` are the pairs that leave beside Host and Content-Length, in order and in their own case.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of header `name`, compared without case, or None."""
        return _first(self.headers, name)

    def __repr__(self) -> str:
        return (
            f"Request({self.method} {_bare(self.url)}, headers=({_shown(self.headers)}), body={len(self.body)} bytes)"
        )


@dataclass(frozen=True, slots=True)
class Timing:
    """Durations in seconds by a monotonic clock; None for a phase that did not begin.

    A phase that was cut off has the time it took until then. `total_s` also covers what lies between phases.
    """

    total_s: float
    dns_s: float | None = None
    connect_s: float | None = None
    tls_s: float | None = None
    send_s: float | None = None
    wait_s: float | None = None
    receive_s: float | None = None


class Flaw(StrEnum):
    """What is wrong with an answer whose head was read."""

    TRUNCATED = "truncated"
    """The connection ended before the body did."""
    CUT = "cut"
    """The body is longer than what is kept; the rest was not read."""
    GARBLED = "garbled"
    """The body's framing broke the rules of HTTP; what came before is kept."""
    OVERLONG = "over-long"
    """More bytes came than the answer announced; they were not taken for part of it."""


@dataclass(frozen=True, slots=True, repr=False)
class Response:
    """An answer, whatever its status: HTTP 500 is a Response.

    `body` is as received, never decompressed; with a `flaw` it is not all of the answer.
    `sent_sha1` is the SHA-1, in hex, of the body bytes handed to the
    socket; it is computed apart from the signature, so that the two can be compared.
    """

    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timing: Timing
    sent_sha1: str | None = None
    flaw: Flaw | None = None
    channel: Channel | None = None
    replaced: tuple[tuple[int, int], ...] = ()
    """(offset, length) of each value in the body that was replaced because it was secret; as in Exchange."""
    request_left: bool | None = True
    """As in Failure; None if the server answered before it had the whole request."""

    def header(self, name: str) -> str | None:
        """Return the first value of header `name`, compared without case, or None."""
        return _first(self.headers, name)

    def __repr__(self) -> str:
        return (
            f"Response({self.status} {self.reason}, {self.http_version}, headers=({_shown(self.headers)}), "
            f"body={len(self.body)} bytes, total_s={self.timing.total_s:.3f})"
        )


class FailureKind(StrEnum):
    """Why there is no answer."""

    REFUSED = "refused"
    DNS = "dns"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    NOT_HTTP = "not-http"
    BAD_REQUEST = "bad-request"
    UNREACHABLE = "unreachable"
    PROXY = "proxy"
    OPTIONS = "options"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer that can be used. `says` is one plain sentence for a person, with no secret in it.

    `request_left`: True if all of the request was handed to the socket, False if none of it was, None if part of it.
    `sent_sha1`: as in Response; None unless all of it was.
    """

    kind: FailureKind
    says: str
    timing: Timing
    request_left: bool | None
    channel: Channel | None = None
    sent_sha1: str | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person ended the send. `request_left` and `sent_sha1` as in Failure."""

    timing: Timing
    request_left: bool | None
    channel: Channel | None = None
    sent_sha1: str | None = None


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The program ended while the send was under way: whether anything left, and what came of it, is unknown."""

    timing: Timing = Timing(0.0)
    request_left: bool | None = None


Outcome = Response | Failure | Cancelled | Interrupted


@dataclass(frozen=True, slots=True)
class Annotations:
    """What a person added to an exchange afterwards.

    Attributes:
        recorded: when a person saw it in the dashboard, in UTC; None while nobody has.
    """

    recorded: datetime | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """One send and its outcome; `outcome` is None while it is under way. `started` is aware, in UTC.

    Attributes:
        token_prefix: the first eight digits of the auth token; all that is kept of it. Empty if none was sent.
        pair: the fingerprint of the pair that signed (`secrecy.fingerprint` of key, line end, secret).
        again: the id of the exchange this one sends again; empty if it is the first.
        run, run_number: the id of the repeat run it belongs to, and its number there from 1; empty and 0 if none.
        options: how it was sent where that differs from the default, in words.
        replaced: (offset, length) of each value in the request's body that was replaced because it was secret; with
            any, the body kept is not byte-exact.
    """

    id: str
    started: datetime
    title: str
    profile: str
    endpoint: str
    wire_form: str
    request: Request
    payload_hash: str
    outcome: Outcome | None = None
    token_prefix: str = ""
    pair: str = ""
    again: str = ""
    run: str = ""
    run_number: int = 0
    options: str = ""
    replaced: tuple[tuple[int, int], ...] = ()
    annotations: Annotations = Annotations()

    @property
    def token_shown(self) -> str:
        """The auth token as it may be shown: what is kept of it, and dots for the rest; empty if none was sent."""
        return f"{self.token_prefix[:8]}••••" if self.token_prefix else ""


def _first(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def _shown(headers: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(
        f"{name}: {'(hidden)' if name.lower() in HIDDEN_HEADERS else repr(value)}" for name, value in headers
    )


def _bare(url: str) -> str:
    """Return `url` without user name, password, query and fragment."""
    cut = min((at for at in (url.find("?"), url.find("#")) if at >= 0), default=len(url))
    scheme, mark, rest = url[:cut].partition("://")
    if not mark:
        return scheme.rpartition("@")[2]
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"
