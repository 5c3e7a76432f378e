"""Owns what must be right with a request before anything is dialled. Sentences name a header, never its value."""

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
        return "The method is not a word that HTTP allows."
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            return "The name of a header has characters that HTTP does not allow."
        if _UNSENDABLE.search(value):
            return f"The header {name} has a line end or another control character in it."
        if value != value.strip(" \t"):
            return f"The header {name} begins or ends with a blank."
        try:
            value.encode("latin-1")
        except UnicodeEncodeError:
            return f"The header {name} has characters beyond latin-1."
    return None


def address_problem(url: httpx.URL) -> str | None:
    """Return why nothing can be sent to this address, or None."""
    if url.scheme not in {"http", "https"}:
        return "The address must begin with http:// or https://."
    if not url.host:
        return "The address names no host."
    if not _HOST.fullmatch(url.host) or not 0 < (url.port or 1) <= 65_535:
        return "The address is not a valid URL."
    if url.userinfo:
        return "The address holds a user name or a password, which are never sent; leave them out."
    return None
