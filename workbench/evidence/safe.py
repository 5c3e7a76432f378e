"""What of an exchange may leave this program: headers masked, known secrets struck out of bodies and addresses."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from workbench.exchange import HIDDEN_HEADERS, Request
from workbench.redaction import known_in, mask, redact

STRUCK = b"*"


@dataclass(frozen=True, slots=True)
class SafeBody:
    """A body without known secrets; `struck` counts the bytes that were replaced, one for one."""

    body: bytes
    struck: int = 0


def safe_body(body: bytes) -> SafeBody:
    """Return the body, every known secret in it replaced by as many stars."""
    places = known_in(body)
    if not places:
        return SafeBody(body)
    clean = bytearray(body)
    for offset, length in places:
        clean[offset : offset + length] = STRUCK * length
    return SafeBody(bytes(clean), sum(length for _offset, length in places))


def safe_url(url: str) -> str:
    """Return the address as it may be shown."""
    return redact(url)


def safe_headers(
    headers: tuple[tuple[str, str], ...], *, with_token: bool = False, token_shown: str = ""
) -> tuple[tuple[str, str], ...]:
    """Return headers as they may be shown; `with_token`: the person asked for the auth token in full.

    `token_shown`: stands in place of the token's mask, as `Exchange.token_shown` does: of a token that was not kept
    whole nothing else can tell it from another.
    """
    return tuple((name, _value(name, value, with_token=with_token, token=token_shown)) for name, value in headers)


def safe_header(name: str, value: str) -> str:
    """Return the value of one header as it may be shown."""
    return _value(name, value, with_token=False, token="")


def head(request: Request) -> tuple[tuple[str, str], ...]:
    """Return all headers as they stand on the wire: Host first, then the request's own, Content-Length last."""
    parts = urlsplit(request.url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    netloc = parts.netloc.removesuffix(f":{default}") if parts.port == default else parts.netloc
    return (("Host", netloc), *request.headers, ("Content-Length", str(len(request.body))))


def target(request: Request) -> str:
    """Return what stands between method and version in the request line."""
    parts = urlsplit(request.url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _value(name: str, value: str, *, with_token: bool, token: str) -> str:
    low = name.lower()
    if low == "kochava-auth-token" and (with_token or token):
        return value if with_token else token
    if low in HIDDEN_HEADERS:
        return mask(value)
    return redact(value)
