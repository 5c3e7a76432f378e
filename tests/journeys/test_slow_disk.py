"""Whatever the disk or another program does, the window goes on, says what it waits for, and lets it be stopped."""

import os
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver
from workbench.credentials import profile_index
from workbench.disk import config_dir, locked, read_file, state_dir
from workbench.workspace import drafts as draft_store
from workbench.workspace import files, settings
from workbench.workspace.drafts import Draft, DraftStore
from workbench.workspace.settings import SettingsStore


@pytest.fixture
def drafts(home: Path) -> Path:
    """The list of drafts of a window that was closed."""
    store = DraftStore()
    store.save([Draft("mine.json", None, b'{"mine": 1}')])
    store.close()
    return state_dir() / "drafts" / "drafts.json"


def open_file(driver: WindowDriver, path: Path) -> None:
    driver.app.features.parts("compose").files.open_paths([path])


def test_the_sample_is_shown_until_the_drafts_can_be_read(new_driver: Make, drafts: Path) -> None:
    with locked(drafts):
        driver = new_driver()
        driver.start()  # ends when the window is painted and idle
        assert driver.tabs() == ["install-ios.json"]
        driver.qtbot.waitUntil(lambda: "Reading the drafts" in driver.notice)
        assert driver.has_button("Stop waiting")
        assert driver.token
    driver.qtbot.waitUntil(lambda: driver.tabs() == ["mine.json"])
    assert driver.notice == ""


def test_what_was_typed_meanwhile_is_kept_beside_the_drafts(new_driver: Make, drafts: Path) -> None:
    with locked(drafts):
        driver = new_driver()
        driver.start()
        driver.write("x")
    driver.qtbot.waitUntil(lambda: len(driver.tabs()) == 2)
    assert driver.editor.body().startswith(b"x")


def test_drafts_that_are_not_waited_for_are_opened_at_the_next_start(new_driver: Make, drafts: Path) -> None:
    with locked(drafts):
        driver = new_driver()
        driver.start()
        driver.qtbot.waitUntil(lambda: driver.has_button("Stop waiting"))
        driver.click(driver.button("Stop waiting"))
        driver.write("x")
        with driver.qtbot.waitSignal(driver.app.features.parts("compose").autosave.saved):
            driver.write("y")
    driver.quit()
    again = new_driver()
    again.start()
    assert sorted(again.tabs()) == ["install-ios.json ●", "mine.json"]


def test_quitting_waits_for_the_drafts_and_says_so(driver: WindowDriver) -> None:
    with locked(state_dir() / "drafts" / "drafts.json"):
        driver.write("x")
        driver.press(Qt.Key.Key_Q, CONTROL)
        assert driver.window.isVisible()
        driver.qtbot.waitUntil(lambda: "drafts takes long" in driver.notice)
    driver.qtbot.waitUntil(lambda: not driver.window.isVisible())
    (draft,) = DraftStore(state_dir() / "drafts").load().documents
    assert draft.body.startswith(b"x")


def test_a_second_quit_does_not_wait_for_the_drafts(driver: WindowDriver) -> None:
    with locked(state_dir() / "drafts" / "drafts.json"):
        driver.write("x")
        driver.press(Qt.Key.Key_Q, CONTROL)
        assert driver.window.isVisible()
        driver.press(Qt.Key.Key_Q, CONTROL)
        assert not driver.window.isVisible()


def test_settings_are_saved_when_their_lock_is_free(driver: WindowDriver) -> None:
    with locked(config_dir() / "settings.json"):
        driver.press(Qt.Key.Key_M, CONTROL | SHIFT)
        assert driver.app.masks.on
    driver.qtbot.waitUntil(lambda: SettingsStore().load().masked)


def test_a_pipe_is_waited_for_only_while_something_writes_to_it(driver: WindowDriver, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    open_file(driver, pipe)
    driver.qtbot.waitUntil(lambda: "no program writes" in driver.notice)
    with ExitStack() as stack:
        writer = os.open(pipe, os.O_RDWR)
        stack.callback(os.close, writer)
        open_file(driver, pipe)
        driver.qtbot.waitUntil(lambda: driver.has_button("Stop waiting"))
        driver.click(driver.button("Stop waiting"))
        assert not driver.has_button("Stop waiting")
    assert driver.tabs() == ["install-ios.json"]


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full", "/proc/kmsg"])
def test_a_device_is_refused(driver: WindowDriver, path: str) -> None:
    open_file(driver, Path(path))
    driver.qtbot.waitUntil(lambda: "could not be read" in driver.notice)
    assert path in driver.notice


def test_a_disk_that_does_not_answer_can_be_left_alone(
    driver: WindowDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def read(_path: Path, _most: int) -> bytes:
        answers.wait(60)
        return b"{}"

    monkeypatch.setattr(files, "read_file", read)
    open_file(driver, tmp_path / "far.json")
    driver.qtbot.waitUntil(lambda: "Reading far.json takes long" in driver.notice)
    driver.write("x")
    assert driver.editor.body().startswith(b"x")
    driver.click(driver.button("Stop waiting"))
    answers.set()
    assert driver.tabs() == ["install-ios.json ●"]


def test_the_window_starts_though_no_file_can_be_read(
    new_driver: Make, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SettingsStore().change(theme="dark")
    answers = threading.Event()

    def read(path: Path, most: int) -> bytes:
        answers.wait(60)
        return read_file(path, most)

    for module in (settings, draft_store, profile_index):
        monkeypatch.setattr(module, "read_file", read)
    driver = new_driver()
    driver.start()
    assert driver.tabs() == ["install-ios.json"]
    assert driver.token
    driver.qtbot.waitUntil(lambda: driver.has_button("Stop waiting"))
    answers.set()
    driver.qtbot.waitUntil(lambda: driver.tabs() == ["mine.json"])
    assert drafts.is_file()


def test_a_history_in_use_delays_no_key(new_driver: Make) -> None:
    with locked(state_dir() / "history.sqlite"):
        driver = new_driver()
        driver.start()
        driver.send()
        driver.write("x")
        assert driver.editor.body().startswith(b"x")
        driver.qtbot.waitUntil(lambda: "Another program is using the history" in driver.notice)
