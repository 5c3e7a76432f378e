"""A request as raw HTTP/1.1: the head line by line, then the body to the byte."""

from workbench.evidence.safe import head, safe_body, safe_headers, safe_url, target
from workbench.exchange import Exchange


def raw_http(exchange: Exchange, *, with_token: bool = False) -> bytes:
    """Return the request as it stood on the wire, its secret headers masked; `with_token` leaves the token whole."""
    request = exchange.request
    lines = [f"{request.method} {safe_url(target(request))} HTTP/1.1"]
    headers = safe_headers(head(request), with_token=with_token, token_shown=exchange.token_shown)
    lines += [f"{name}: {value}" for name, value in headers]
    return b"".join(_bytes(line) + b"\r\n" for line in [*lines, ""]) + safe_body(request.body).body


def _bytes(line: str) -> bytes:
    """Return a line as it stood on the wire, which is latin-1; only a mask has characters beyond that."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8")
