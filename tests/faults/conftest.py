"""What the tests of faults share: certificates of our own, a name server that knows no name, a history of their own."""

from pathlib import Path

import pytest

from tests.transport.servers import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the tests' own servers are known by."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a history may be made."""
    return tmp_path / "state" / "history.sqlite"
