"""Fixtures: profiles in a keyring in memory, and isolated login sessions."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.credentials.fakes import MemoryKeyring
from tests.credentials.login import KeyringSession
from workbench.credentials import Profiles, Vault

# The Secret Service is Linux's; macOS and Windows have keyrings that no test may touch.
_REAL = ["test_gnome_keyring.py", "test_keyring_killed.py", "test_keyring_prompt.py"]
collect_ignore = [] if sys.platform == "linux" else _REAL


@pytest.fixture
def backend() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "config" / "profiles.json"


@pytest.fixture
def profiles(index: Path, backend: MemoryKeyring) -> Profiles:
    return Profiles(index, Vault(backend))


@pytest.fixture
def new_session() -> Iterator[Callable[[], KeyringSession]]:
    """Make login sessions, which end with the test."""
    yield from _sessions()


@pytest.fixture(scope="module")
def new_sessions() -> Iterator[Callable[[], KeyringSession]]:
    """Make login sessions for all tests of a file."""
    yield from _sessions()


def _sessions() -> Iterator[Callable[[], KeyringSession]]:
    """Their folders have short names, as a socket's address must."""
    sessions: list[KeyringSession] = []
    folders: list[Path] = []

    def make() -> KeyringSession:
        folders.append(Path(tempfile.mkdtemp(prefix="pw-")))
        sessions.append(KeyringSession(folders[-1]))
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
