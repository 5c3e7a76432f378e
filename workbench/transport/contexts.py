"""Owns the TLS contexts: whom to trust, and how we show who we are.

The operating system's own authorities are trusted, so that a company's are, too. Never writes a file.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from workbench.transport.choices import BadChoice

if TYPE_CHECKING:
    from workbench.transport.choices import Choices


def context_for(choices: Choices) -> ssl.SSLContext:
    """Return the context for these choices; it verifies unless told not to.

    Raises:
        BadChoice: a file cannot be read, or does not hold what it should.
    """
    import truststore

    context: ssl.SSLContext
    if choices.verify:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if choices.ca_file:
            _load(choices.ca_file, "CA file", lambda: context.load_verify_locations(cafile=choices.ca_file))
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if choices.client_certificate:
        _load(
            choices.client_certificate,
            "client certificate",
            # Without a password of our own OpenSSL would ask for one on the terminal, and wait.
            lambda: context.load_cert_chain(choices.client_certificate, choices.client_key or None, password=_NO_WORD),
        )
    return context


def _NO_WORD() -> str:  # noqa: N802 - reads as the constant it is
    raise _Encrypted


class _Encrypted(Exception):  # noqa: N818
    """The key file wants a password."""


def _load(path: str, what: str, load: object) -> None:
    try:
        load()  # type: ignore[operator]
    except FileNotFoundError:
        raise BadChoice(f"The {what} is not there: {path}.") from None
    except _Encrypted:
        raise BadChoice(f"The key of the {what} is encrypted: {path}. Give one without a password.") from None
    except ssl.SSLError:
        raise BadChoice(f"The {what} is not a PEM file that can be used: {path}.") from None
    except OSError as error:
        raise BadChoice(f"The {what} could not be read ({error.strerror}): {path}.") from None
