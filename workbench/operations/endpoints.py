"""Where a request may go: the presets, what a typed address means, and what is known of a host.

Owns the reading of addresses; never connects to one.
"""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from workbench.sandbox.addresses import LINK_PATH, is_link

_KOCHAVA = "kochava.com"
# What stays as typed, so that the address shown is the one that leaves (httpx writes the rest as %XX).
_IN_PATH = "!$%&'()*+,-./:;=@[\\]^_|~"
_IN_QUERY = _IN_PATH + "?`{}"
_PATH_BEFORE_PORT = re.compile(r"^(?P<host>[^/:]+)(?P<path>/[^:?#]*):(?P<port>\d+)(?P<rest>/.*)?$")


class BadEndpoint(ValueError):  # noqa: N818 - a value a person typed, named as such
    """An address that no request can go to; `says` is one sentence for the person who typed it."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address that requests go to."""

    key: str
    title: str
    url: str
    note: str = ""
    """What is peculiar about it, or what was mended in the typed address; empty if nothing."""

    @property
    def takes_token(self) -> bool:
        """Whether requests are signed: IdentityLink's own address is documented without any authentication."""
        return not is_link(urlsplit(self.url).path)

    @property
    def host(self) -> str:
        """The host name, lower case, without port."""
        return urlsplit(self.url).hostname or ""


LIVE = Endpoint("live", "Kochava", "https://control.kochava.com/track/json")
"""What every known integration uses; the default for live sends."""

IDENTITY_LINK = Endpoint(
    "identitylink",
    "Kochava, IdentityLink",
    "https://control.kochava.com" + LINK_PATH,
    "Takes no token: only the body is sent.",
)

PRESETS: tuple[Endpoint, ...] = (
    LIVE,
    Endpoint(
        "documented-http",
        "Kochava, as documented",
        "http://control.kochava.com/track/json",
        "The address the install authentication article prints: plain http, so key and token travel readable.",
    ),
    Endpoint(
        "documented-python",
        "Kochava, Python sample",
        "https://control.kochava.com/track/json.php",
        "Only the documented Python sample uses it; whether it is answered today is unknown.",
    ),
    Endpoint(
        "documented-node",
        "Kochava, Node sample",
        "https://control.kochava.com:8081/track/json",
        "The documented Node sample puts the path into the host name, which no client can look up; mended here.",
    ),
    IDENTITY_LINK,
)


def sandbox_endpoints(track_url: str) -> tuple[Endpoint, Endpoint]:
    """Return the two addresses of a sandbox that listens at `track_url`: for payloads, and for IdentityLink."""
    base = urlunsplit(urlsplit(track_url)._replace(path="", query="", fragment=""))
    return (
        Endpoint("sandbox", "Sandbox", track_url, "On this machine: nothing leaves it."),
        Endpoint(
            "sandbox-identitylink",
            "Sandbox, IdentityLink",
            base + LINK_PATH,
            "On this machine: nothing leaves it. Takes no token.",
        ),
    )


def endpoint_from(text: str) -> Endpoint:
    """Read an address as a person types or pastes it.

    A missing scheme becomes https; the documented Node form, which has a path inside the host name, is mended.
    Whatever was changed is told in `note`.

    Raises:
        BadEndpoint: it is no http address.
    """
    typed = text.strip()
    if not typed:
        raise BadEndpoint("There is no address; type one such as https://control.kochava.com/track/json.")
    for preset in PRESETS:
        if typed in (preset.url, preset.key):
            return preset
    notes: list[str] = []
    scheme, separator, rest = typed.partition("://")
    if not separator:
        scheme, rest = "https", typed
        notes.append("https was added in front.")
    mended = _PATH_BEFORE_PORT.match(rest)
    if mended:
        rest = f"{mended['host']}:{mended['port']}{mended['rest'] or mended['path']}"
        notes.append("The path stood before the port, as in the documented Node sample; it was moved behind it.")
    parts = _split(f"{scheme.lower()}://{rest}", typed)
    path = _without_dots(parts.path) or "/track/json"
    if not parts.path:
        notes.append("The path /track/json was added.")
    elif path != parts.path:
        notes.append("The path had . or .. in it; it was resolved, as every client would on the way.")
    written = quote(path, safe=_IN_PATH), quote(parts.query, safe=_IN_QUERY)
    if written != (path, parts.query):
        notes.append("What an address cannot hold was written as %XX, as it is on the wire.")
    url = urlunsplit((parts.scheme, _netloc(parts), *written, ""))
    return Endpoint("custom", parts.hostname or "", url, " ".join(notes))


def _netloc(parts: SplitResult) -> str:
    """Return host and port as the header Host has them: in lower case, the port as a plain number."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return host if parts.port is None else f"{host}:{parts.port}"


def _without_dots(path: str) -> str:
    """Resolve the segments . and .. (RFC 3986, section 5.2.4)."""
    if "/." not in path or path.startswith("//"):
        return path
    return urljoin("http://host/", path).removeprefix("http://host")


def _split(url: str, typed: str) -> SplitResult:
    if re.search(r"[\x00-\x20\x7f]", url):
        raise BadEndpoint("The address has a blank or a control character in it; take it out.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadEndpoint(f"“{typed}” is no address: {error}.") from error
    if parts.scheme not in ("http", "https"):
        raise BadEndpoint(f"Only http and https can be sent to, not {parts.scheme}.")
    if not parts.hostname:
        raise BadEndpoint(f"“{typed}” names no host.")
    if not parts.hostname.isascii():
        raise BadEndpoint(f"“{parts.hostname}” has letters outside ASCII; write the host in its xn-- form.")
    if port == 0:
        raise BadEndpoint("Port 0 cannot be connected to.")
    if parts.username or parts.password:
        raise BadEndpoint("The address has a user name or password in it; take it out: it would end up in logs.")
    if parts.fragment:
        raise BadEndpoint("The part after # never reaches a server; take it out.")
    return parts


@lru_cache(maxsize=64)
def is_loopback(url: str) -> bool:
    """Say whether a request to this address stays on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=64)
def is_kochava(url: str) -> bool:
    """Say whether this address is one of Kochava's."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host == _KOCHAVA or host.endswith("." + _KOCHAVA)


@lru_cache(maxsize=64)
def is_plain_http(url: str) -> bool:
    """Say whether key and token would travel readable over a network: http, and not on this machine."""
    return urlsplit(url).scheme == "http" and not is_loopback(url)
