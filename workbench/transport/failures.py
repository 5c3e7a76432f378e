"""From an exception to a Failure in plain words.

Owns the sentences. Must never put a header's value, a body, or a URL beyond host and port into one.
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
MAYBE = "The request was sent and may have been taken in."
PARTLY = "Part of the request was sent."

_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
_BLOCKED = {errno.EACCES, errno.EPERM}

# X509_V_ERR_* of OpenSSL's x509_vfy.h
_CERTIFICATES = {
    7: "is not signed by the authority that it names",
    9: "is not valid yet; is this computer's clock right?",
    10: "has expired",
    18: "is signed by itself, not by an authority that this computer trusts",
    19: "comes from an authority that this computer does not know",
    20: "comes from an authority that this computer does not know",
    21: "comes from an authority that this computer does not know",
    23: "has been revoked",
    62: "is for another name",
    64: "is for another address",
}
_NOT_TLS = ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "BAD_RECORD_TYPE")


class FailureFactory:
    """Makes the failures of one send to `where` (host and port).

    Attributes:
        proxy: host and port of the proxy; empty without one. Until the server itself is spoken to, what fails is it.
        forwards: whether the proxy speaks for the server to the end, as it does without TLS.
    """

    def __init__(self, where: str, progress: SendProgress) -> None:
        self._host = where
        self._progress = progress
        self.proxy = ""
        self.forwards = False

    @property
    def _where(self) -> str:
        """Who is spoken to in this phase."""
        to_proxy = self.proxy and (self.forwards or self._progress.phase in _BEFORE_THE_SERVER)
        return f"{_PROXY} {self.proxy}" if to_proxy else self._host

    def failure(self, kind: FailureKind, sentence: str) -> Failure:
        """Return a failure that says `sentence` and what became of the request. Stops the clock."""
        self._progress.end()
        left = self._progress.request_left
        fate = MAYBE if left else NOT_SENT if left is False else PARTLY
        if sentence.startswith(_PROXY):
            sentence = sentence[0].upper() + sentence[1:]
        told = self._progress
        return Failure(kind, f"{sentence} {fate}", told.timing(), left, told.channel(), told.sent_sha1)

    def timeout(self, deadline: float) -> Failure:
        """Say that the send's own deadline, in seconds, passed."""
        phase, status = self._progress.phase, self._progress.status
        had = "" if status is None else f" It had answered {status}, with {self._progress.bytes_received} bytes so far."
        return self.failure(
            FailureKind.TIMEOUT, f"{self._where} took longer than {deadline:g} s; the time ran out while {phase}.{had}"
        )

    def no_tunnel(self, said: str) -> Failure:
        """Say that the proxy would not open a tunnel; `said` is its status line, empty if it sent no HTTP."""
        status = said.partition(" ")[0]
        why = f"it answered {status}" if status else "what it answered is not HTTP"
        if status == "407":
            why = "it wants a user name and a password"
        return self.failure(
            FailureKind.PROXY, f"{_PROXY} {self.proxy} did not let the request through to {self._host}: {why}."
        )

    def network(self, error: OSError | UnicodeError, connect_s: float = 0.0) -> Failure:
        """Say what the operating system or TLS reported."""
        if isinstance(error, ssl.SSLError):
            return self.failure(FailureKind.TLS, self._tls(error))
        if isinstance(error, socket.gaierror | UnicodeError):
            return self.failure(FailureKind.DNS, f"The name in {self._where} could not be found; is it spelled right?")
        if isinstance(error, ConnectionRefusedError):
            return self.failure(FailureKind.REFUSED, f"{self._where} refused the connection: nothing listens there.")
        if isinstance(error, ConnectionError):
            return self.broken()
        if isinstance(error, TimeoutError):
            within = f" within {connect_s:g} s" if connect_s else ""
            return self.failure(
                FailureKind.TIMEOUT, f"{self._where} did not react{within} while {self._progress.phase}."
            )
        if error.errno in _UNREACHABLE:
            return self.failure(FailureKind.UNREACHABLE, f"There is no way to {self._where}; is the network up?")
        if error.errno in _BLOCKED:
            return self.failure(
                FailureKind.UNREACHABLE, f"This computer does not permit a connection to {self._where}; a firewall?"
            )
        name = errno.errorcode.get(error.errno or 0, "unknown")
        return self.failure(
            FailureKind.OTHER, f"The network failed while {self._progress.phase} (system error {name})."
        )

    def broken(self) -> Failure:
        """Say that the other side ended the connection, and when."""
        if self._progress.phase is Phase.RECEIVE:
            return self.failure(FailureKind.RESET, f"{self._where} broke off in the middle of its answer.")
        if self._progress.phase is Phase.TLS:
            return self.failure(FailureKind.RESET, f"{self._where} closed the connection while agreeing on TLS.")
        if self._progress.all_sent:
            return self.failure(FailureKind.RESET, f"{self._where} closed the connection without an answer.")
        return self.failure(FailureKind.RESET, f"{self._where} closed the connection before it had the whole request.")

    def protocol(self) -> Failure:
        """Say what is wrong with an answer whose head the HTTP parser refused."""
        first = self._progress.first_bytes
        if first[:2] == b"\x15\x03":
            return self.failure(
                FailureKind.NOT_HTTP, f"{self._where} speaks TLS: the address must begin with https://."
            )
        if not first or (self._progress.ended_by_peer and _begins_http(first)):
            return self.broken()
        if _begins_http(first):
            return self.failure(FailureKind.NOT_HTTP, f"The answer of {self._where} breaks the rules of HTTP.")
        return self.failure(
            FailureKind.NOT_HTTP, f"What {self._where} answered is not HTTP/1; it begins with {_shown(first)}."
        )

    def _tls(self, error: ssl.SSLError) -> str:
        if isinstance(error, ssl.SSLCertVerificationError):
            code = getattr(error, "verify_code", 0)
            message = getattr(error, "verify_message", "") or "it could not be verified"
            what = _CERTIFICATES.get(code, f"is not accepted: {message}")
            return f"The certificate of {self._where} {what}{'' if what.endswith('?') else '.'}"
        reason = error.reason or type(error).__name__
        if "CERTIFICATE_REQUIRED" in reason:
            return f"{self._where} wants a client certificate, and was shown none."
        if self._progress.phase is not Phase.TLS:
            return f"{self._where} ended TLS ({reason.lower().replace('_', ' ')})."
        if isinstance(error, ssl.SSLEOFError):
            return f"{self._where} closed the connection while agreeing on TLS."
        if any(word in reason for word in _NOT_TLS):
            return f"{self._where} does not speak TLS; is http:// meant?"
        return f"No agreement on TLS with {self._where} ({reason.lower().replace('_', ' ')})."


def _begins_http(first: bytes) -> bool:
    return first[:7] == b"HTTP/1."


def _shown(first: bytes) -> str:
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in first[:32])
    return f"“{text}”"
