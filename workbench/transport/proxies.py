"""Determines the proxy of a request. Reads the system's settings only if the user chose them."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from workbench.redaction import Secret, remember
from workbench.transport.options import BadTransportOption, TransportOptions

_PORT = 8080
_HOST = re.compile(r"[\w.~-]+|[0-9a-f:.]+(%25\w+)?", re.ASCII)


class ProxyAddress(Struct, frozen=True):
    """Host and port of the proxy, and the login to send."""

    host: str
    port: int
    login: Secret | None = None

    @property
    def netloc(self) -> str:
        """Host and port as in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def proxy_for(options: TransportOptions, scheme: str, host: str, port: int | None = None) -> ProxyAddress | None:
    """Return the proxy for this host, or None. The system's settings may exclude a host or one of its ports.

    Raises:
        BadTransportOption: the proxy address is not valid.
    """
    if options.proxy == "none":
        return None
    if options.proxy == "url":
        return _read(options.proxy_url, options.proxy_login)
    # Imported here: urllib.request brings http.client and email, and few users choose the system's proxies.
    from urllib.request import getproxies, proxy_bypass

    if proxy_bypass(host if port is None else f"{host}:{port}"):
        return None
    proxies = getproxies()
    address = proxies.get(scheme) or proxies.get("all")
    return _read(address, None) if address else None


def _read(address: str, login: Secret | None) -> ProxyAddress:
    """Parse `http://host:port`. The system's settings may contain a login; the user's is in the keyring."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
    except ValueError:
        raise BadTransportOption("The proxy address is not valid. Write it as http://host:port.") from None
    try:
        port = parts.port
    except ValueError:
        raise BadTransportOption("The proxy port must be a number up to 65535.") from None
    if parts.scheme != "http":
        raise BadTransportOption(f"Proxies are supported over http:// only, not {parts.scheme}://.")
    if not parts.hostname:
        raise BadTransportOption("The proxy address has no host. Write it as http://host:port.")
    if not _HOST.fullmatch(parts.hostname) or port == 0:
        raise BadTransportOption("The proxy address is not valid. Write it as http://host:port.")
    if login is None and parts.username is not None:
        login = Secret(f"{unquote(parts.username)}:{unquote(parts.password or '')}")
    if login is not None:
        remember(login, Secret(login.reveal().partition(":")[2]))
    return ProxyAddress(parts.hostname, port or _PORT, login)
