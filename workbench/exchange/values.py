"""The immutable values of one send: Request, Response, Failure, Cancelled, Interrupted and Exchange.

`Request.body` is the object that was signed; it is never parsed or reprinted here. A repr shows no secret header
value, no body, and of a URL only the path, because reprs are logged.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from workbench.exchange.channel import Channel

HIDDEN_HEADERS = frozenset(
    {"kochava-api-key", "kochava-auth-token", "authorization", "proxy-authorization", "cookie", "set-cookie"}
)
"""Names, in lower case, of headers whose values are omitted from a repr."""


class Request(Struct, frozen=True):
    """One HTTP request; `body` is sent byte for byte.

    `headers` are sent in this order and case, in addition to Host and Content-Length.
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


class Timing(Struct, frozen=True):
    """Durations in seconds by a monotonic clock; None for a phase that did not start.

    For an interrupted phase, the time until the interruption. `total_s` includes the time between phases.
    """

    total_s: float
    dns_s: float | None = None
    connect_s: float | None = None
    tls_s: float | None = None
    send_s: float | None = None
    wait_s: float | None = None
    receive_s: float | None = None


class Flaw(StrEnum):
    """A defect of a response whose head could be read."""

    TRUNCATED = "truncated"
    """The connection ended before the body did."""
    CUT = "cut"
    """The body is longer than the limit; the rest was not read."""
    GARBLED = "garbled"
    """The framing of the body is not valid HTTP; the part before that is kept."""
    OVERLONG = "over-long"
    """More bytes were received than announced; they are not part of the body."""


class Response(Struct, frozen=True):
    """A response with any status, HTTP 500 included.

    `body` is as received, not decompressed; with a `flaw` it is incomplete. `sent_sha1` is the SHA-1, in hex, of the
    body bytes written to the socket, computed separately from the signature so that the two can be compared.
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
    """(offset, length) of each secret value in the body that was replaced; as in Exchange."""
    request_left: bool | None = True
    """As in Failure; None if the server responded before it had received the whole request."""
    broken_rule: str = ""
    """With the flaw GARBLED, the rule of HTTP that is broken, as a sentence."""
    raw: bytes = b""
    """With the flaw GARBLED, the bytes received, as in Failure."""

    def header(self, name: str) -> str | None:
        """Return the first value of header `name`, compared without case, or None."""
        return _first(self.headers, name)

    def __repr__(self) -> str:
        return (
            f"Response({self.status} {self.reason}, {self.http_version}, headers=({_shown(self.headers)}), "
            f"body={len(self.body)} bytes, total_s={self.timing.total_s:.3f})"
        )


class FailureKind(StrEnum):
    """Why there is no response."""

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


class Cause(StrEnum):
    """The reason for a failure in more detail than its kind; advice is chosen by it."""

    PLAIN_PORT = "plain-port"
    """The server does not use TLS, and the URL begins with https."""
    TLS_PORT = "tls-port"
    """The server uses TLS, and the URL begins with http."""
    HANDSHAKE_ENDED = "handshake-ended"
    """The peer closed the connection during the TLS handshake."""
    CERTIFICATE_NAME = "certificate-name"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_YET_VALID = "certificate-not-yet-valid"
    CERTIFICATE_SELF_SIGNED = "certificate-self-signed"
    CERTIFICATE_AUTHORITY = "certificate-authority"
    """The authority that issued the certificate is unknown, and no CA file is chosen."""
    CERTIFICATE_CA_FILE = "certificate-ca-file"
    """The authority that issued the certificate is unknown, although a CA file is chosen."""
    CERTIFICATE_OTHER = "certificate-other"
    """The certificate is not accepted for another reason, such as being revoked."""
    CLIENT_CERTIFICATE_MISSING = "client-certificate-missing"
    CLIENT_CERTIFICATE_REFUSED = "client-certificate-refused"
    TLS_REFUSED = "tls-refused"
    """The peer ended the TLS negotiation with an alert."""
    PROXY_CONNECT = "proxy-connect"
    """The proxy itself could not be reached."""
    PROXY_LOGIN_MISSING = "proxy-login-missing"
    PROXY_LOGIN_REFUSED = "proxy-login-refused"
    PROXY_LOGIN_SCHEME = "proxy-login-scheme"
    """The proxy offers only ways of signing in that are not supported, such as NTLM."""
    PROXY_PAGE = "proxy-page"
    """The proxy answered with a page or a status of its own instead of opening a tunnel."""
    PROXY_UNREACHABLE = "proxy-unreachable"
    """The proxy could not reach the server."""
    PROXY_NOT_HTTP = "proxy-not-http"
    BLOCKED = "blocked"
    """This computer does not allow the connection."""
    BROKEN_RULE = "broken-rule"
    """The response breaks a rule of HTTP."""


class Failure(Struct, frozen=True):
    """No usable response. `says` is one sentence for the user, without secrets.

    `request_left`: True if the whole request was written to the socket, False if none of it, None if part of it.
    `sent_sha1`: as in Response; None unless the whole request was written.
    `raw`: the bytes that were received of an unusable response, or of the proxy's, at most the first 64 KB. Values of
    headers that hold credentials are replaced by asterisks.
    """

    kind: FailureKind
    says: str
    timing: Timing
    request_left: bool | None
    channel: Channel | None = None
    sent_sha1: str | None = None
    cause: Cause | None = None
    raw: bytes = b""


class Cancelled(Struct, frozen=True):
    """The user cancelled the send. `request_left` and `sent_sha1` as in Failure."""

    timing: Timing
    request_left: bool | None
    channel: Channel | None = None
    sent_sha1: str | None = None


class Interrupted(Struct, frozen=True):
    """The program ended during the send: whether anything was sent, and the outcome, are unknown."""

    timing: Timing = Timing(0.0)
    request_left: bool | None = None


Outcome = Response | Failure | Cancelled | Interrupted


class Annotations(Struct, frozen=True):
    """Annotations that the user adds to an exchange.

    Attributes:
        recorded: when the user saw the data in the dashboard, in UTC; else None.
    """

    recorded: datetime | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    pinned: bool = False


class Exchange(Struct, frozen=True):
    """One send and its outcome; `outcome` is None while it is in progress. `started` is aware, in UTC.

    Attributes:
        token_prefix: the first eight digits of the auth token, the only part stored. Empty if none was sent.
        pair: the fingerprint of the pair that signed (`redaction.fingerprint` of key, newline, secret).
        again: the id of the exchange that this one resends; else empty.
        run, run_number: the id of its repeat run, and its number there from 1; empty and 0 if none.
        options: the transport options that differ from the defaults, in words.
        replaced: (offset, length) of each secret value in the request's body that was replaced; if there are any, the
            stored body is not byte-exact.
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
        """The stored part of the auth token, followed by dots; empty if none was sent."""
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
