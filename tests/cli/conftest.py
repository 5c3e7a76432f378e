"""Fixtures: credentials in the environment, a keyring in memory, the documented sample as a file."""

import sys
from pathlib import Path

import pytest

from tests.cli.running import API_KEY, SECRET, MemoryKeyring
from workbench.credentials import Vault
from workbench.credentials import profiles as profiles_room
from workbench.payloads import template

# Windows has no terminal that a test could make.
_TERMINAL = [
    "test_core_file.py",
    "test_prompts.py",
    "test_send_asks.py",
    "test_special_files.py",
    "test_terminal_safety.py",
    "test_lost_output.py",
]
collect_ignore = _TERMINAL if sys.platform == "win32" else []


@pytest.fixture
def sample_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the published sample credentials in the environment."""
    monkeypatch.setenv("WORKBENCH_API_KEY", API_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", SECRET)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """Use a keyring in memory."""
    backend = MemoryKeyring()
    monkeypatch.setattr(profiles_room, "Vault", lambda: Vault(backend))
    return backend


@pytest.fixture
def install(tmp_path: Path) -> str:
    """Return the path of a file with the documented install sample."""
    path = tmp_path / "install-ios.json"
    path.write_bytes(template("install-ios").body)
    return str(path)
