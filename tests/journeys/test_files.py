"""Files are opened without loss, an edit changes only the edited bytes, and a save writes exactly the document."""

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QListWidget

from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver

CRLF = b'\xef\xbb\xbf{\r\n  "name": "a\xc2\xa0b\xe2\x80\xa8c",\r\n  "last": 1\r\n}'
ODD = (
    b'\xef\xbb\xbf{\r\n  "name": "a\xc2\xa0b\xe2\x80\xa8c\xe2\x80\xa9\x00\xff",\r\n  "lone": "\r",\r\n  "last": 1\r\n}'
)


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "odd.json"
    path.write_bytes(ODD)
    return path


def test_an_unusual_file_is_shown_with_its_sha1(new_driver: Make, odd: Path) -> None:
    driver = new_driver()
    driver.start([odd])
    assert driver.payload_hash == sha1(ODD)
    assert driver.tabs() == ["odd.json"]
    status = driver.line("Status")
    for word in (f"{len(ODD)} bytes", "BOM, but not UTF-8", "no final newline"):
        assert word in status


def test_an_edit_changes_one_place_and_a_save_writes_exactly_that(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "crlf.json"
    path.write_bytes(CRLF)
    driver = new_driver()
    driver.start([path])
    assert driver.payload_hash == sha1(CRLF)
    driver.press(Qt.Key.Key_End, CONTROL)
    driver.write(" ")
    assert driver.payload_hash == sha1(CRLF + b" ")
    driver.press(Qt.Key.Key_Up)
    driver.press(Qt.Key.Key_End)
    driver.press(Qt.Key.Key_Backspace)
    driver.write("2")
    expected = CRLF.replace(b'"last": 1', b'"last": 2') + b" "
    assert driver.payload_hash == sha1(expected)
    assert path.read_bytes() == CRLF
    assert driver.tabs() == ["crlf.json ●"]
    driver.press(Qt.Key.Key_S, CONTROL)
    assert path.read_bytes() == expected
    assert driver.tabs() == ["crlf.json"]


def test_an_edit_of_an_unusual_file_changes_only_the_edited_bytes(new_driver: Make, odd: Path) -> None:
    driver = new_driver()
    driver.start([odd])
    driver.press(Qt.Key.Key_End, CONTROL)
    driver.press(Qt.Key.Key_Backspace)
    driver.write("x")
    driver.press(Qt.Key.Key_S, CONTROL)
    assert odd.read_bytes() == ODD[:-1] + b"x"


def test_several_files_open_and_an_unreadable_one_is_reported(new_driver: Make, odd: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.json"
    second.write_bytes(b"{}\n")
    missing, folder = tmp_path / "missing.json", tmp_path
    driver = new_driver()
    driver.start([odd, missing, second, folder])
    assert driver.tabs() == ["odd.json", "second.json"]
    assert driver.payload_hash == sha1(b"{}\n")
    assert str(folder) in driver.notice


def test_the_documented_sample_opens_if_no_named_file_can_be_read(new_driver: Make, tmp_path: Path) -> None:
    driver = new_driver()
    driver.start([tmp_path / "missing.json"])
    assert driver.tabs() == ["install-ios.json"]
    assert "missing.json" in driver.notice


def test_open_and_save_as_go_through_the_dialogs(
    driver: WindowDriver, odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "elsewhere" / "copy.json"
    target.parent.mkdir()
    asked: list[str] = []

    def open_names(_parent: object, _title: str, folder: str, _kinds: str) -> tuple[list[str], str]:
        asked.append(folder)
        return [str(odd)], ""

    def save_name(_parent: object, _title: str, suggestion: str, _kinds: str) -> tuple[str, str]:
        asked.append(suggestion)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", open_names)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", save_name)
    driver.press(Qt.Key.Key_O, CONTROL)
    assert driver.tabs() == ["install-ios.json", "odd.json"]
    assert driver.payload_hash == sha1(ODD)
    driver.press(Qt.Key.Key_S, CONTROL | SHIFT)
    assert target.read_bytes() == ODD
    assert driver.tabs() == ["install-ios.json", "copy.json"]
    assert asked == ["", str(tmp_path / "odd.json")]


def test_a_failed_save_is_reported_and_keeps_the_edit(new_driver: Make, odd: Path, tmp_path: Path) -> None:
    driver = new_driver()
    driver.start([odd])
    driver.write("x")
    odd.unlink()
    odd.mkdir()
    (odd / "kept").touch()
    driver.press(Qt.Key.Key_S, CONTROL)
    assert "odd.json" in driver.notice
    assert driver.tabs() == ["odd.json ●"]
    assert driver.editor.body() == b"x" + ODD


def test_an_open_file_is_activated_and_not_opened_twice(new_driver: Make, odd: Path) -> None:
    driver = new_driver()
    driver.start([odd])
    driver.write("x")
    driver.press(Qt.Key.Key_N, CONTROL)
    assert driver.tabs() == ["odd.json ●", "untitled.json"]
    driver.app.features.parts("compose").files.open_paths([odd])
    assert driver.tabs() == ["odd.json ●", "untitled.json"]
    assert driver.editor.body() == b"x" + ODD


def test_each_document_keeps_its_own_text_caret_and_undo(driver: WindowDriver) -> None:
    driver.write("a")
    driver.press(Qt.Key.Key_N, CONTROL)
    assert driver.payload_hash == sha1(b"")
    driver.write("{}")
    tabs = driver.app.features.parts("compose").pane.tabs
    tabs.setFocus()
    driver.press(Qt.Key.Key_Left)
    assert driver.editor.body().startswith(b"a{")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_Z, CONTROL)
    assert driver.tabs() == ["install-ios.json", "untitled.json ●"]
    tabs.setFocus()
    driver.press(Qt.Key.Key_Right)
    assert driver.editor.body() == b"{}"


def test_an_open_and_unchanged_template_is_activated(driver: WindowDriver) -> None:
    templates = driver.named(QListWidget, "Templates")

    def choose(row: int) -> None:
        driver.press(Qt.Key.Key_1, CONTROL)
        templates.setCurrentRow(row)
        driver.press(Qt.Key.Key_Return)

    choose(1)
    assert driver.tabs() == ["install-ios.json", "install-android.json"]
    assert driver.focus() is driver.editor
    choose(0)
    assert driver.tabs() == ["install-ios.json", "install-android.json"]
    assert driver.payload_hash == "e34e502ecf03a87a475f5c95b707523bbb58e4fe"
    driver.write("x")
    choose(0)
    assert driver.tabs() == ["install-ios.json ●", "install-android.json", "install-ios-2.json"]
    choose(1)
    choose(0)
    assert driver.tabs() == ["install-ios.json ●", "install-android.json", "install-ios-2.json"]
    assert driver.payload_hash == "e34e502ecf03a87a475f5c95b707523bbb58e4fe"


def test_a_file_changed_on_disk_is_reloaded_unless_it_has_unsaved_edits(new_driver: Make, odd: Path) -> None:
    driver = new_driver()
    driver.start([odd])
    odd.write_bytes(b"{}")
    driver.app.features.parts("compose").files.open_paths([odd])
    assert driver.tabs() == ["odd.json"]
    assert driver.payload_hash == sha1(b"{}")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write("x")
    odd.write_bytes(b"[]")
    driver.app.features.parts("compose").files.open_paths([odd])
    assert driver.tabs() == ["odd.json ●"]
    assert driver.payload_hash == sha1(b"x{}")
    assert "unsaved changes were kept" in driver.notice


def test_a_save_asks_before_overwriting_changes_by_another_program(new_driver: Make, odd: Path) -> None:
    driver = new_driver()
    driver.start([odd])
    driver.write("x")
    odd.write_bytes(b"theirs")
    driver.press(Qt.Key.Key_S, CONTROL)
    assert "Another program has changed odd.json" in driver.notice
    driver.click(driver.button("Cancel the question"))
    assert driver.notice == ""
    assert odd.read_bytes() == b"theirs"
    assert driver.tabs() == ["odd.json ●"]
    driver.press(Qt.Key.Key_S, CONTROL)
    driver.click(driver.button("Overwrite"))
    assert odd.read_bytes() == b"x" + ODD
    assert driver.tabs() == ["odd.json"]
    assert driver.notice == ""


def test_save_as_keeps_the_changes_by_another_program(
    new_driver: Make, odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine.json"), ""))
    driver = new_driver()
    driver.start([odd])
    driver.write("x")
    odd.write_bytes(b"theirs")
    driver.press(Qt.Key.Key_S, CONTROL)
    driver.click(driver.button("Save as…"))
    assert (odd.read_bytes(), (tmp_path / "mine.json").read_bytes()) == (b"theirs", b"x" + ODD)
    assert driver.tabs() == ["mine.json"]


def test_a_missing_or_equal_file_is_saved_without_a_question(new_driver: Make, odd: Path) -> None:
    driver = new_driver()
    driver.start([odd])
    driver.write("x")
    odd.unlink()
    driver.press(Qt.Key.Key_S, CONTROL)
    assert odd.read_bytes() == b"x" + ODD
    driver.write("y")
    odd.write_bytes(b"xy" + ODD)
    driver.press(Qt.Key.Key_S, CONTROL)
    assert driver.notice == ""
    assert driver.tabs() == ["odd.json"]
