"""Keyrings for tests of the window: one that waits as behind a prompt, until it is let go."""

import threading

from tests.credentials.fakes import MemoryKeyring


class WaitingKeyring(MemoryKeyring):
    """A keyring whose answers wait while `go` is not set, for entries that begin with one of `slow`.

    Attributes:
        asking: set while a call waits.
        threads: who asked.
    """

    priority = 0.1

    def __init__(self) -> None:
        super().__init__()
        self.slow: tuple[str, ...] = ()
        self.go = threading.Event()
        self.asking = threading.Event()
        self.threads: set[threading.Thread] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self._wait(username)
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait(username)
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._wait(username)
        super().delete_password(service, username)

    def _wait(self, username: str) -> None:
        self.threads.add(threading.current_thread())
        if self.slow and username.startswith(self.slow):
            self.asking.set()
            self.go.wait(30)
            self.asking.clear()


def calls() -> list[threading.Thread]:
    """Return the calls to the keyring that have not come back."""
    return [thread for thread in threading.enumerate() if thread.name == "workbench-call"]
