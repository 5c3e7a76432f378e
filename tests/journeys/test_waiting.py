"""A keyring that does not respond or fails: the window stays usable, waiting can be cancelled, no input is lost."""

import hashlib

import pytest
from keyring.errors import KeyringLocked
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QComboBox

from tests.credentials.fakes import FailingKeyring
from tests.gui.keyrings import WaitingKeyring, calls
from tests.journeys.conftest import CONTROL, Make, WindowDriver
from tests.journeys.panel import DEMO, INSTALL, KEY, NEW_KEY, NEW_SECRET, SECRET, Panel
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.gui.core import active_profile

BEATS = 25
STEPS = 3
"""Keyring calls until a pair is stored: unlock, store and read back."""


class Heart(QObject):
    """Beats as often as the GUI thread is free to; `beats` counts."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beats = 0
        timer = QTimer(self, interval=8)
        timer.timeout.connect(self._beat)
        timer.start()

    def _beat(self) -> None:
        self.beats += 1


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> WaitingKeyring:
    """A keyring that waits once `slow` says for what."""
    made = WaitingKeyring()
    monkeypatch.setattr(
        active_profile, "default_profiles", lambda: Profiles(config_dir() / "profiles.json", Vault(made))
    )
    return made


@pytest.fixture
def driver(backend: WaitingKeyring, new_driver: Make) -> WindowDriver:
    Profiles(config_dir() / "profiles.json", Vault(backend)).add("Acme", KEY, SECRET)
    driver = new_driver()
    driver.start()
    return driver


def wait_for_the_keyring(driver: WindowDriver, backend: WaitingKeyring) -> None:
    """Choose the profile whose values do not arrive, and wait until the dock shows it."""
    backend.slow = ("Acme/",)
    panel = Panel(driver)
    panel.open()
    driver.choose(driver.named(QComboBox, "Profile"), "Acme")
    driver.qtbot.waitUntil(backend.asking.is_set)
    driver.qtbot.waitUntil(lambda: driver.has_button("Stop waiting"))


def test_typing_works_and_a_send_is_refused_while_the_keyring_does_not_respond(
    driver: WindowDriver, backend: WaitingKeyring
) -> None:
    wait_for_the_keyring(driver, backend)
    heart = Heart(driver.window)
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write("x")
    assert driver.payload_hash == hashlib.sha1(b"x" + INSTALL, usedforsecurity=False).hexdigest()
    driver.qtbot.waitUntil(lambda: heart.beats >= BEATS)
    driver.press(Qt.Key.Key_Z, CONTROL)
    assert "Waiting for the keyring" in driver.token
    driver.send()
    assert "Waiting for the keyring" in driver.notice
    assert driver.notice.endswith("Nothing was sent.")
    assert backend.asking.is_set(), "all of that came before the answer"
    backend.go.set()
    Panel(driver).wait_for_token()
    driver.qtbot.waitUntil(lambda: not driver.has_button("Stop waiting"))
    assert driver.send_and_wait()[4] == "200"


@pytest.mark.parametrize("by_menu", [False, True])
def test_waiting_can_be_cancelled_and_a_late_answer_is_ignored(
    driver: WindowDriver, backend: WaitingKeyring, by_menu: bool
) -> None:
    command = driver.app.commands.action("credentials.stop-waiting")
    assert not command.isEnabled()
    wait_for_the_keyring(driver, backend)
    if by_menu:
        command.trigger()
    else:
        driver.click(driver.button("Stop waiting"))
    assert not driver.has_button("Stop waiting")
    assert not command.isEnabled()
    assert "was cancelled" in driver.token
    backend.go.set()
    driver.qtbot.waitUntil(lambda: not calls())
    heart = Heart(driver.window)
    driver.qtbot.waitUntil(lambda: heart.beats > 1)  # the late answer has been handled
    assert "was cancelled" in driver.token
    driver.choose(driver.named(QComboBox, "Profile"), "Acme")
    Panel(driver).wait_for_token()


def test_another_profile_is_used_while_the_first_waits_for_the_keyring(
    driver: WindowDriver, backend: WaitingKeyring
) -> None:
    wait_for_the_keyring(driver, backend)
    driver.choose(driver.named(QComboBox, "Profile"), "Sample")
    assert driver.token == DEMO
    assert not driver.has_button("Stop waiting")
    driver.press(Qt.Key.Key_2, CONTROL)
    assert driver.send_and_wait()[4] == "200"
    backend.go.set()
    driver.qtbot.waitUntil(lambda: not calls())
    heart = Heart(driver.window)
    driver.qtbot.waitUntil(lambda: heart.beats > 1)
    assert driver.token == DEMO


def test_a_cancelled_save_that_still_completes_is_listed(driver: WindowDriver, backend: WaitingKeyring) -> None:
    panel = Panel(driver)
    panel.new("Later", NEW_KEY, NEW_SECRET)
    backend.slow = ("Later/",)
    panel.press("Save in the keyring")
    driver.qtbot.waitUntil(lambda: driver.has_button("Stop waiting"))
    panel.press("Stop waiting")
    assert "was cancelled" in panel.problem
    assert panel.form_is_open
    assert (driver.line("Profile name"), driver.line("Secret")) == ("Later", NEW_SECRET)
    backend.go.set()
    driver.qtbot.waitUntil(lambda: any(each.startswith("Later") for each in panel.titles))
    assert panel.form_is_open
    assert driver.token == DEMO


def test_a_window_closes_while_it_waits_for_the_keyring(driver: WindowDriver, backend: WaitingKeyring) -> None:
    wait_for_the_keyring(driver, backend)
    driver.quit()
    assert backend.asking.is_set()
    backend.go.set()


@pytest.mark.parametrize("step", range(1, STEPS + 1))
@pytest.mark.parametrize("error", [ConnectionResetError, KeyringLocked])
def test_a_keyring_failure_at_any_step_of_a_save_is_reported_and_the_form_keeps_its_input(
    new_driver: Make, monkeypatch: pytest.MonkeyPatch, step: int, error: type[Exception]
) -> None:
    backend = FailingKeyring(error(), {step})
    monkeypatch.setattr(
        active_profile, "default_profiles", lambda: Profiles(config_dir() / "profiles.json", Vault(backend))
    )
    driver = new_driver()
    driver.start()
    panel = Panel(driver)
    panel.new("Acme")
    panel.press("Save in the keyring")
    panel.wait_for_problem("keyring")
    assert panel.form_is_open
    assert (driver.line("Profile name"), driver.line("API key"), driver.line("Secret")) == ("Acme", KEY, SECRET)
    for value in (KEY, SECRET):
        assert value not in panel.problem
    assert driver.token == DEMO
    assert len(panel.titles) == 1
    backend.failing = set()
    panel.press("Save in the keyring")
    panel.wait_for_token()
    driver.press(Qt.Key.Key_2, CONTROL)
    assert driver.send_and_wait()[4] == "200"


def test_the_failure_tests_cover_every_keyring_step_of_a_save() -> None:
    backend = FailingKeyring(OSError(), ())
    Profiles(config_dir() / "profiles.json", Vault(backend)).add("Acme", KEY, SECRET)
    assert backend.asked == STEPS


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_keyring_failure_at_any_step_of_an_update_leaves_the_old_or_the_new_pair(
    new_driver: Make, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    backend = FailingKeyring(ConnectionResetError(), ())
    profiles = Profiles(config_dir() / "profiles.json", Vault(backend))
    profiles.add("Acme", KEY, SECRET)
    monkeypatch.setattr(
        active_profile, "default_profiles", lambda: Profiles(config_dir() / "profiles.json", Vault(backend))
    )
    driver = new_driver()
    driver.start()
    driver.choose(driver.named(QComboBox, "Profile"), "Acme")
    panel = Panel(driver)
    panel.wait_for_token()
    panel.edit("Acme")
    panel.type("API key", NEW_KEY)
    panel.type("Secret", NEW_SECRET)
    backend.failing = {backend.asked + step}
    panel.press("Save in the keyring")
    panel.wait_for_problem("keyring")
    assert driver.line("Secret") == NEW_SECRET
    panel.wait_for_token()
    panel.press("Save in the keyring")
    panel.wait_for_token(NEW_KEY, NEW_SECRET)
