"""How a request may travel: deadlines, proxy, certificates. Values only; what they come to is made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from workbench.redaction import Secret

DEADLINE = 30.0
"""Seconds a whole send may take, from the name look-up to the last byte of the answer."""

CONNECT_WITHIN = 10.0
"""Seconds the name look-up and the connection may take together."""

ProxyKind: TypeAlias = Literal["none", "system", "url"]


@dataclass(frozen=True, slots=True)
class TransportOptions:
    """The person's options for one endpoint.

    Attributes:
        deadline, connect_s: limits in seconds.
        proxy: none; the one this system is set up for; or the one of `proxy_url`.
        proxy_url: `http://host:port`, without user name and password.
        proxy_login: `user:password` for the proxy, from the keyring; None if it asks for none.
        ca_file: a PEM file with authorities to trust beside the system's; empty for none.
        client_certificate, client_key: PEM files by which we show who we are; the key may be in the first.
        verify: whether the server's certificate must be right.
    """

    deadline: float = DEADLINE
    connect_s: float = CONNECT_WITHIN
    proxy: ProxyKind = "none"
    proxy_url: str = ""
    proxy_login: Secret | None = field(default=None, repr=False)
    ca_file: str = ""
    client_certificate: str = ""
    client_key: str = ""
    verify: bool = True

    def words(self) -> str:
        """Say what differs from the default, in a few words; empty if nothing does. No secret is in it."""
        plain = TransportOptions()
        said = []
        if not self.verify:
            said.append("certificate NOT verified")
        if self.proxy == "system":
            said.append("system proxy")
        elif self.proxy == "url":
            said.append(f"proxy {self.proxy_url}")
        if self.ca_file:
            said.append("extra CA file")
        if self.client_certificate:
            said.append("client certificate")
        if self.deadline != plain.deadline:
            said.append(f"deadline {self.deadline:g} s")
        if self.connect_s != plain.connect_s:
            said.append(f"connect within {self.connect_s:g} s")
        return ", ".join(said)


class BadTransportOption(ValueError):  # noqa: N818 - an answer to what was chosen
    """A choice that cannot be followed; `says` is one sentence for a person."""
