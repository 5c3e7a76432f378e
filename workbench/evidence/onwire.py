"""The head of a request line by line as it stands on the wire, to a proxy too. Secret headers are masked."""

from workbench.evidence.safe import head, safe_headers, safe_url, target
from workbench.exchange import Request
from workbench.transport import TransportOptions

_LOGIN = "Basic ••••"


def head_lines(request: Request, options: TransportOptions, *, token_shown: str = "") -> list[str]:
    """Return the request line and every header in order, as these options let them leave.

    A proxy that forwards plain http is told the whole address, and its login stands beside it (RFC 9112, section
    3.2.2); to https it only opens a tunnel, in which the request leaves as without it. Which proxy the system has, if
    it was chosen, is not asked here.
    """
    headers = list(safe_headers(head(request), token_shown=token_shown))
    line = safe_url(target(request))
    if options.proxy == "url" and is_plain(request):
        line = whole_address(request)
        if options.proxy_login is not None:
            headers.insert(1, ("Proxy-Authorization", _LOGIN))
    return [f"{request.method} {line} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]


def whole_address(request: Request) -> str:
    """Return what stands between method and version in a request line to a proxy that forwards it."""
    return safe_url(f"http://{head(request)[0][1]}{target(request)}")


def is_plain(request: Request) -> bool:
    """Say whether it leaves without TLS, so that a proxy would read and forward it."""
    return request.url.startswith("http:")
