"""The window starts whatever has happened to its files, and says what was damaged."""

from pathlib import Path

import pytest

from tests.counts import repetitions
from tests.credentials.fakes import KEY, SECRET, MemoryKeyring
from tests.damage import damage, seeded
from tests.history.making import done, exchange
from tests.journeys.conftest import Make
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir, state_dir
from workbench.history import default_history
from workbench.workspace.drafts import Draft, DraftStore
from workbench.workspace.settings import SettingsStore


def make_files(keyring: MemoryKeyring) -> None:
    """Write every file of the program as a run leaves it."""
    SettingsStore().change(theme="dark", profile="Acme", transport={"a.example": '{"deadline": 5.0}'})
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Acme", KEY, SECRET)
    drafts = DraftStore()
    drafts.save([Draft("one.json", None, b"1"), Draft("two.json", None, b"2", caret=1)])
    drafts.close()
    history = default_history()
    history.begin([done(exchange())])
    history.close()


@pytest.mark.parametrize("seed", range(repetitions(gate=10, soak=100)))
def test_the_window_starts_with_any_damaged_file(
    new_driver: Make, keyring: MemoryKeyring, home: Path, seed: int
) -> None:
    make_files(keyring)
    chance = seeded(seed)
    damage(chance.choice(sorted(path for path in home.rglob("*") if path.is_file() and path.stat().st_size)), chance)
    driver = new_driver()
    driver.start()
    assert driver.tabs()
    if list(home.rglob("*.damaged-*")):
        driver.qtbot.waitUntil(lambda: driver.notice != "")


def test_a_damaged_profile_list_is_said(new_driver: Make, keyring: MemoryKeyring) -> None:
    make_files(keyring)
    (config_dir() / "profiles.json").write_bytes(b"{")
    driver = new_driver()
    driver.start()
    assert "profiles.json.damaged-1" in driver.notice
    assert not (state_dir() / "profiles.json").exists()
