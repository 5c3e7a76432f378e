"""Masks secret headers, and known secrets in bodies and URLs, before an exchange is exported or shown."""

from msgspec import Struct

from workbench.exchange import HIDDEN_HEADERS, Request
from workbench.exchange.address import split_address
from workbench.redaction import known_in, mask, redact

MASK_BYTE = b"*"


class SafeBody(Struct, frozen=True):
    """A body without known secrets; `redacted_bytes` counts the bytes replaced, one for one."""

    body: bytes
    redacted_bytes: int = 0


def safe_body(body: bytes) -> SafeBody:
    """Return the body with every known secret replaced by as many asterisks."""
    positions = known_in(body)
    if not positions:
        return SafeBody(body)
    clean = bytearray(body)
    for offset, length in positions:
        clean[offset : offset + length] = MASK_BYTE * length
    return SafeBody(bytes(clean), sum(length for _offset, length in positions))


def safe_url(url: str) -> str:
    """Return the URL without known secrets."""
    return redact(url)


def safe_headers(
    headers: tuple[tuple[str, str], ...], *, with_token: bool = False, token_shown: str = ""
) -> tuple[tuple[str, str], ...]:
    """Return the headers masked; with `with_token` (on the user's request), the auth token in full.

    `token_shown` replaces the token's mask, as in `Exchange.token_shown`: a token that is not stored whole can only be
    told apart by it.
    """

    def safe(name: str, value: str) -> str:
        low = name.lower()
        if low == "kochava-auth-token" and (with_token or token_shown):
            return value if with_token else token_shown
        return mask(value) if low in HIDDEN_HEADERS else redact(value)

    return tuple((name, safe(name, value)) for name, value in headers)


def head(request: Request) -> tuple[tuple[str, str], ...]:
    """Return all headers as sent: Host first, then the request's own, Content-Length last."""
    parts = split_address(request.url)
    default = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    netloc = parts.netloc.rpartition("@")[2].removesuffix(default)
    return (("Host", netloc), *request.headers, ("Content-Length", str(len(request.body))))


def target(request: Request) -> str:
    """Return the request target of the request line."""
    parts = split_address(request.url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
