"""Fake keyrings for tests: in memory, failing, stoppable, and able to list their entries.

Never used by the product: they are not on the allow-list, and a vault uses them only if they are passed to it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from workbench.credentials import Profiles

KEY = "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52"
SECRET = "a-secret-of-ours"


def names_of(profiles: Profiles) -> list[str]:
    """Return the names in the order of the list."""
    return [profile.name for profile in profiles.list()]


def values_of(keyring: "MemoryKeyring", name: str = "") -> list[dict[str, str]]:
    """Return the values in each entry, or in those written for a profile of this name."""
    entries = {user: content for (_service, user), content in keyring.entries.items()}
    return [json.loads(content) for user, content in entries.items() if user.startswith(f"{name}/" if name else "")]


def vanish(keyring: "MemoryKeyring", name: str) -> None:
    """Delete the entries written for a profile of this name, as another program would."""
    for entry in [entry for entry in keyring.entries if entry[1].startswith(f"{name}/")]:
        del keyring.entries[entry]


class MemoryKeyring(KeyringBackend):
    """A keyring in memory; `entries` is its content."""

    priority = 0.1  # never chosen by keyring itself

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.asked += 1
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.asked += 1
        if (service, username) not in self.entries:
            raise PasswordDeleteError("No such password!")
        del self.entries[service, username]


class FailingKeyring(MemoryKeyring):
    """A keyring that raises `error` at the calls whose numbers, from 1, are in `failing`; `failing` may be changed."""

    priority = 0.1

    def __init__(self, error: Exception, failing: Iterable[int]) -> None:
        super().__init__()
        self.error = error
        self.failing = set(failing)

    def get_password(self, service: str, username: str) -> str | None:
        answer = super().get_password(service, username)
        self._fail()
        return answer

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)  # it may have been stored before the answer was lost
        self._fail()

    def delete_password(self, service: str, username: str) -> None:
        if self.asked + 1 in self.failing:  # and the value stays
            self.asked += 1
            raise self.error
        super().delete_password(service, username)

    def _fail(self) -> None:
        if self.asked in self.failing:
            raise self.error


class StoppableKeyring(MemoryKeyring):
    """A keyring that passes each call to `step` first, which may execute it, raise, or both.

    `step` receives a function that executes the call; if it is None, calls are executed. As on macOS, to
    replace a value is two calls: it is deleted first.
    """

    priority = 0.1

    def __init__(self, step: Callable[[Callable[[], object]], None] | None = None) -> None:
        super().__init__()
        self.step = step

    def get_password(self, service: str, username: str) -> str | None:
        answer = super().get_password(service, username)
        self._do(lambda: None)
        return answer

    def set_password(self, service: str, username: str, password: str) -> None:
        if (service, username) in self.entries:
            self.delete_password(service, username)
        self._do(lambda: super(StoppableKeyring, self).set_password(service, username, password))

    def delete_password(self, service: str, username: str) -> None:
        self._do(lambda: super(StoppableKeyring, self).delete_password(service, username))

    def _do(self, what: Callable[[], object]) -> None:
        if self.step is None:
            what()
        else:
            self.step(what)


class ListingKeyring(StoppableKeyring):
    """A keyring that can list its entries and has the class name of keyring's Secret Service backend."""

    priority = 0.1
    schemes = MappingProxyType({"default": MappingProxyType({"username": "username", "service": "service"})})
    scheme = "default"

    def get_preferred_collection(self) -> "ListingKeyring":
        self.connection = self
        return self

    def search_items(self, wanted: Mapping[str, str]) -> "list[_Item]":
        return [_Item(service, user) for service, user in self.entries if service == wanted["service"]]

    def close(self) -> None:
        del self.connection


ListingKeyring.__module__, ListingKeyring.__qualname__ = "keyring.backends.SecretService", "Keyring"


class _Item:
    """An entry without its value."""

    def __init__(self, service: str, user: str) -> None:
        self._attributes = {"service": service, "username": user}

    def get_attributes(self) -> dict[str, str]:
        return self._attributes
