"""Chooses the operating system's keyring from an allow-list of backend classes.

`keyring` itself would fall back to any backend that is installed, including a plaintext file.

`keyring` is imported inside functions because it costs 50 ms and 11 to 19 MB; the sample pair and a pair from the
environment do not need it.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from workbench.credentials.errors import CredentialsUnavailable, no_keyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ALLOWED: Final = {
    ("keyring.backends.SecretService", "Keyring"): "Secret Service",
    ("keyring.backends.libsecret", "Keyring"): "libsecret",
    ("keyring.backends.kwallet", "DBusKeyring"): "KWallet",
    ("keyring.backends.kwallet", "DBusKeyringKWallet4"): "KWallet 4",
    ("keyring.backends.macOS", "Keyring"): "macOS Keychain",
    ("keyring.backends.Windows", "WinVaultKeyring"): "Windows Credential Manager",
}
"""Backend classes that store values encrypted under the user's login, with their display names."""

_SECRET_SERVICE: Final = ("keyring.backends.SecretService", "Keyring")

_CHAINER: Final = ("keyring.backends.chainer", "ChainerBackend")


def title_of(backend: "KeyringBackend") -> str | None:
    """Return the display name of an allowed backend; None for any other backend."""
    return ALLOWED.get(_class_of(backend))


def can_list(backend: "KeyringBackend") -> bool:
    """Whether a backend can list its entries; only the Secret Service is used for this."""
    return _class_of(backend) == _SECRET_SERVICE


def users_in(backend: "KeyringBackend", service: str) -> frozenset[str]:
    """Return the user names of all entries of a service. The backend must be one that can list them."""
    known: Any = backend  # attributes of the concrete class, which `get_password` uses too
    names = known.schemes[known.scheme]
    collection = known.get_preferred_collection()
    with closing(collection.connection):
        found = [item.get_attributes() for item in collection.search_items({names["service"]: service})]
    return frozenset(attributes[names["username"]] for attributes in found if names["username"] in attributes)


def _class_of(backend: "KeyringBackend") -> tuple[str, str]:
    return type(backend).__module__, type(backend).__qualname__


def find_backend() -> "KeyringBackend":
    """Return the keyring to use: the one chosen in keyring's own configuration, else the default of this system.

    Raises:
        CredentialsUnavailable: there is no keyring, or the chosen one is not on the allow-list.
    """

    from workbench.redaction.log_redaction import guard

    guard()  # keyring and its dependencies write log records
    if "PYTHON_KEYRING_BACKEND" in os.environ or _has_configuration():
        return _chosen()
    for module, name in _native():
        backend = _made(module, name)
        if backend is not None:
            return _watched(backend)
    raise no_keyring()


def allowed_of(backend: "KeyringBackend") -> "KeyringBackend | None":
    """Return the backend if it is allowed, the first allowed backend of a chain, or None."""
    if title_of(backend):
        return backend
    if _class_of(backend) == _CHAINER:
        members: Iterable[KeyringBackend] = getattr(backend, "backends", ())
        return next((member for member in members if title_of(member)), None)
    return None


def _chosen() -> "KeyringBackend":
    try:
        import keyring

        backend = keyring.get_keyring()
    except Exception as error:
        raise no_keyring(
            f"The keyring selected in keyring's own configuration cannot be used ({type(error).__name__})."
        ) from error
    allowed = allowed_of(backend)
    if allowed is None:
        raise _not_allowed(f"{type(backend).__module__}.{type(backend).__qualname__}")
    return _watched(allowed)


def _not_allowed(name: str) -> CredentialsUnavailable:
    return no_keyring(f"keyring's own configuration selects “{name}”, which is not a supported keyring.")


def _has_configuration() -> bool:
    from keyring.util.platform_ import config_root

    return os.path.exists(os.path.join(config_root(), "keyringrc.cfg"))  # noqa: PTH110, PTH118 - may be a str


def _native() -> tuple[tuple[str, str], ...]:
    """Return the backends of this system, best first. Importing one by name takes half the time of `get_keyring`."""
    if sys.platform == "darwin":
        return (("keyring.backends.macOS", "Keyring"),)
    if sys.platform == "win32":
        return (("keyring.backends.Windows", "WinVaultKeyring"),)
    secret_service = (("keyring.backends.SecretService", "Keyring"), ("keyring.backends.libsecret", "Keyring"))
    kwallet = (("keyring.backends.kwallet", "DBusKeyring"),)
    in_kde = "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    return kwallet + secret_service if in_kde else secret_service + kwallet


def _watched(backend: "KeyringBackend") -> "KeyringBackend":
    if title_of(backend) != "Secret Service":
        return backend
    # Imported here because its dependencies exist on Linux only.
    from workbench.credentials.secret_service import end_calls_with_service

    return end_calls_with_service(backend)


def _made(module: str, name: str) -> "KeyringBackend | None":
    """Return an instance of a backend, or None if its requirements are not met."""
    try:
        kind = getattr(import_module(module), name)
        if kind.priority <= 0:
            return None
        backend: KeyringBackend = kind()
    except Exception:  # noqa: BLE001 - each backend raises its own errors
        return None
    return backend
