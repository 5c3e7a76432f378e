"""Owns the choice of the operating system's keyring: an allow-list of backend classes, and nothing else.

`keyring` itself would fall back to whatever is installed, a plaintext file included. Here a backend is used only if
its very class is on the list.

`keyring`, and the guard of its log, are imported by the functions that look for a backend, not at the top: with what
it brings it costs 50 ms and 11 to 19 MB, and the sample pair or one from the environment needs none of it.
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
"""Backend classes that keep values encrypted and under the user's login, with the names people know them by."""

_LONGEST: Final = {("keyring.backends.Windows", "WinVaultKeyring"): 1280}
"""How many characters (UTF-16 units) a backend keeps: CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h is 5 * 512 bytes."""

_SECRET_SERVICE: Final = ("keyring.backends.SecretService", "Keyring")

_CHAINER: Final = ("keyring.backends.chainer", "ChainerBackend")


def title_of(backend: "KeyringBackend") -> str | None:
    """Return the name people know an allowed backend by; None for any other backend."""
    return ALLOWED.get(_class_of(backend))


def longest_of(backend: "KeyringBackend") -> int | None:
    """Return how many characters a value may have at most, as UTF-16 counts them; None if no limit is known."""
    return _LONGEST.get(_class_of(backend))


def can_tell(backend: "KeyringBackend") -> bool:
    """Whether a backend can say what it holds; only the Secret Service is asked to."""
    return _class_of(backend) == _SECRET_SERVICE


def users_in(backend: "KeyringBackend", service: str) -> frozenset[str]:
    """Return the user names of all entries of a service, without their values, from a backend that can tell."""
    known: Any = backend  # what keyring's class has beyond its base, which is what `get_password` uses too
    names = known.schemes[known.scheme]
    collection = known.get_preferred_collection()
    with closing(collection.connection):
        found = [item.get_attributes() for item in collection.search_items({names["service"]: service})]
    return frozenset(attributes[names["username"]] for attributes in found if names["username"] in attributes)


def _class_of(backend: "KeyringBackend") -> tuple[str, str]:
    return type(backend).__module__, type(backend).__qualname__


def find_backend() -> "KeyringBackend":
    """Return the keyring to use here: the user's choice in keyring's own configuration, else this system's.

    Raises:
        CredentialsUnavailable: there is none, or the one chosen is not on the allow-list.
    """

    from workbench.redaction.log_redaction import guard

    guard()  # keyring and what it stands on log
    if "PYTHON_KEYRING_BACKEND" in os.environ or _has_configuration():
        return _chosen()
    for module, name in _native():
        backend = _made(module, name)
        if backend is not None:
            return _watched(backend)
    raise no_keyring()


def allowed_of(backend: "KeyringBackend") -> "KeyringBackend | None":
    """Return the backend itself if it is allowed, the first allowed one of a chain, or None."""
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
            f"The keyring chosen in keyring's own configuration cannot be used here ({type(error).__name__})."
        ) from error
    allowed = allowed_of(backend)
    if allowed is None:
        raise _not_allowed(f"{type(backend).__module__}.{type(backend).__qualname__}")
    return _watched(allowed)


def _not_allowed(name: str) -> CredentialsUnavailable:
    return no_keyring(f"keyring's own configuration chooses “{name}”, which is not a store this program trusts.")


def _has_configuration() -> bool:
    from keyring.util.platform_ import config_root

    return os.path.exists(os.path.join(config_root(), "keyringrc.cfg"))  # noqa: PTH110, PTH118 - may be a str


def _native() -> tuple[tuple[str, str], ...]:
    """Return this system's backends, best first. Importing one by name costs half of asking keyring for its choice."""
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
    # Only where it is used: what it imports is there on Linux alone.
    from workbench.credentials.secret_service import ended_with_its_service

    return ended_with_its_service(backend)


def _made(module: str, name: str) -> "KeyringBackend | None":
    """Return one backend, or None when what it needs is not there."""
    try:
        kind = getattr(import_module(module), name)
        if kind.priority <= 0:
            return None
        backend: KeyringBackend = kind()
    except Exception:  # noqa: BLE001 - each backend has its own way of saying that it cannot work here
        return None
    return backend
