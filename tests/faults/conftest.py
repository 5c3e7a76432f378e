"""Fixtures of the fault tests: certificates, a history, and the window of the journeys."""

from pathlib import Path

import pytest

from tests.journeys.conftest import driver, new_driver
from tests.transport.servers import Authority

__all__ = ["driver", "new_driver"]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that signs for the tests' own servers."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def known(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """That authority, known to the system."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a history may be made."""
    return tmp_path / "state" / "history.sqlite"
