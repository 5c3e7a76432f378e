"""What is known of the connection a request left by. Values only; never a password of a proxy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """The server's certificate, as it was shown in the handshake.

    Attributes:
        subject: the common name; empty if it has none.
        names: its alternative names, DNS names and addresses.
        issuer: the common name or organisation of who signed it.
        not_before, not_after: its days, aware, in UTC.
        sha256: its fingerprint, 64 hex digits.
    """

    subject: str
    names: tuple[str, ...]
    issuer: str
    not_before: datetime
    not_after: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One connection.

    Attributes:
        remote: address and port of the other end, such as `203.0.113.7:443`; with a proxy the proxy's.
        proxy: host and port of the proxy; empty without one.
        tls: the protocol version agreed on, such as `TLSv1.3`; empty for plain http.
        cipher: the cipher suite agreed on.
        certificate: the server's; None for plain http, or when the handshake did not get that far.
        verified: False if the person chose not to verify the certificate.
        bytes_sent, bytes_received: bytes of head and body, without TLS around them.
    """

    remote: str = ""
    proxy: str = ""
    tls: str = ""
    cipher: str = ""
    certificate: Certificate | None = None
    verified: bool = True
    bytes_sent: int = 0
    bytes_received: int = 0
