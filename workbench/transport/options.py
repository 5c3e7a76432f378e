"""Transport options: timeouts, proxy, certificates."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from workbench.redaction import Secret

DEADLINE = 30.0
"""Seconds a whole send may take, from name resolution to the last byte of the response."""

CONNECT_WITHIN = 10.0
"""Seconds name resolution and connecting may take together."""

ProxyKind: TypeAlias = Literal["none", "system", "url"]


class TransportOptions(Struct, frozen=True):
    """The transport options of one endpoint.

    Attributes:
        deadline, connect_s: limits in seconds.
        proxy: none; the system's; or the one in `proxy_url`.
        proxy_url: `http://host:port`, without user name and password.
        proxy_login: `user:password` for the proxy, from the keyring; None if it needs none.
        ca_file: a PEM file with authorities to trust in addition to the system's; empty for none.
        client_certificate, client_key: PEM files for client authentication; the key may be in the first.
        verify: whether the server's certificate is verified.
    """

    deadline: float = DEADLINE
    connect_s: float = CONNECT_WITHIN
    proxy: ProxyKind = "none"
    proxy_url: str = ""
    proxy_login: Secret | None = None
    ca_file: str = ""
    client_certificate: str = ""
    client_key: str = ""
    verify: bool = True

    def summary(self) -> str:
        """Return the options that differ from the defaults, in a few words; empty if none. Contains no secret."""
        default = TransportOptions()
        parts = []
        if not self.verify:
            parts.append("certificate NOT verified")
        if self.proxy == "system":
            parts.append("system proxy")
        elif self.proxy == "url":
            parts.append(f"proxy {self.proxy_url}")
        if self.ca_file:
            parts.append("extra CA file")
        if self.client_certificate:
            parts.append("client certificate")
        if self.deadline != default.deadline:
            parts.append(f"deadline {self.deadline:g} s")
        if self.connect_s != default.connect_s:
            parts.append(f"connect within {self.connect_s:g} s")
        return ", ".join(parts)


class BadTransportOption(ValueError):  # noqa: N818 - invalid input, not an error of the program
    """An option that cannot be used. Its text is a sentence for the user."""
