"""Owns the TLS contexts: whom to trust, and how we show who we are.

The operating system's own authorities are trusted, so that a company's are, too. Never writes a file.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import truststore

from workbench.transport.options import BadTransportOption, TransportOptions

_CERTIFICATE = "client certificate"
_KEY = "key of the client certificate"


def context_for(options: TransportOptions) -> ssl.SSLContext:
    """Return the context for these options; it verifies unless told not to.

    Raises:
        BadTransportOption: a file cannot be read, or does not hold what it should.
    """
    context: ssl.SSLContext
    if options.verify:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if options.ca_file:
            _load(options.ca_file, "CA file", lambda: context.load_verify_locations(cafile=options.ca_file))
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    certificate, key = options.client_certificate, options.client_key
    if certificate:
        _look_for(certificate, _CERTIFICATE)
        if key:
            _look_for(key, _KEY)
        # Without a password of our own OpenSSL would ask for one on the terminal, and wait.
        _load(
            certificate,
            _CERTIFICATE,
            lambda: context.load_cert_chain(certificate, key or None, password=_NO_WORD),
            key=key,
        )
    return context


def _NO_WORD() -> str:  # noqa: N802 - reads as the constant it is
    raise _Encrypted


class _Encrypted(Exception):  # noqa: N818
    """The key file wants a password."""


def _load(path: str, what: str, load: Callable[[], object], *, key: str = "") -> None:
    try:
        load()
    except FileNotFoundError:
        raise BadTransportOption(f"The {what} is not there: {path}.") from None
    except _Encrypted:
        raise BadTransportOption(f"The {_KEY} is encrypted: {key or path}. Give one without a password.") from None
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise BadTransportOption(f"The {what} is for another key than the one in {key or path}: {path}.") from None
        if what == _CERTIFICATE and not key and b"PRIVATE KEY" not in Path(path).read_bytes():
            raise BadTransportOption(
                f"The file of the {what} holds no key: {path}. Give the key's file, too."
            ) from None
        files = f"{path}, {key}" if key else path
        raise BadTransportOption(f"The {what} is not a PEM file that can be used: {files}.") from None
    except OSError as error:
        raise BadTransportOption(f"The {what} could not be read ({error.strerror}): {path}.") from None
    except ValueError:  # a NUL in the path
        raise BadTransportOption(f"The path of the {what} is not one of a file.") from None


def _look_for(path: str, what: str) -> None:
    """Say which of two files is missing; OpenSSL would not."""
    if not Path(path).exists():
        raise BadTransportOption(f"The {what} is not there: {path}.")
