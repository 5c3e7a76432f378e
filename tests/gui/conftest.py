"""Gives tests of the window's parts its theme, its screen privacy, and its profiles over a keyring that can wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.keyed import Keyed
from tests.gui.keyrings import WaitingKeyring
from workbench.credentials import Profiles, Vault
from workbench.gui.core import active_profile as keys_module
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.theme import ThemeSource, theme


@pytest.fixture
def themes(qapp: QApplication) -> ThemeSource:
    """The theme of a window, light at first."""
    return ThemeSource(theme("light"))


@pytest.fixture
def privacy() -> ScreenPrivacy:
    """The screen privacy of a window, off at first."""
    return ScreenPrivacy()


@pytest.fixture
def backend() -> WaitingKeyring:
    """A keyring with the profiles `one` and `two`."""
    return WaitingKeyring()


@pytest.fixture
def kept(backend: WaitingKeyring, tmp_path: Path) -> Profiles:
    """The profiles as another process sees them."""
    profiles = Profiles(tmp_path / "profiles.json", Vault(backend))
    for name in ("one", "two"):
        profiles.add(name, f"key-of-{name}", f"secret-of-{name}")
    return profiles


@pytest.fixture
def keyed(
    qtbot: QtBot, backend: WaitingKeyring, kept: Profiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Keyed]:
    """The profiles of a window that has just started and fetched nothing."""
    backend.threads.clear()
    monkeypatch.setattr(keys_module, "default_profiles", lambda: Profiles(tmp_path / "profiles.json", Vault(backend)))
    bridge = Tasks()
    yield Keyed(bridge)
    backend.go.set()
    bridge.close()
