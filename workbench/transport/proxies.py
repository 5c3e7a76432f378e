"""Owns the question which proxy a request goes through. Reads the system's settings only when a person chose so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from workbench.redaction import Secret, remember
from workbench.transport.options import BadTransportOption, TransportOptions

_PORT = 8080
_HOST = re.compile(r"[\w.~-]+|[0-9a-f:.]+(%25\w+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """Where the proxy listens, and the login it is given."""

    host: str
    port: int
    login: Secret | None = field(default=None, repr=False)

    @property
    def netloc(self) -> str:
        """Host and port, as a person writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def proxy_for(options: TransportOptions, scheme: str, host: str, port: int | None = None) -> ProxyAddress | None:
    """Return the proxy a request to this host goes through, or None; the system may except one port of a host.

    Raises:
        BadTransportOption: the address of the proxy cannot be used.
    """
    if options.proxy == "none":
        return None
    if options.proxy == "url":
        return _read(options.proxy_url, options.proxy_login)
    if proxy_bypass(host if port is None else f"{host}:{port}"):
        return None
    proxies = getproxies()
    address = proxies.get(scheme) or proxies.get("all")
    return _read(address, None) if address else None


def _read(address: str, login: Secret | None) -> ProxyAddress:
    """Read `http://host:port`; the system's settings may hold a login, a person's choice keeps it in the keyring."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
    except ValueError:
        raise BadTransportOption("The address of the proxy cannot be read; write it as http://host:port.") from None
    try:
        port = parts.port
    except ValueError:
        raise BadTransportOption("The port of the proxy is not a number up to 65535.") from None
    if parts.scheme != "http":
        raise BadTransportOption(f"A proxy is reached by http://, not by {parts.scheme}://; choose another, or none.")
    if not parts.hostname:
        raise BadTransportOption("The address of the proxy names no host; write it as http://host:port.")
    if not _HOST.fullmatch(parts.hostname) or port == 0:
        raise BadTransportOption(
            "The address of the proxy is not one that can be connected to; write it as http://host:port."
        )
    if login is None and parts.username is not None:
        login = Secret(f"{unquote(parts.username)}:{unquote(parts.password or '')}")
    if login is not None:
        remember(login, Secret(login.reveal().partition(":")[2]))
    return ProxyAddress(parts.hostname, port or _PORT, login)
