"""What tests of the command line stand on: credentials in the environment, and the documented sample as a file."""

from pathlib import Path

import pytest

from tests.cli.running import API_KEY, SECRET
from workbench.payloads import template


@pytest.fixture
def sample_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the published sample pair into the environment."""
    monkeypatch.setenv("WORKBENCH_API_KEY", API_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", SECRET)


@pytest.fixture
def install(tmp_path: Path) -> str:
    """Return the name of a file with the documented install sample."""
    path = tmp_path / "install-ios.json"
    path.write_bytes(template("install-ios").body)
    return str(path)
