"""Splits the address of an exchange, which redaction may have made invalid."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

_PARTS: Final = re.compile(r"(?:([^:/?#]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
"""As in RFC 3986, appendix B: every text has these parts."""


def split_address(url: str) -> SplitResult:
    """Return the parts of an address. Never raises, unlike `urlsplit`, which takes `[redacted]` for an IP address."""
    try:
        return urlsplit(url)
    except ValueError:
        match = _PARTS.match(url)
        scheme, *others = match.groups("") if match else ("", "", url, "", "")
        return SplitResult(scheme.lower(), *others)
