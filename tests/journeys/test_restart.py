"""What the next start restores, after a normal quit and after a killed process."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QListWidget, QMenu, QPushButton

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir, state_dir
from workbench.payloads import template

TYPIST = Path(__file__).with_name("typist.py")
INSTALL = template("install-ios").body


def bodies(driver: WindowDriver) -> list[bytes]:
    return [body for _document, body in driver.app.session.documents()]


def test_documents_are_restored_with_unsaved_text_wire_forms_and_the_current_one(
    new_driver: Make, tmp_path: Path
) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(b'\xef\xbb\xbf{"a":"\xc2\xa0\xe2\x80\xa8\xff"}\r\n')
    first = new_driver()
    first.start([path])
    first.write("x")
    first.press(Qt.Key.Key_W, CONTROL | SHIFT)
    menu = first.focus()
    assert isinstance(menu, QMenu)
    first.wait_for_keyboard(menu)
    for _ in range(2):
        first.press(Qt.Key.Key_Down)
    first.press(Qt.Key.Key_Return)
    first.wait_for_keyboard(first.window)
    first.press(Qt.Key.Key_1, CONTROL)
    first.named(QListWidget, "Templates").setCurrentRow(1)
    first.press(Qt.Key.Key_Return)
    first.press(Qt.Key.Key_N, CONTROL)
    first.press(Qt.Key.Key_2, CONTROL)
    first.write("new text")
    tabs = first.app.features.parts("compose").pane.tabs
    tabs.setFocus()
    first.press(Qt.Key.Key_Left)
    before = first.tabs(), bodies(first), tabs.currentIndex(), first.payload_hash
    first.quit()

    second = new_driver()
    second.start()
    tabs = second.app.features.parts("compose").pane.tabs
    assert (second.tabs(), bodies(second), tabs.currentIndex(), second.payload_hash) == before
    assert second.tabs() == ["odd.json ●", "install-android.json", "untitled.json ●"]
    assert second.focus() is second.editor
    tabs.setFocus()
    second.press(Qt.Key.Key_Left)
    assert second.named(QPushButton, "Wire form").text() == "slashes escaped ▾"
    second.press(Qt.Key.Key_S, CONTROL)
    assert path.read_bytes() == b'x\xef\xbb\xbf{"a":"\xc2\xa0\xe2\x80\xa8\xff"}\r\n'


def test_each_caret_is_restored_and_visible(new_driver: Make, tmp_path: Path) -> None:
    long, short = tmp_path / "long.json", tmp_path / "short.json"
    long.write_bytes(b"[" + '\n\t"😀\u00e9",'.encode() * 2000 + b"0]")
    short.write_bytes(b'{"a": 1}')
    first = new_driver()
    first.start([long, short])
    first.app.features.parts("compose").pane.tabs.setCurrentIndex(0)
    in_long = 1 + 12 * 1500 + 7
    first.editor.go_to_offset(in_long)
    assert first.editor.caret_offset() == in_long
    first.app.features.parts("compose").pane.tabs.setCurrentIndex(1)
    first.editor.go_to_offset(6)
    first.quit()

    second = new_driver()
    second.start()
    assert second.editor.caret_offset() == 6
    second.app.features.parts("compose").pane.tabs.setCurrentIndex(0)
    assert second.editor.caret_offset() == in_long
    second.qtbot.waitUntil(lambda: second.editor.viewport().rect().contains(second.editor.cursorRect()))


def test_a_caret_is_not_restored_in_a_changed_file(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(b'{"a": 1}')
    first = new_driver()
    first.start([path])
    first.editor.go_to_offset(6)
    first.quit()
    path.write_bytes(b'{"other": "text"}')

    second = new_driver()
    second.start()
    assert second.editor.body() == b'{"other": "text"}'
    assert second.editor.caret_offset() == 0


def test_window_docks_endpoint_profile_and_theme_are_restored(keyring: MemoryKeyring, new_driver: Make) -> None:
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Acme QA", "acme-key", "acme-secret")
    first = new_driver()
    first.start()
    first.window.resize(960, 700)  # what the offscreen screen has room for
    first.choose(first.named(QComboBox, "Profile"), "Acme QA")
    first.choose(first.named(QComboBox, "Endpoint"), "Kochava, Python sample")
    first.press(Qt.Key.Key_5, CONTROL)
    first.window.dock("Templates").hide()
    first.app.choose_theme("dark")
    first.qtbot.waitUntil(lambda: len(first.token) == 64)
    token = first.token
    first.quit()

    second = new_driver()
    second.start()
    assert (second.window.width(), second.window.height()) == (960, 700)
    assert not second.window.dock("Templates").isVisible()
    assert not second.window.dock("Credentials").visibleRegion().isEmpty()
    assert second.named(QComboBox, "Endpoint").currentText() == "Kochava, Python sample"
    assert second.named(QComboBox, "Profile").currentText() == "Acme QA"
    second.qtbot.waitUntil(lambda: second.token == token)
    assert second.app.themes.current.mode == "dark"
    second.press(Qt.Key.Key_1, CONTROL)
    assert second.window.dock("Templates").isVisible()


def test_dock_sizes_are_restored_at_each_start(new_driver: Make) -> None:
    def sizes(driver: WindowDriver) -> list[tuple[int, int]]:
        return [driver.window.dock(name).size().toTuple() for name in ("Templates", "Signature", "Log")]

    first = new_driver()
    first.start()
    first.window.resize(960, 700)
    first.window.resizeDocks([first.window.dock("Templates")], [180], Qt.Orientation.Horizontal)
    first.qtbot.waitUntil(lambda: sizes(first)[0][0] == 180)
    arranged = sizes(first)
    first.quit()
    for _ in range(2):
        again = new_driver()
        again.start()
        assert sizes(again) == arranged
        again.quit()


def test_a_deleted_profile_is_replaced_by_the_sample(keyring: MemoryKeyring, new_driver: Make) -> None:
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    profiles.add("Acme QA", "acme-key", "acme-secret")
    first = new_driver()
    first.start()
    first.choose(first.named(QComboBox, "Profile"), "Acme QA")
    first.quit()
    profiles.remove("Acme QA")
    second = new_driver()
    second.start()
    assert second.named(QComboBox, "Profile").currentText() == "Sample"
    assert second.token.startswith("d9e6e126")


def test_damaged_settings_and_drafts_are_reported_and_sending_still_works(new_driver: Make) -> None:
    for file in (config_dir() / "settings.json", state_dir() / "drafts" / "drafts.json"):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"{damaged")
    driver = new_driver()
    driver.start()
    assert driver.tabs() == ["install-ios.json"]
    assert "damaged" in driver.notice or "could not be read" in driver.notice
    assert driver.send_and_wait()[4] == "200"


def test_a_file_named_at_the_start_is_not_opened_twice_and_keeps_its_draft(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")
    first = new_driver()
    first.start([path])
    first.write("x")
    first.quit()
    second = new_driver()
    second.start([path])
    assert second.tabs() == ["a.json ●"]
    assert bodies(second) == [b"x{}"]
    assert path.read_bytes() == b"{}"


def test_text_typed_a_second_before_a_kill_is_restored(new_driver: Make) -> None:
    with subprocess.Popen([sys.executable, str(TYPIST), '"kept",'], stdout=subprocess.PIPE, text=True) as typist:
        assert typist.stdout is not None
        said = [typist.stdout.readline().strip() for _ in range(3)]
        typist.kill()
    assert said == ["typed", "kept", "second"]
    assert typist.returncode != 0
    driver = new_driver()
    driver.start()
    body = b'"kept",' + INSTALL
    assert driver.editor.body() == body
    assert driver.tabs() == ["install-ios.json ●"]
    assert driver.payload_hash == hashlib.sha1(body, usedforsecurity=False).hexdigest()


def left_open(new_driver: Make, path: Path, typed: str) -> None:
    """Open a file of `{}`, type into it, and quit."""
    path.write_bytes(b"{}")
    driver = new_driver()
    driver.start([path])
    driver.write(typed)
    driver.quit()


def test_a_file_without_edits_is_reloaded_at_the_next_start(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    left_open(new_driver, path, "")
    path.write_bytes(b"[1]")
    driver = new_driver()
    driver.start()
    assert (driver.tabs(), bodies(driver), driver.notice) == (["a.json"], [b"[1]"], "")


def test_edits_of_a_file_changed_by_another_program_are_kept_and_reported(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    left_open(new_driver, path, "x")
    path.write_bytes(b"[1]")
    driver = new_driver()
    driver.start()
    assert (driver.tabs(), bodies(driver)) == (["a.json ●"], [b"x{}"])
    assert "Another program has changed the file of a.json" in driver.notice
    driver.press(Qt.Key.Key_S, CONTROL)
    assert driver.has_button("Overwrite")
    assert path.read_bytes() == b"[1]"


def test_the_text_of_a_missing_file_is_kept_as_an_edit_and_reported(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    left_open(new_driver, path, "")
    path.unlink()
    driver = new_driver()
    driver.start()
    assert (driver.tabs(), bodies(driver)) == (["a.json ●"], [b"{}"])
    assert "The file of a.json is missing" in driver.notice
    driver.press(Qt.Key.Key_S, CONTROL)
    assert path.read_bytes() == b"{}"
    assert driver.tabs() == ["a.json"]


def test_edits_that_equal_the_current_file_are_no_longer_unsaved(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    left_open(new_driver, path, "x")
    path.write_bytes(b"x{}")
    driver = new_driver()
    driver.start()
    assert (driver.tabs(), bodies(driver), driver.notice) == (["a.json"], [b"x{}"], "")


def block_drafts(driver: WindowDriver) -> None:
    """Put a file where the drafts belong, at a moment when nothing writes there."""
    autosave = driver.app.features.parts("compose").autosave
    driver.qtbot.waitUntil(lambda: not autosave._timer.isActive() and not autosave._writing)
    autosave._store.close()
    shutil.rmtree(state_dir() / "drafts")
    (state_dir() / "drafts").write_bytes(b"in the way")


def test_a_window_whose_drafts_cannot_be_saved_closes_only_at_the_second_request(driver: WindowDriver) -> None:
    block_drafts(driver)
    driver.write("dear text")
    driver.press(Qt.Key.Key_Q, CONTROL)
    assert driver.window.isVisible()
    assert "could not be saved" in driver.notice
    assert "Save the documents to files" in driver.notice
    assert "Close the window again" in driver.notice
    driver.send_and_wait()
    driver.quit()


def test_a_window_without_edits_closes_although_its_drafts_cannot_be_saved(driver: WindowDriver) -> None:
    block_drafts(driver)
    driver.quit()


def test_two_windows_in_one_home_folder_keep_separate_documents(new_driver: Make) -> None:
    first = new_driver()
    first.start()
    first.write("first")
    second = new_driver()
    second.start()
    assert bodies(second) == [INSTALL]
    second.write("second")
    second.quit()
    first.wait_for_keyboard(first.window)
    first.quit()
    again = new_driver()
    again.start()
    assert bodies(again) == [b"first" + INSTALL, b"second" + INSTALL]
    again.quit()
    once_more = new_driver()
    once_more.start()
    assert bodies(once_more) == [b"first" + INSTALL, b"second" + INSTALL]
