"""Converts exceptions to Failures with a message for the user.

A message never contains a header value, a body, or a URL beyond host and port.
"""

from __future__ import annotations

import errno
import socket
import ssl

from workbench.exchange import Failure, FailureKind
from workbench.transport.send_progress import Phase, SendProgress

_PROXY = "the proxy"
_BEFORE_THE_SERVER = {Phase.PREPARING, Phase.DNS, Phase.CONNECT}

NOT_SENT = "Nothing was sent."
SENT = "The request was sent; the server may have processed it."
PARTLY_SENT = "Part of the request was sent."

_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
_BLOCKED = {errno.EACCES, errno.EPERM}

# X509_V_ERR_* of OpenSSL's x509_vfy.h
_CERTIFICATE_ERRORS = {
    7: "is not signed by the authority that it names",
    9: "is not valid yet; check this computer's clock",
    10: "has expired",
    18: "is self-signed, not issued by an authority that this computer trusts",
    19: "was issued by an authority that this computer does not trust",
    20: "was issued by an authority that this computer does not trust",
    21: "was issued by an authority that this computer does not trust",
    23: "has been revoked",
    62: "is for another host name",
    64: "is for another IP address",
}
_NOT_TLS = ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "BAD_RECORD_TYPE")


class FailureFactory:
    """Creates the failures of one send to `where` (host and port).

    Attributes:
        proxy: host and port of the proxy; empty without one. Errors before the server is reached are the proxy's.
        forwards: whether the proxy forwards requests and responses, as it does without TLS.
    """

    def __init__(self, where: str, progress: SendProgress) -> None:
        self._host = where
        self._progress = progress
        self.proxy = ""
        self.forwards = False

    @property
    def _where(self) -> str:
        """The peer in this phase: the proxy or the server."""
        to_proxy = self.proxy and (self.forwards or self._progress.phase in _BEFORE_THE_SERVER)
        return f"{_PROXY} {self.proxy}" if to_proxy else self._host

    def failure(self, kind: FailureKind, sentence: str) -> Failure:
        """Return a failure with `sentence` and whether the request was sent. Stops the clock."""
        self._progress.end()
        left = self._progress.request_left
        sent = SENT if left else NOT_SENT if left is False else PARTLY_SENT
        if sentence.startswith(_PROXY):
            sentence = sentence[0].upper() + sentence[1:]
        progress = self._progress
        return Failure(kind, f"{sentence} {sent}", progress.timing(), left, progress.channel(), progress.sent_sha1)

    def timeout(self, deadline: float) -> Failure:
        """Return the failure for an expired deadline, in seconds."""
        phase, status = self._progress.phase, self._progress.status
        received = "" if status is None else f" Received: status {status}, {self._progress.bytes_received} bytes."
        return self.failure(
            FailureKind.TIMEOUT,
            f"{self._where} did not finish within {deadline:g} s; the time limit expired while {phase}.{received}",
        )

    def proxy_refused(self, status_line: str) -> Failure:
        """Return the failure for a refused tunnel; `status_line` is empty if the proxy did not send HTTP."""
        status = status_line.partition(" ")[0]
        why = f"it responded {status}" if status else "its response is not HTTP"
        if status == "407":
            why = "it requires a user name and password"
        return self.failure(
            FailureKind.PROXY, f"{_PROXY} {self.proxy} did not forward the request to {self._host}: {why}."
        )

    def network(self, error: OSError | UnicodeError, connect_s: float = 0.0) -> Failure:
        """Return the failure for an error reported by the operating system or TLS."""
        if isinstance(error, ssl.SSLError):
            return self.failure(FailureKind.TLS, self._tls(error))
        if isinstance(error, socket.gaierror | UnicodeError):
            return self.failure(
                FailureKind.DNS, f"The host name in {self._where} could not be resolved. Check the spelling."
            )
        if isinstance(error, ConnectionRefusedError):
            return self.failure(
                FailureKind.REFUSED, f"{self._where} refused the connection: no program is listening there."
            )
        if isinstance(error, ConnectionError):
            return self.connection_closed()
        if isinstance(error, TimeoutError):
            within = f" within {connect_s:g} s" if connect_s else ""
            return self.failure(
                FailureKind.TIMEOUT, f"{self._where} did not respond{within} while {self._progress.phase}."
            )
        if error.errno in _UNREACHABLE:
            return self.failure(
                FailureKind.UNREACHABLE, f"{self._where} cannot be reached. Check the network connection."
            )
        if error.errno in _BLOCKED:
            return self.failure(
                FailureKind.UNREACHABLE, f"This computer blocks connections to {self._where}. Check the firewall."
            )
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
            return self.failure(FailureKind.RESET, f"{self._where} closed the connection during the TLS handshake.")
        if self._progress.all_sent:
            return self.failure(FailureKind.RESET, f"{self._where} closed the connection without a response.")
        return self.failure(
            FailureKind.RESET, f"{self._where} closed the connection before it received the whole request."
        )

    def invalid_response(self) -> Failure:
        """Return the failure for a response whose head the HTTP parser rejected."""
        first = self._progress.first_bytes
        if first[:2] == b"\x15\x03":
            return self.failure(FailureKind.NOT_HTTP, f"{self._where} expects TLS: the URL must begin with https://.")
        if not first or (self._progress.ended_by_peer and _begins_http(first)):
            return self.connection_closed()
        if _begins_http(first):
            return self.failure(FailureKind.NOT_HTTP, f"The response of {self._where} is not valid HTTP.")
        return self.failure(
            FailureKind.NOT_HTTP, f"The response of {self._where} is not HTTP/1; it begins with {_shown(first)}."
        )

    def _tls(self, error: ssl.SSLError) -> str:
        if isinstance(error, ssl.SSLCertVerificationError):
            code = getattr(error, "verify_code", 0)
            message = getattr(error, "verify_message", "") or "it could not be verified"
            what = _CERTIFICATE_ERRORS.get(code, f"is not accepted: {message}")
            return f"The certificate of {self._where} {what}."
        reason = error.reason or type(error).__name__
        if "CERTIFICATE_REQUIRED" in reason:
            return f"{self._where} requires a client certificate, and none was sent."
        if self._progress.phase is not Phase.TLS:
            return f"{self._where} closed the TLS connection ({reason.lower().replace('_', ' ')})."
        if isinstance(error, ssl.SSLEOFError):
            return f"{self._where} closed the connection during the TLS handshake."
        if any(word in reason for word in _NOT_TLS):
            return f"{self._where} does not support TLS. Should the URL begin with http://?"
        return f"TLS negotiation with {self._where} failed ({reason.lower().replace('_', ' ')})."


def _begins_http(first: bytes) -> bool:
    return first[:7] == b"HTTP/1."


def _shown(first: bytes) -> str:
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in first[:32])
    return f"“{text}”"
