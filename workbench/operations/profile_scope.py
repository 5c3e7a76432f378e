"""What a profile is for: the hosts its token may go to, and the apps whose payloads it signs.

Owns the matching of both lists; never asks a person anything, and never looks a name up.
"""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

_ANY_BELOW = "*."


def is_among_hosts(host: str, entries: Iterable[str]) -> bool:
    """Say whether a host is one of those listed; a list without any entry allows every host.

    An entry is a host name, `*.example.com` for every name below it, or an address pasted whole, of which only the
    host counts. Case, a port and the final dot of a name do not matter; letters outside ASCII stand for their xn--
    form. An entry that is no host name allows nothing.
    """
    wanted = plain_host(host)
    listed = _given(entries)
    return not listed or any(_allows(plain_host(each), wanted) for each in listed)


def is_among_apps(app_guid: str, entries: Iterable[str]) -> bool:
    """Say whether an App GUID is one of those listed, to the letter; a list without any entry allows every app."""
    listed = _given(entries)
    return not listed or app_guid in listed


def plain_host(text: str) -> str:
    """Return the host of a name or an address, in the one form in which hosts are compared; empty if it has none."""
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
    if entry.startswith(_ANY_BELOW):
        below = entry.removeprefix("*")
        return host.endswith(below) and len(host) > len(below) > 1
    return entry == host


def _given(entries: Iterable[str]) -> list[str]:
    return [each.strip() for each in entries if each.strip()]


def _ip_address(text: str) -> str:
    """Return an IP address in its canonical form, or nothing."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _in_ascii(host: str) -> str:
    """Return the host name as it is looked up, or nothing.

    The codec here follows the older of two standards, which turns some letters (such as ß) into others: a name that
    would become another one is no name, for the newer standard gives it to somebody else.
    """
    host = host.lower()
    if host.isascii():
        return host
    star, name = (_ANY_BELOW, host.removeprefix(_ANY_BELOW)) if host.startswith(_ANY_BELOW) else ("", host)
    try:
        encoded = name.encode("idna")
        return star + encoded.decode("ascii") if encoded.decode("idna") == name else ""
    except UnicodeError:
        return ""
