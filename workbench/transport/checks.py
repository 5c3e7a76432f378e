"""Validates a request before connecting. Messages name a header, never its value."""

from __future__ import annotations

import re

import httpx

from workbench.exchange import Request

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HOST = re.compile(r"[\w.~-]+|[0-9A-Fa-f:.]+(%25\w+)?")
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def request_problem(request: Request) -> str | None:
    """Return why `request` cannot be sent, or None."""
    if not _TOKEN.fullmatch(request.method):
        return "The method is not a valid HTTP method."
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            return "A header name contains characters that HTTP does not allow."
        if _UNSENDABLE.search(value):
            return f"The header {name} contains a line break or another control character."
        if value != value.strip(" \t"):
            return f"The header {name} begins or ends with a space or tab."
        try:
            value.encode("latin-1")
        except UnicodeEncodeError:
            return f"The header {name} contains characters outside Latin-1."
    return None


def address_problem(url: httpx.URL) -> str | None:
    """Return why nothing can be sent to this URL, or None."""
    if url.scheme not in {"http", "https"}:
        return "The URL must begin with http:// or https://."
    if not url.host:
        return "The URL has no host."
    if not _HOST.fullmatch(url.host) or not 0 < (url.port or 1) <= 65_535:
        return "The URL is not valid."
    if url.userinfo:
        return "The URL contains a user name or password, which are never sent. Remove them."
    return None
