"""Ends a call of the Secret Service with an error if the service exits, even while its prompt is open.

`secretstorage` waits only for the prompt's answer, forever if the service exits, and `keyring` does not close the
connection of a failed call. Linux only, as are the imported libraries.
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
    """The message queue of a jeepney filter; it ends the wait by raising when the service exits."""

    def append(self, change: Any) -> None:  # noqa: ANN401 - jeepney has no types
        if not change.body[2]:  # the new owner
            raise ConnectionResetError("the Secret Service exited")


def end_calls_with_service(backend: KeyringBackend) -> KeyringBackend:
    """Make every call of this Secret Service backend raise ConnectionError if the service exits."""
    backend.get_preferred_collection = MethodType(_collection, backend)  # type: ignore[attr-defined]
    return backend


def _collection(backend: KeyringBackend) -> Any:  # noqa: ANN401 - secretstorage has no types
    """Replace keyring's method of this name with one that watches its connection and always closes it on error."""
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
