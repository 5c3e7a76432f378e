"""Converts exceptions to Failures with a message for the user.

A message never contains a header value, a body, or a URL beyond host and port.
"""

from __future__ import annotations

import errno
import re
import socket
import ssl

from workbench.exchange import HIDDEN_HEADERS, Cause, Failure, FailureKind
from workbench.exchange.advice import BASIC, authentication_schemes
from workbench.transport.http_rules import HEAD_END, broken_rule
from workbench.transport.options import TransportOptions
from workbench.transport.send_progress import Phase, SendProgress

_PROXY = "the proxy"
_BEFORE_THE_SERVER = {Phase.PREPARING, Phase.DNS, Phase.CONNECT}

NOT_SENT = "Nothing was sent."
SENT = "The request was sent; the server may have processed it."
PARTLY_SENT = "Part of the request was sent."

_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
_BLOCKED = {errno.EACCES, errno.EPERM}

_UNTRUSTED = "was issued by an authority that this computer does not trust"
# X509_V_ERR_* of OpenSSL's x509_vfy.h
_CERTIFICATE_ERRORS = {
    2: (_UNTRUSTED, Cause.CERTIFICATE_AUTHORITY),
    7: ("is not signed by the authority that it names", Cause.CERTIFICATE_AUTHORITY),
    9: ("is not valid yet; check this computer's clock", Cause.CERTIFICATE_NOT_YET_VALID),
    10: ("has expired", Cause.CERTIFICATE_EXPIRED),
    18: ("is self-signed, not issued by an authority that this computer trusts", Cause.CERTIFICATE_SELF_SIGNED),
    19: (_UNTRUSTED, Cause.CERTIFICATE_AUTHORITY),
    20: (_UNTRUSTED, Cause.CERTIFICATE_AUTHORITY),
    21: (_UNTRUSTED, Cause.CERTIFICATE_AUTHORITY),
    23: ("has been revoked", Cause.CERTIFICATE_OTHER),
    26: ("is not meant for servers", Cause.CERTIFICATE_OTHER),
    62: ("is for another host name", Cause.CERTIFICATE_NAME),
    64: ("is for another IP address", Cause.CERTIFICATE_NAME),
    66: ("has a key that is too short to be secure", Cause.CERTIFICATE_OTHER),
    67: ("was issued with a key that is too short to be secure", Cause.CERTIFICATE_OTHER),
    68: ("was signed with a method that is not secure any more", Cause.CERTIFICATE_OTHER),
}
_CLIENT_CERTIFICATE_ALERTS = (
    "BAD_CERTIFICATE",
    "UNSUPPORTED_CERTIFICATE",
    "CERTIFICATE_REVOKED",
    "CERTIFICATE_EXPIRED",
    "CERTIFICATE_UNKNOWN",
    "ALERT_UNKNOWN_CA",
    "ACCESS_DENIED",
)
_GATEWAY_ERRORS = {"500", "502", "503", "504"}
_CREDENTIALS = re.compile(
    rb"^(" + "|".join(HIDDEN_HEADERS).encode() + rb")([ \t]*:[ \t]*)([^\r\n]+)", re.IGNORECASE | re.MULTILINE
)
_NOT_TLS = ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "BAD_RECORD_TYPE")


