"""The connection that a request used: addresses, TLS and byte counts. Contains no proxy password."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Certificate(Struct, frozen=True):
    """The server's certificate from the TLS handshake.

    Attributes:
        subject: the common name; empty if it has none.
        names: the alternative names: DNS names and addresses.
        issuer: the common name or organisation of the issuer.
        not_before, not_after: the validity period, aware, in UTC.
        sha256: the fingerprint, 64 hex digits.
    """

    subject: str
    names: tuple[str, ...]
    issuer: str
    not_before: datetime
    not_after: datetime
    sha256: str


class Channel(Struct, frozen=True):
    """One connection.

    Attributes:
        remote: address and port of the other end, such as `203.0.113.7:443`; with a proxy, those of the proxy.
        proxy: host and port of the proxy; empty without one.
        tls: the protocol version, such as `TLSv1.3`; empty for plain http.
        cipher: the cipher suite.
        certificate: the server's; None for plain http, or if the handshake failed earlier.
        verified: False if certificate verification was turned off.
        bytes_sent, bytes_received: bytes of head and body, without TLS.
        proxy_login: whether a login was sent to the proxy.
    """

    remote: str = ""
    proxy: str = ""
    tls: str = ""
    cipher: str = ""
    certificate: Certificate | None = None
    verified: bool = True
    bytes_sent: int = 0
    bytes_received: int = 0
    proxy_login: bool = False
