"""Runs the command line in a process of its own, with a keyring that is a file of the test's, or that never answers.

Words: FILE, then the command line. With FILE "stuck" every call of the keyring says so on standard output and blocks
where no signal reaches it. With CARELESS in the environment it logs what it is given. Takes its standard input as the
terminal that controls it, if it is one.
"""

import json
import logging
import os
import sys
import threading
from pathlib import Path
from unittest import mock

from keyring.backend import KeyringBackend

from workbench.__main__ import main
from workbench.credentials import Vault
from workbench.credentials import profiles as profiles_room


class FileKeyring(KeyringBackend):
    """A keyring that stores its entries in a file, which the test can read."""

    priority = 0.1

    def __init__(self, path: Path) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._path = path

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if "CARELESS" in os.environ:
            logging.getLogger("keyring").warning("stored %s", password)
        self._path.write_text(json.dumps(self._entries() | {username: password}))

    def delete_password(self, service: str, username: str) -> None:
        self._path.write_text(json.dumps({name: value for name, value in self._entries().items() if name != username}))

    def _entries(self) -> dict[str, str]:
        entries: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return entries


class StuckKeyring(KeyringBackend):
    """A keyring that blocks forever."""

    priority = 0.1

    def get_password(self, service: str, username: str) -> str | None:
        os.write(1, b"asked\n")
        threading.Event().wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)

    def delete_password(self, service: str, username: str) -> None:
        self.get_password(service, username)


if __name__ == "__main__":
    if sys.stdin.isatty():
        import fcntl
        import termios

        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    backend = StuckKeyring() if sys.argv[1] == "stuck" else FileKeyring(Path(sys.argv[1]))  # type: ignore[no-untyped-call]
    with mock.patch.object(profiles_room, "Vault", lambda: Vault(backend)):
        sys.exit(main(sys.argv[2:]))