class FailureFactory:
    """Creates the failures of one send to `where` (host and port).

    Attributes:
        proxy: host and port of the proxy; empty without one. Errors before the server is reached are the proxy's.
        forwards: whether the proxy forwards requests and responses, as it does without TLS.
    """

    def __init__(self, where: str, progress: SendProgress, options: TransportOptions = TransportOptions()) -> None:  # noqa: B008 - a frozen value
        self._host = where
        self._progress = progress
        self._options = options
        self.proxy = ""
        self.forwards = False

    @property
    def _where(self) -> str:
        """The peer in this phase: the proxy or the server."""
        to_proxy = self.proxy and (self.forwards or self._progress.phase in _BEFORE_THE_SERVER)
        return f"{_PROXY} {self.proxy}" if to_proxy else self._host

    def failure(self, kind: FailureKind, sentence: str, cause: Cause | None = None) -> Failure:
        """Return a failure with `sentence`, whether the request was sent, and what was received. Stops the clock."""
        self._progress.end()
        left = self._progress.request_left
        sent = SENT if left else NOT_SENT if left is False else PARTLY_SENT
        if sentence.startswith(_PROXY):
            sentence = sentence[0].upper() + sentence[1:]
        progress = self._progress
        from_proxy = kind is FailureKind.PROXY or self._is_tunnelling
        return Failure(
            kind,
            f"{sentence} {sent}",
            progress.timing(),
            left,
            progress.channel(),
            progress.sent_sha1,
            cause,
            without_credentials(progress.proxy_answer if from_proxy else progress.received),
        )

    @property
    def _is_tunnelling(self) -> bool:
        """Whether a proxy has not answered yet whether it opens a tunnel."""
        return bool(self.proxy) and not self.forwards and self._progress.phase in _BEFORE_THE_SERVER

    def timeout(self, deadline: float) -> Failure:
        """Return the failure for an expired deadline, in seconds."""
        if self._answered_with_page():
            return self._page()
        phase, status = self._progress.phase, self._progress.status
        received = "" if status is None else f" Received: status {status}, {self._progress.bytes_received} bytes."
        return self.failure(
            FailureKind.TIMEOUT,
            f"{self._where} did not finish within {deadline:g} s; the time limit expired while {phase}.{received}",
        )

    def proxy_refused(self, status_line: str) -> Failure:
        """Return the failure for a refused tunnel; `status_line` is empty if the proxy did not send HTTP."""
        status = status_line.partition(" ")[0]
        cause, why = self._refusal(status)
        return self.failure(
            FailureKind.PROXY, f"{_PROXY} {self.proxy} did not forward the request to {self._host}: {why}.", cause
        )

    def _refusal(self, status: str) -> tuple[Cause, str]:
        if not status:
            return Cause.PROXY_NOT_HTTP, "its response is not HTTP"
        if status == "407":
            schemes = authentication_schemes(_headers(self._progress.proxy_answer, b"proxy-authenticate"))
            if schemes and BASIC not in schemes:
                return Cause.PROXY_LOGIN_SCHEME, f"it accepts sign-in by {' or '.join(schemes)} only"
            if not self._progress.is_proxy_login_sent:
                return Cause.PROXY_LOGIN_MISSING, "it requires a user name and password"
            return Cause.PROXY_LOGIN_REFUSED, "it did not accept the user name and password"
        if status in _GATEWAY_ERRORS:
            return Cause.PROXY_UNREACHABLE, f"it responded {status}, so it could not reach the server"
        return Cause.PROXY_PAGE, f"it responded {status} itself"

    def _answered_with_page(self) -> bool:
        """Return whether TLS did not begin because a proxy sent content of its own, which a tunnel never has."""
        if self._progress.phase is not Phase.TLS:
            return False
        answer = bytes(self._progress.proxy_answer)
        _, *rest = HEAD_END.split(answer, maxsplit=1)
        lengths = _headers(answer, b"content-length")
        return any(rest) or bool(_headers(answer, b"transfer-encoding")) or any(each != "0" for each in lengths)

    def _page(self) -> Failure:
        sentence = f"{_PROXY} {self.proxy} answered with a page of its own and did not forward the request"
        return self.failure(FailureKind.PROXY, f"{sentence} to {self._host}.", Cause.PROXY_PAGE)

    def network(self, error: OSError | UnicodeError, connect_s: float = 0.0) -> Failure:
        """Return the failure for an error reported by the operating system or TLS."""
        if self._answered_with_page() and not isinstance(error, ssl.SSLCertVerificationError):
            return self._page()
        if isinstance(error, ssl.SSLError):
            sentence, cause = self._tls(error)
            return self.failure(FailureKind.TLS, sentence, cause)
        to_proxy = Cause.PROXY_CONNECT if self.proxy and self._progress.phase in _BEFORE_THE_SERVER else None
        if isinstance(error, socket.gaierror | UnicodeError):
            says = f"The host name in {self._where} could not be resolved. Check the spelling."
            return self.failure(FailureKind.DNS, says, to_proxy)
        if isinstance(error, ConnectionRefusedError):
            says = f"{self._where} refused the connection: no program is listening there."
            return self.failure(FailureKind.REFUSED, says, to_proxy)
        if isinstance(error, ConnectionError):
            return self.connection_closed()
        if isinstance(error, TimeoutError):
            within = f" within {connect_s:g} s" if connect_s else ""
            says = f"{self._where} did not respond{within} while {self._progress.phase}."
            return self.failure(FailureKind.TIMEOUT, says, to_proxy)
        if error.errno in _UNREACHABLE:
            says = f"{self._where} cannot be reached. Check the network connection."
            return self.failure(FailureKind.UNREACHABLE, says, to_proxy)
        if error.errno in _BLOCKED:
            says = f"This computer blocks connections to {self._where}. Check the firewall."
            return self.failure(FailureKind.UNREACHABLE, says, Cause.BLOCKED)
        name = errno.errorcode.get(error.errno or 0, "unknown")
        return self.failure(
            FailureKind.OTHER, f"The network failed while {self._progress.phase} (system error {name})."
        )

    def connection_closed(self) -> Failure:
        """Return the failure for a connection closed by the peer."""
        if self._progress.phase is Phase.RECEIVE:
            return self.failure(
                FailureKind.RESET, f"{self._where} closed the connection in the middle of its response."
            )
        if self._progress.phase is Phase.TLS:
            return self.failure(
                FailureKind.RESET,
                f"{self._where} closed the connection during the TLS handshake.",
                Cause.HANDSHAKE_ENDED,
            )
        if self._progress.all_sent:
            return self.failure(FailureKind.RESET, f"{self._where} closed the connection without a response.")
        return self.failure(
            FailureKind.RESET, f"{self._where} closed the connection before it received the whole request."
        )

    def invalid_response(self) -> Failure:
        """Return the failure for a response whose head the HTTP parser rejected."""
        first = bytes(self._progress.received)
        if first[:2] == b"\x15\x03":
            return self.failure(
                FailureKind.NOT_HTTP, f"{self._where} expects TLS: the URL must begin with https://.", Cause.TLS_PORT
            )
        if not first or (self._progress.ended_by_peer and _begins_http(first)):
            return self.connection_closed()
        if _begins_http(first):
            rule = broken_rule(first, self._progress.bytes_received)
            return self.failure(
                FailureKind.NOT_HTTP,
                f"The response of {self._where} is not valid HTTP. {rule}".rstrip(),
                Cause.BROKEN_RULE,
            )
        return self.failure(
            FailureKind.NOT_HTTP, f"The response of {self._where} is not HTTP/1; it begins with {_shown(first)}."
        )

    def _tls(self, error: ssl.SSLError) -> tuple[str, Cause | None]:
        if isinstance(error, ssl.SSLCertVerificationError):
            code = getattr(error, "verify_code", 0)
            message = getattr(error, "verify_message", "") or "it could not be verified"
            what, cause = _CERTIFICATE_ERRORS.get(code, (f"is not accepted: {message}", Cause.CERTIFICATE_OTHER))
            if cause is Cause.CERTIFICATE_AUTHORITY and self._options.ca_file:
                what, cause = "was issued by an authority that is not in the CA file", Cause.CERTIFICATE_CA_FILE
            return f"The certificate of {self._where} {what}.", cause
        reason = error.reason or type(error).__name__
        refused = Cause.TLS_REFUSED if "ALERT" in reason else None
        if "CERTIFICATE_REQUIRED" in reason and not self._options.client_certificate:
            return f"{self._where} requires a client certificate, and none was sent.", Cause.CLIENT_CERTIFICATE_MISSING
        if refused and self._options.client_certificate and any(map(reason.__contains__, _CLIENT_CERTIFICATE_ALERTS)):
            return f"{self._where} does not accept the client certificate ({_words(reason)}).", (
                Cause.CLIENT_CERTIFICATE_REFUSED
            )
        if self._progress.phase is not Phase.TLS:
            return (
                f"{self._where} closed the TLS connection ({_words(reason)}).",
                refused,
            )
        if isinstance(error, ssl.SSLEOFError):
            return f"{self._where} closed the connection during the TLS handshake.", Cause.HANDSHAKE_ENDED
        if any(word in reason for word in _NOT_TLS):
            return f"{self._where} does not support TLS. Should the URL begin with http://?", Cause.PLAIN_PORT
        return f"TLS negotiation with {self._where} failed ({_words(reason)}).", refused


def without_credentials(received: bytes | bytearray) -> bytes:
    """Return received bytes with the values of headers that hold credentials replaced by asterisks."""
    return _CREDENTIALS.sub(lambda match: match[1] + match[2] + b"*" * len(match[3]), bytes(received))


def _headers(answer: bytes | bytearray, name: bytes) -> list[str]:
    """Return the values of a header in the bytes of a response."""
    head = HEAD_END.split(bytes(answer), maxsplit=1)[0]
    pairs = (line.partition(b":") for line in head.splitlines()[1:])
    return [value.strip().decode("latin-1") for key, _, value in pairs if key.strip().lower() == name]


def _words(reason: str) -> str:
    return reason.lower().replace("_", " ")


def _begins_http(first: bytes) -> bool:
    return first[:7] == b"HTTP/1."


def _shown(first: bytes) -> str:
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in first[:32])
    return f"“{text}”"
