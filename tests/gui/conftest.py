"""Provides themes, screen privacy, and profiles with a keyring that can wait, without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.keyrings import WaitingKeyring
from tests.gui.profile_services import ProfileServices
from workbench.credentials import Profiles, Vault
from workbench.gui.core import active_profile as active_profile_module
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.theme import ThemeSource, theme


@pytest.fixture
def themes(qapp: QApplication) -> ThemeSource:
    """A theme source, light at first."""
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
    """The stored profiles, as another process reads them."""
    profiles = Profiles(tmp_path / "profiles.json", Vault(backend))
    for name in ("one", "two"):
        profiles.add(name, f"key-of-{name}", f"secret-of-{name}")
    return profiles


@pytest.fixture
def services(
    qtbot: QtBot, backend: WaitingKeyring, kept: Profiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ProfileServices]:
    """The profile services; nothing has been read from the keyring."""
    backend.threads.clear()
    monkeypatch.setattr(
        active_profile_module, "default_profiles", lambda: Profiles(tmp_path / "profiles.json", Vault(backend))
    )
    tasks = Tasks()
    yield ProfileServices(tasks)
    backend.go.set()
    tasks.close()
