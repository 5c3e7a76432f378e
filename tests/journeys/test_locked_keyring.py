"""The window while a real keyring is locked and waits for its password."""

import hashlib
import hmac
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QComboBox

from tests.credentials.login import PASSWORD, KeyringSession
from tests.credentials.prompter import Prompter
from tests.journeys.conftest import CONTROL, Make, WindowDriver
from workbench.payloads import template
from workbench.signing import SAMPLE, sign

pytestmark = pytest.mark.real_keyring

KEY, SECRET = "acme-key-0123456789", "acme-secret-9876543210"
INSTALL = template("install-ios").body
TOKEN = hmac.digest(
    KEY.encode(), (SECRET + hashlib.sha1(INSTALL, usedforsecurity=False).hexdigest()).encode(), "sha256"
).hex()
BEATS = 50  # of 8 ms each, when nothing holds the window up


class Heart(QObject):
    """Beats as often as the GUI thread is free to."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.beats = 0
        timer = QTimer(self, interval=8)
        timer.timeout.connect(self._beat)
        timer.start()

    def _beat(self) -> None:
        self.beats += 1


@pytest.fixture(scope="module")
def session() -> Iterator[KeyringSession]:
    """A session with one profile in its keyring."""
    folder = Path(tempfile.mkdtemp(prefix="pw-"))
    session = KeyringSession(folder)
    session.start_keyring(unlocked=True)
    session.ask(do="add", name="Acme", api_key=KEY, secret=SECRET)
    yield session
    session.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def prompter(session: KeyringSession, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Prompter]:
    """The prompts of the locked keyring, which this process reaches from now on."""
    session.lock_keyring()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session.environ["DBUS_SESSION_BUS_ADDRESS"])
    shutil.copytree(session.environ["WORKBENCH_HOME"], home / "workbench")
    with Prompter(session.environ["DBUS_SESSION_BUS_ADDRESS"]) as prompter:
        yield prompter
        if prompter.asked.is_set():
            prompter.dismiss()


@pytest.fixture
def waiting(prompter: Prompter, new_driver: Make) -> WindowDriver:
    """A window in which a profile was just chosen whose keyring is locked; its prompt stands open."""
    driver = new_driver()
    driver.start()
    choose(driver, "Acme")
    driver.qtbot.waitUntil(prompter.asked.is_set)
    return driver


def choose(driver: WindowDriver, title: str) -> None:
    driver.choose(driver.named(QComboBox, "Profile"), title)


def calls() -> list[threading.Thread]:
    """The calls to the keyring that have not returned."""
    return [thread for thread in threading.enumerate() if thread.name == "workbench-call"]


def test_the_window_stays_responsive_while_the_prompt_is_open(waiting: WindowDriver, prompter: Prompter) -> None:
    heart = Heart(waiting.window)
    waiting.qtbot.waitUntil(lambda: heart.beats >= BEATS)
    assert prompter.asked.is_set(), "all those beats came before the answer"
    assert "Waiting for the keyring" in waiting.token
    waiting.press(Qt.Key.Key_2, CONTROL)
    waiting.write("x")
    assert waiting.payload_hash == hashlib.sha1(b"x" + INSTALL, usedforsecurity=False).hexdigest()
    waiting.press(Qt.Key.Key_Z, CONTROL)
    assert prompter.asked.is_set()
    prompter.unlock(PASSWORD)
    waiting.qtbot.waitUntil(lambda: waiting.token == TOKEN)


def test_a_late_answer_is_ignored(waiting: WindowDriver, prompter: Prompter) -> None:
    choose(waiting, "Sample")
    demo = sign(INSTALL, SAMPLE).auth_token
    assert waiting.token == demo
    prompter.unlock(PASSWORD)
    waiting.qtbot.waitUntil(lambda: not calls())
    heart = Heart(waiting.window)
    waiting.qtbot.waitUntil(lambda: heart.beats > 1)  # the late answer has been handled
    assert waiting.token == demo
    assert waiting.app.session.profile == "sample"


def test_waiting_can_be_stopped_and_the_late_answer_is_ignored(waiting: WindowDriver, prompter: Prompter) -> None:
    waiting.press(Qt.Key.Key_5, CONTROL)
    waiting.qtbot.waitUntil(lambda: waiting.has_button("Stop waiting"))
    waiting.click(waiting.button("Stop waiting"))
    assert waiting.token.startswith("Waiting for the keyring was cancelled")
    assert prompter.asked.is_set(), "the prompt is the keyring's own and stays"
    prompter.unlock(PASSWORD)
    waiting.qtbot.waitUntil(lambda: not calls())
    heart = Heart(waiting.window)
    waiting.qtbot.waitUntil(lambda: heart.beats > 1)  # the late answer has been handled
    assert waiting.token.startswith("Waiting for the keyring was cancelled")
    assert not waiting.has_button("Stop waiting")
    choose(waiting, "Acme")
    waiting.qtbot.waitUntil(lambda: waiting.token == TOKEN)


def test_a_dismissed_prompt_is_reported_and_can_be_opened_again(waiting: WindowDriver, prompter: Prompter) -> None:
    prompter.dismiss()
    waiting.qtbot.waitUntil(lambda: "keyring" in waiting.token and "Waiting" not in waiting.token)
    waiting.press(Qt.Key.Key_2, CONTROL)
    waiting.send()
    assert waiting.notice.endswith("Nothing was sent.")
    choose(waiting, "Acme")
    waiting.qtbot.waitUntil(prompter.asked.is_set)
    prompter.unlock(PASSWORD)
    waiting.qtbot.waitUntil(lambda: waiting.token == TOKEN)


def test_a_window_that_is_closed_does_not_wait_for_the_prompt(waiting: WindowDriver, prompter: Prompter) -> None:
    waiting.quit()
    assert prompter.asked.is_set()
    prompter.dismiss()


def test_a_window_opens_while_the_last_used_profile_waits_for_the_keyring(
    waiting: WindowDriver, prompter: Prompter, new_driver: Make
) -> None:
    waiting.quit()
    prompter.dismiss()
    prompter.withdrawn.wait(30)
    again = new_driver()
    again.start()
    again.qtbot.waitUntil(prompter.asked.is_set)
    assert "Waiting for the keyring" in again.token
    prompter.unlock(PASSWORD)
    again.qtbot.waitUntil(lambda: again.token == TOKEN)


def test_a_keyring_that_stops_while_its_prompt_is_open_is_reported(
    waiting: WindowDriver, prompter: Prompter, session: KeyringSession
) -> None:
    session.kill_keyring()
    waiting.qtbot.waitUntil(lambda: "stopped answering" in waiting.token)
    session.start_keyring(unlocked=True)
    choose(waiting, "Sample")
    choose(waiting, "Acme")
    waiting.qtbot.waitUntil(lambda: waiting.token == TOKEN)
