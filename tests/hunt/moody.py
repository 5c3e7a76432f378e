"""A keyring in memory that can be told to wait or to fail."""

import threading
from typing import TYPE_CHECKING

from tests.credentials.fakes import MemoryKeyring

if TYPE_CHECKING:
    from collections.abc import Callable


class Keyring(MemoryKeyring):
    """A keyring in memory that waits, or fails with the value in its message, when told to."""

    priority = 0.1

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()
        self.waits = threading.Event()
        self.error: Callable[[str], Exception] | None = None
        self.only_writing = False

    def get_password(self, service: str, username: str) -> str | None:
        self._hold(self.entries.get((service, username), ""), writing=False)
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._hold(password, writing=True)
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._hold(self.entries.get((service, username), ""), writing=True)
        super().delete_password(service, username)

    def _hold(self, value: str, *, writing: bool) -> None:
        if not self.open.is_set():
            self.waits.set()
            self.open.wait()
        if self.error is not None and (writing or not self.only_writing):
            raise self.error(f"there is trouble with {value!r}, not with {sorted(self.entries.values())}")
