"""A request as raw HTTP/1.1 text, as sent to a server or a proxy. Secret headers are masked."""

from workbench.evidence.safe import head, safe_body, safe_headers, safe_url, target
from workbench.exchange import Exchange, Request
from workbench.transport import TransportOptions

_LOGIN = "Basic ••••"
_DIRECT = TransportOptions()


def raw_http(exchange: Exchange, *, with_token: bool = False) -> bytes:
    """Return the request as sent, its secret headers masked; `with_token` includes the whole token."""
    lines = head_lines(exchange.request, with_token=with_token, token_shown=exchange.token_shown)
    return b"".join(_bytes(line) + b"\r\n" for line in [*lines, ""]) + safe_body(exchange.request.body).body


def _bytes(line: str) -> bytes:
    """Encode a line as latin-1, as sent; only a mask has other characters."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8")


def head_lines(
    request: Request, options: TransportOptions = _DIRECT, *, with_token: bool = False, token_shown: str = ""
) -> list[str]:
    """Return the request line and every header in order, as sent with these options.

    A proxy that forwards plain HTTP receives the absolute URL and its login (RFC 9112, section 3.2.2); for HTTPS it
    only opens a tunnel, and the request is the same as without it. The system's proxy is not looked up here.
    """
    headers = list(safe_headers(head(request), with_token=with_token, token_shown=token_shown))
    line = target(request)
    if options.proxy == "url" and is_unencrypted(request):
        line = f"http://{head(request)[0][1]}{line}"
        if options.proxy_login is not None:
            headers.insert(1, ("Proxy-Authorization", _LOGIN))
    return [f"{request.method} {safe_url(line)} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]


def is_unencrypted(request: Request) -> bool:
    """Return whether the request is sent without TLS, so that a proxy would read and forward it."""
    return request.url.startswith("http:")
