"""Owns the wait for the Secret Service: it ends when the service does, also while its prompt stands open.

`secretstorage` waits for a prompt's answer alone, for ever if the service dies meanwhile, and `keyring` leaves the
connection of a call that failed open. Never reads a value itself. Only on Linux: what it imports is there alone.
"""

from __future__ import annotations

from types import MethodType
from typing import Any, Final

import secretstorage
from jeepney import MatchRule, message_bus  # type: ignore[import-untyped]
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked

SERVICE_NAME: Final = "org.freedesktop.secrets"


class _Alarm:
    """Stands where jeepney keeps the messages of a filter, and ends the wait in which the service goes away."""

    def append(self, change: Any) -> None:  # noqa: ANN401 - jeepney has no types
        if not change.body[2]:  # the new owner
            raise ConnectionResetError("the Secret Service went away")


def ended_with_its_service(backend: KeyringBackend) -> KeyringBackend:
    """Have every call of this Secret Service backend end, with a ConnectionError, when the service ends."""
    backend.get_preferred_collection = MethodType(_collection, backend)  # type: ignore[attr-defined]
    return backend


def _collection(backend: KeyringBackend) -> Any:  # noqa: ANN401 - secretstorage's, which has no types for keyring
    """Do what keyring's own method of this name does, on a connection that is watched and never left open."""
    connection = secretstorage.dbus_init()
    try:
        _watch(connection)
        return _unlocked(connection, backend)
    except BaseException:
        connection.close()
        raise


def _unlocked(connection: Any, backend: KeyringBackend) -> Any:  # noqa: ANN401
    chosen = getattr(backend, "preferred_collection", None)
    try:
        collection = (
            secretstorage.Collection(connection, chosen) if chosen else secretstorage.get_default_collection(connection)
        )
    except secretstorage.SecretStorageException as error:
        raise InitError(f"Failed to create the collection: {error}.") from error
    if collection.is_locked():
        collection.unlock()
        if collection.is_locked():
            raise KeyringLocked("Failed to unlock the collection!")
    return collection


def _watch(connection: Any) -> None:  # noqa: ANN401
    changes = MatchRule(
        type="signal", sender=message_bus.bus_name, interface=message_bus.interface, member="NameOwnerChanged"
    )
    changes.add_arg_condition(0, SERVICE_NAME)
    connection.filter(changes, queue=_Alarm())
    connection.send_and_get_reply(message_bus.AddMatch(changes))
