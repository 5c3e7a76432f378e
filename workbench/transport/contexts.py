"""Creates the TLS contexts: trusted authorities and client certificate.

The authorities of the operating system are trusted, including those a company has installed. Never writes a file.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import truststore

from workbench.transport.options import BadTransportOption, TransportOptions

_CERTIFICATE = "client certificate"
_KEY = "key of the client certificate"
_MOST_READ = 1_000_000  # bytes of a file that are examined
_PKCS12 = bytes.fromhex("06092a864886f70d0107")  # the object identifier of the content of PKCS#12 files
_JAVA_KEYSTORES = {b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"}


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
        if problem := _wrong_format(path, what) or (_wrong_format(key, _KEY) if key else ""):
            raise BadTransportOption(problem) from None
        if error.reason == "KEY_VALUES_MISMATCH":
            raise BadTransportOption(f"The {what} does not match the key in {key or path}: {path}.") from None
        if what == _CERTIFICATE and not key and b"PRIVATE KEY" not in _content(path):
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


def _content(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(_MOST_READ)


def _wrong_format(path: str, what: str) -> str:
    """Return a sentence if the file is in a known format other than PEM, with how to convert it; else empty."""
    content = _content(path)
    if b"-----BEGIN" in content:
        return ""
    is_der = content[:1] == b"\x30"  # an ASN.1 sequence
    if content[:4] in _JAVA_KEYSTORES:
        form, how = "a Java keystore", "keytool -importkeystore -deststoretype PKCS12, then openssl pkcs12"
    elif is_der and (_PKCS12 in content[:64] or Path(path).suffix.lower() in {".p12", ".pfx"}):
        form, how = "a PKCS#12 file (.p12, .pfx)", "openssl pkcs12 -in FILE -out client.pem -nodes"
    elif is_der and what == _KEY:
        form, how = "in DER format", "openssl pkey -inform der -in FILE -out key.pem"
    elif is_der:
        form, how = "in DER format", "openssl x509 -inform der -in FILE -out certificate.pem"
    else:
        return ""
    return f"The {what} is {form}, and PEM is needed: {path}. Convert it with: {how}"
