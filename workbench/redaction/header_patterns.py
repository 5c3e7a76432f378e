"""Redacts values by their position: after a header's name, and in a URL's password or query."""

import re

_NAME = (
    r"(?:kochava[-_](?:api[-_]key|auth[-_]token|secret)|workbench[-_](?:api[-_]key|secret)"
    r"|(?:proxy[-_])?authorization|x[-_]api[-_]key|(?:set[-_])?cookie)"
)
_NAMES_HOLD = ("kochava", "workbench", "authorization", "api", "cookie")
# Separators between a header's name and its value: `","value":"` in a HAR file, `": "`, `", "` in a pair, `: `.
_GAP = r"""(?:\\*["']\s*(?:,\s*\\*["']value\\*["']\s*:|[:=,])|\s*[:=])\s*(?:b(?=["']))?"""
_QUOTED = (
    r"""(?P<open>["'])(?:\\.|.)*?(?P<close>(?P=open)|\Z)"""  # to the matching quotation mark, skipping escaped ones
)
_QUOTED_TWICE = r"""(?P<open2>\\+["']).*?(?P<close2>(?P=open2)|\Z)"""  # a quoted value inside a quoted text
_BARE = r"""(?:(?!\\[rn])[^\r\n"'])+"""  # to the end of the line, which may be written as \r\n
_HEADER = re.compile(rf"(?P<name>{_NAME}{_GAP})(?:{_QUOTED}|{_QUOTED_TWICE}|{_BARE})", re.IGNORECASE | re.DOTALL)
_PASSWORD_IN_URL = re.compile(r"(://[^/?#\s:@]*:)[^/?#\s@]+(?=@)")
_VALUE_IN_QUERY = re.compile(
    r"([?&;][\w.-]{0,64}(?:token|secret|passw(?:or)?d|api[-_]?key|authorization)[\w.-]{0,64}=)[^&;#\s\"']+",
    re.IGNORECASE,
)


def without_values(text: str, mark: str) -> str:
    """Replace every value in such a position with `mark`."""
    low = text.lower()
    # A non-ASCII letter may match one of these when case is ignored; other texts usually have none of the names.
    if not text.isascii() or any(word in low for word in _NAMES_HOLD):
        text = _HEADER.sub(lambda header: _hidden(header, mark), text)
    if "://" in text and "@" in text:
        text = _PASSWORD_IN_URL.sub(rf"\g<1>{mark}", text)
    return _VALUE_IN_QUERY.sub(rf"\g<1>{mark}", text) if "=" in text else text


def _hidden(header: re.Match[str], mark: str) -> str:
    """Keep the name and the quotation marks, so that the text can be read, and redacted again."""
    name, opened, opened2, closed, closed2 = header.group("name", "open", "open2", "close", "close2")
    return f"{name}{opened or opened2 or ''}{mark}{closed or closed2 or ''}"
