"""Endpoints: the presets, the parsing of typed addresses, and questions about hosts. Never connects to one."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from msgspec import Struct

from workbench.exchange.address import split_address
from workbench.sandbox.addresses import LINK_PATH, is_link
from workbench.signing import SAMPLE, Credentials, is_sample

_KOCHAVA = "kochava.com"
# Characters that are not percent-encoded, so that the address shown is the one that httpx sends.
_IN_PATH = "!$%&'()*+,-./:;=@[\\]^_|~"
_IN_QUERY = _IN_PATH + "?`{}"
_PATH_BEFORE_PORT = re.compile(r"^(?P<host>[^/:]+)(?P<path>/[^:?#]*):(?P<port>\d+)(?P<rest>/.*)?$")


class BadEndpoint(ValueError):  # noqa: N818 - invalid input, not a bug
    """An address that cannot be sent to. `message` is one sentence for the person who typed it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Endpoint(Struct, frozen=True):
    """An address that requests are sent to."""

    key: str
    title: str
    url: str
    note: str = ""
    """What is special about the address, or what was corrected in it; may be empty."""

    @property
    def takes_token(self) -> bool:
        """Whether requests are signed. IdentityLink is documented without authentication."""
        return not is_link(urlsplit(self.url).path)

    @property
    def host(self) -> str:
        """The host name, lower case, without port."""
        return urlsplit(self.url).hostname or ""


LIVE = Endpoint("live", "Kochava", "https://control.kochava.com/track/json")
"""The address that every known integration uses; the default for live sends."""

IDENTITY_LINK = Endpoint(
    "identitylink",
    "Kochava, IdentityLink",
    "https://control.kochava.com" + LINK_PATH,
    "No token is sent, only the body.",
)

PRESETS: tuple[Endpoint, ...] = (
    LIVE,
    Endpoint(
        "documented-http",
        "Kochava, as documented",
        "http://control.kochava.com/track/json",
        "The address in the install authentication article: plain http, so API key and token are sent unencrypted.",
    ),
    Endpoint(
        "documented-python",
        "Kochava, Python sample",
        "https://control.kochava.com/track/json.php",
        "Used only by the documented Python sample; it is not known whether it still works.",
    ),
    Endpoint(
        "documented-node",
        "Kochava, Node sample",
        "https://control.kochava.com:8081/track/json",
        "The documented Node sample has the path inside the host name, which cannot be resolved; corrected here.",
    ),
    IDENTITY_LINK,
)


def sandbox_endpoints(track_url: str) -> tuple[Endpoint, Endpoint]:
    """Return the two endpoints of a sandbox that listens at `track_url`: for payloads and for IdentityLink."""
    base = urlunsplit(urlsplit(track_url)._replace(path="", query="", fragment=""))
    return (
        Endpoint("sandbox", "Sandbox", track_url, "On this machine: nothing is sent over the network."),
        Endpoint(
            "sandbox-identitylink",
            "Sandbox, IdentityLink",
            base + LINK_PATH,
            "On this machine: nothing is sent over the network. No token is sent.",
        ),
    )


def sandbox_credentials(credentials: Iterable[Credentials]) -> tuple[Credentials, ...]:
    """Return the credentials that a sandbox may verify with, beside the published sample, which it always knows.

    Credentials that share only one value with the sample are left out: they are a mistake that the sandbox reports.
    """
    return tuple(each for each in credentials if each == SAMPLE or not is_sample(each))


def endpoint_from(text: str) -> Endpoint:
    """Parse an address that a person typed or pasted, or the key of a preset.

    A missing scheme becomes https, and the documented Node form, with the path inside the host name, is corrected.
    Corrections are described in `Endpoint.note`.

    Raises:
        BadEndpoint: the text is not an http or https address.
    """
    typed = text.strip()
    if not typed:
        raise BadEndpoint("The address is empty. Enter one such as https://control.kochava.com/track/json.")
    for preset in PRESETS:
        if typed in (preset.url, preset.key):
            return preset
    notes: list[str] = []
    scheme, separator, rest = typed.partition("://")
    if not separator:
        scheme, rest = "https", typed
        notes.append("https:// was added.")
    corrected = _PATH_BEFORE_PORT.match(rest)
    if corrected:
        rest = f"{corrected['host']}:{corrected['port']}{corrected['rest'] or corrected['path']}"
        notes.append("The path was before the port, as in the documented Node sample; it was moved after it.")
    parts = _split(f"{scheme.lower()}://{rest}", typed)
    path = _without_dots(parts.path) or "/track/json"
    if not parts.path:
        notes.append("The path /track/json was added.")
    elif path != parts.path:
        notes.append("The path contained . or .. and was resolved, as every client does.")
    written = quote(path, safe=_IN_PATH), quote(parts.query, safe=_IN_QUERY)
    if written != (path, parts.query):
        notes.append("Characters that are not allowed in an address were percent-encoded.")
    url = urlunsplit((parts.scheme, _netloc(parts), *written, ""))
    return Endpoint("custom", parts.hostname or "", url, " ".join(notes))


def _netloc(parts: SplitResult) -> str:
    """Return host and port as in the Host header: lower case, the port as a plain number."""
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
        raise BadEndpoint("The address contains a space or a control character. Remove it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadEndpoint(f"“{typed}” is not a valid address.") from error
    if parts.scheme not in ("http", "https"):
        raise BadEndpoint(f"Only http and https addresses are supported, not {parts.scheme}.")
    if not parts.hostname:
        raise BadEndpoint(f"“{typed}” has no host.")
    if not parts.hostname.isascii():
        raise BadEndpoint(f"“{parts.hostname}” has non-ASCII letters. Enter the host in its xn-- form.")
    if port == 0:
        raise BadEndpoint("Port 0 is not a valid port.")
    if parts.username or parts.password:
        raise BadEndpoint("The address contains a user name or password. Remove it: addresses appear in logs.")
    if parts.fragment:
        raise BadEndpoint("The part after # is never sent to a server. Remove it.")
    return parts


@lru_cache(maxsize=64)
def is_loopback(url: str) -> bool:
    """Return whether an address refers to this machine."""
    host = split_address(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=64)
def is_kochava(url: str) -> bool:
    """Return whether an address is one of Kochava's."""
    host = (split_address(url).hostname or "").rstrip(".")
    return host == _KOCHAVA or host.endswith("." + _KOCHAVA)


@lru_cache(maxsize=64)
def is_plain_http(url: str) -> bool:
    """Return whether a request would be sent unencrypted over a network: http, and not to this machine."""
    return split_address(url).scheme == "http" and not is_loopback(url)
