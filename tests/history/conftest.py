"""A history in a folder of its own, closed when the test is over."""

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
    assert history.trouble == ""


@pytest.fixture
def retrying(path: Path) -> Iterator[History]:
    """A history that soon tries again to write what it could not."""
    history = History(path, again_s=0.1)
    yield history
    history.close()
    assert history.trouble == ""
