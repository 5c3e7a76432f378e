"""Provides a history in a temporary folder, closed after the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.history import History


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    history = History(path)
    yield history
    history.close()
    assert history.error == ""


@pytest.fixture
def retrying(path: Path) -> Iterator[History]:
    """A history that retries failed writes after a short time."""
    history = History(path, retry_s=0.1)
    yield history
    history.close()
    assert history.error == ""
