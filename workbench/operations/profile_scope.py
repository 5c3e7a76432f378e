"""Checks hosts and apps against the lists of a profile. Never resolves a name."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

_WILDCARD = "*."


def host_allowed(host: str, entries: Iterable[str]) -> bool:
    """Return whether a list of hosts allows a host; an empty list allows every host.

    An entry is a host name, `*.example.com` for all its subdomains, or a whole address, of which only the host is
    used. Case, port and a final dot are ignored; non-ASCII letters are converted to the xn-- form. An entry that is
    not a host name matches nothing.
    """
    wanted = normalised_host(host)
    listed = _given(entries)
    return not listed or any(_allows(normalised_host(each), wanted) for each in listed)


def app_allowed(app_guid: str, entries: Iterable[str]) -> bool:
    """Return whether a list of App GUIDs contains exactly this one; an empty list allows every app."""
    listed = _given(entries)
    return not listed or app_guid in listed


def normalised_host(text: str) -> str:
    """Return the host of a name or an address in the form used for comparison; empty if there is none."""
    text = text.strip()
    address = _ip_address(text.strip("[]"))
    if address:
        return address
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.removesuffix(".")
    return _ip_address(host) or _in_ascii(host)


def _allows(entry: str, host: str) -> bool:
    if not entry or not host:
        return False
    if entry.startswith(_WILDCARD):
        suffix = entry.removeprefix("*")
        return host.endswith(suffix) and len(host) > len(suffix) > 1
    return entry == host


def _given(entries: Iterable[str]) -> list[str]:
    return [each.strip() for each in entries if each.strip()]


def _ip_address(text: str) -> str:
    """Return an IP address in its canonical form; empty if the text is not one."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _in_ascii(host: str) -> str:
    """Return a host name in its xn-- form; empty if it has none.

    Python's codec implements IDNA 2003, which maps some letters (such as ß) to others. A name that would change is
    rejected, since under IDNA 2008 it is a different domain.
    """
    host = host.lower()
    if host.isascii():
        return host
    star, name = (_WILDCARD, host.removeprefix(_WILDCARD)) if host.startswith(_WILDCARD) else ("", host)
    try:
        encoded = name.encode("idna")
        return star + encoded.decode("ascii") if encoded.decode("idna") == name else ""
    except UnicodeError:
        return ""
