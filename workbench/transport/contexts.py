"""Creates the TLS contexts: trusted authorities and client certificate.

The authorities of the operating system are trusted, including those a company has installed. Never writes a file.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import truststore

from workbench.disk import read_file
from workbench.transport.options import BadTransportOption, TransportOptions

_CERTIFICATE = "client certificate"
_KEY = "key of the client certificate"
_LARGEST_PEM = 1_000_000  # bytes


def context_for(options: TransportOptions) -> ssl.SSLContext:
    """Return the TLS context for these options; it verifies certificates unless told not to.

    Raises:
        BadTransportOption: a file cannot be read, or has the wrong content.
    """
    context: ssl.SSLContext
    if options.verify:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if options.ca_file:
            _require_file(options.ca_file, "CA file")
            _load(options.ca_file, "CA file", lambda: context.load_verify_locations(cafile=options.ca_file))
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    certificate, key = options.client_certificate, options.client_key
    if certificate:
        _require_file(certificate, _CERTIFICATE)
        if key:
            _require_file(key, _KEY)
        # Without a password callback OpenSSL would prompt for one on the terminal.
        _load(
            certificate,
            _CERTIFICATE,
            lambda: context.load_cert_chain(certificate, key or None, password=_refuse_password),
            key=key,
        )
    return context


def _refuse_password() -> str:
    raise _Encrypted


class _Encrypted(Exception):  # noqa: N818
    """The key file requires a password."""


def _load(path: str, what: str, load: Callable[[], object], *, key: str = "") -> None:
    try:
        load()
    except FileNotFoundError:
        raise BadTransportOption(f"The {what} was not found: {path}.") from None
    except _Encrypted:
        raise BadTransportOption(f"The {_KEY} is encrypted: {key or path}. Use one without a password.") from None
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise BadTransportOption(f"The {what} does not match the key in {key or path}: {path}.") from None
        if what == _CERTIFICATE and not key and b"PRIVATE KEY" not in read_file(Path(path), _LARGEST_PEM):
            raise BadTransportOption(f"The {what} file contains no key: {path}. Specify the key file too.") from None
        files = f"{path}, {key}" if key else path
        raise BadTransportOption(f"The {what} is not a valid PEM file: {files}.") from None
    except OSError as error:
        raise BadTransportOption(f"The {what} could not be read ({error.strerror}): {path}.") from None
    except ValueError:  # a NUL in the path
        raise BadTransportOption(f"The path of the {what} is not valid.") from None


def _require_file(path: str, what: str) -> None:
    """Raise if there is no such file: OpenSSL would not tell which of two is missing, and would wait for a pipe."""
    if "\0" in path:
        raise BadTransportOption(f"The path of the {what} is not valid.")
    if not Path(path).exists():
        raise BadTransportOption(f"The {what} was not found: {path}.")
    if not Path(path).is_file():
        raise BadTransportOption(f"The {what} is not a plain file: {path}.")
