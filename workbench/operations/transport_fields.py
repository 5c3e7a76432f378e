"""The table of headers and transport options: the panel of the window and the options of the terminal are made from it.

A new option is a field of `TransportOptions` and one row here.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

MAX_SECONDS: Final = 3_600.0


def text(typed: str) -> str:
    """Return a text without surrounding spaces."""
    return typed.strip()


def header_value(typed: str) -> str:
    """Return the value of a header.

    Raises:
        ValueError: it contains other characters than printable ASCII.
    """
    if not all(" " <= each <= "~" for each in typed.strip()):
        raise ValueError("A header value may contain only printable ASCII characters.")
    return typed.strip()


def seconds(typed: str) -> float:
    """Return a number of seconds.

    Raises:
        ValueError: it is not a number, or not in the range.
    """
    try:
        value = float(typed)
    except ValueError:
        value = 0.0
    if not 0 < value <= MAX_SECONDS:
        raise ValueError(f"A timeout must be a number of seconds above 0 and up to {MAX_SECONDS:,.0f}.")
    return value


def proxy_address(typed: str) -> str:
    """Return the address of a proxy; empty for none.

    Raises:
        ValueError: it contains a login, or is not an http:// address. The text does not contain the value.
    """
    address = typed.strip()
    if "@" in address:
        raise ValueError("The proxy address must not contain a user name or password. Use the proxy login.")
    if address and not address.startswith("http://"):
        raise ValueError("The proxy address must start with http://, for example http://proxy.example:8080.")
    return address


class TransportField(NamedTuple):
    """One header or transport option.

    Attributes:
        name: the field of `Headers` or `TransportOptions`.
        label: beside the field in the window.
        title: its full name.
        tip: what it does.
        parse: returns the value of a typed text; raises ValueError with one sentence.
        option: in the terminal; empty if another option includes it.
        metavar: what the terminal calls its value.
        hint: shown in the empty field.
    """

    name: str
    label: str
    title: str
    tip: str
    parse: Callable[[str], object]
    option: str = ""
    metavar: str = "VALUE"
    hint: str = ""

    @property
    def is_file(self) -> bool:
        """Whether the value is the name of a file."""
        return self.metavar == "FILE"


HEADERS: Final = (
    TransportField("content_type", "Content-Type", "Content-Type",
                   "The header Content-Type, application/json by default; not sent if empty",
                   header_value, "--content-type", hint="not sent"),
    TransportField("user_agent", "User-Agent", "User-Agent",
                   "The header User-Agent; not sent if empty. Unknown makes Kochava derive one for a payload without "
                   "device_ua", header_value, "--user-agent", hint="not sent"),
)  # fmt: skip

OPTIONS: Final = (
    TransportField("deadline", "Total timeout (s)", "Total timeout in seconds",
                   "Maximum duration of a send in seconds, 30 by default", seconds, "--deadline", "S"),
    TransportField("connect_s", "Connect timeout (s)", "Connect timeout in seconds",
                   "Maximum duration of name lookup and connection in seconds, 10 by default", seconds,
                   "--connect-within", "S"),
    TransportField("proxy_url", "Proxy address", "Proxy address", "For example http://proxy.example:8080",
                   proxy_address, hint="http://host:port"),
    TransportField("ca_file", "CA file", "Extra CA file",
                   "A PEM file of certificate authorities to trust in addition to the system's", text, "--ca-file",
                   "FILE", "none"),
    TransportField("client_certificate", "Client certificate", "Client certificate",
                   "A PEM file with the client certificate", text, "--client-certificate", "FILE", "none"),
    TransportField("client_key", "Client key", "Client key",
                   "The key of the client certificate, if it is in a separate file", text, "--client-key", "FILE",
                   "in the certificate file"),
)  # fmt: skip
