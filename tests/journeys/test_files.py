"""Files: what is opened is kept to the last byte, an edit changes only what it touches, a save writes just that."""

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QListWidget

from tests.journeys.conftest import CONTROL, SHIFT, Bench, Make

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


def test_an_odd_file_is_shown_with_the_sha1_of_the_file(new_bench: Make, odd: Path) -> None:
    bench = new_bench()
    bench.start([odd])
    assert bench.payload_hash == sha1(ODD)
    assert bench.tabs() == ["odd.json"]
    status = bench.line("Status")
    for word in (f"{len(ODD)} bytes", "BOM, but not UTF-8", "no final newline"):
        assert word in status


def test_one_character_changes_one_place_and_a_save_writes_exactly_that(new_bench: Make, tmp_path: Path) -> None:
    path = tmp_path / "crlf.json"
    path.write_bytes(CRLF)
    bench = new_bench()
    bench.start([path])
    assert bench.payload_hash == sha1(CRLF)
    bench.press(Qt.Key.Key_End, CONTROL)
    bench.write(" ")
    assert bench.payload_hash == sha1(CRLF + b" ")
    bench.press(Qt.Key.Key_Up)
    bench.press(Qt.Key.Key_End)
    bench.press(Qt.Key.Key_Backspace)
    bench.write("2")
    expected = CRLF.replace(b'"last": 1', b'"last": 2') + b" "
    assert bench.payload_hash == sha1(expected)
    assert path.read_bytes() == CRLF
    assert bench.tabs() == ["crlf.json ●"]
    bench.press(Qt.Key.Key_S, CONTROL)
    assert path.read_bytes() == expected
    assert bench.tabs() == ["crlf.json"]


def test_an_edit_of_the_oddest_file_changes_only_its_own_bytes(new_bench: Make, odd: Path) -> None:
    bench = new_bench()
    bench.start([odd])
    bench.press(Qt.Key.Key_End, CONTROL)
    bench.press(Qt.Key.Key_Backspace)
    bench.write("x")
    bench.press(Qt.Key.Key_S, CONTROL)
    assert odd.read_bytes() == ODD[:-1] + b"x"


def test_several_files_open_and_one_that_cannot_be_read_is_said_and_left_out(
    new_bench: Make, odd: Path, tmp_path: Path
) -> None:
    second = tmp_path / "second.json"
    second.write_bytes(b"{}\n")
    missing, folder = tmp_path / "missing.json", tmp_path
    bench = new_bench()
    bench.start([odd, missing, second, folder])
    assert bench.tabs() == ["odd.json", "second.json"]
    assert bench.payload_hash == sha1(b"{}\n")
    assert str(folder) in bench.notice


def test_only_files_that_cannot_be_read_leave_the_documented_sample(new_bench: Make, tmp_path: Path) -> None:
    bench = new_bench()
    bench.start([tmp_path / "missing.json"])
    assert bench.tabs() == ["install-ios.json"]
    assert "missing.json" in bench.notice


def test_open_and_save_as_go_through_the_dialogs(
    bench: Bench, odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    bench.press(Qt.Key.Key_O, CONTROL)
    assert bench.tabs() == ["install-ios.json", "odd.json"]
    assert bench.payload_hash == sha1(ODD)
    bench.press(Qt.Key.Key_S, CONTROL | SHIFT)
    assert target.read_bytes() == ODD
    assert bench.tabs() == ["install-ios.json", "copy.json"]
    assert asked == ["", str(tmp_path / "odd.json")]


def test_a_save_that_fails_is_said_and_keeps_the_edit(new_bench: Make, odd: Path, tmp_path: Path) -> None:
    bench = new_bench()
    bench.start([odd])
    bench.write("x")
    odd.unlink()
    odd.mkdir()
    (odd / "kept").touch()
    bench.press(Qt.Key.Key_S, CONTROL)
    assert "odd.json" in bench.notice
    assert bench.tabs() == ["odd.json ●"]
    assert bench.editor.body() == b"x" + ODD


def test_a_file_that_is_open_is_brought_forward_not_opened_twice(new_bench: Make, odd: Path) -> None:
    bench = new_bench()
    bench.start([odd])
    bench.write("x")
    bench.press(Qt.Key.Key_N, CONTROL)
    assert bench.tabs() == ["odd.json ●", "untitled.json"]
    bench.workbench.features.parts("compose").files.open_paths([odd])
    assert bench.tabs() == ["odd.json ●", "untitled.json"]
    assert bench.editor.body() == b"x" + ODD


def test_each_document_keeps_its_own_text_caret_and_undo(bench: Bench) -> None:
    bench.write("a")
    bench.press(Qt.Key.Key_N, CONTROL)
    assert bench.payload_hash == sha1(b"")
    bench.write("{}")
    tabs = bench.workbench.features.parts("compose").pane.tabs
    tabs.setFocus()
    bench.press(Qt.Key.Key_Left)
    assert bench.editor.body().startswith(b"a{")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_Z, CONTROL)
    assert bench.tabs() == ["install-ios.json", "untitled.json ●"]
    tabs.setFocus()
    bench.press(Qt.Key.Key_Right)
    assert bench.editor.body() == b"{}"


def test_a_template_that_is_open_and_unchanged_is_brought_forward(bench: Bench) -> None:
    templates = bench.named(QListWidget, "Templates")

    def choose(row: int) -> None:
        bench.press(Qt.Key.Key_1, CONTROL)
        templates.setCurrentRow(row)
        bench.press(Qt.Key.Key_Return)

    choose(1)
    assert bench.tabs() == ["install-ios.json", "install-android.json"]
    assert bench.focus() is bench.editor
    choose(0)
    assert bench.tabs() == ["install-ios.json", "install-android.json"]
    assert bench.payload_hash == "e34e502ecf03a87a475f5c95b707523bbb58e4fe"
    bench.write("x")
    choose(0)
    assert bench.tabs() == ["install-ios.json ●", "install-android.json", "install-ios-2.json"]
    choose(1)
    choose(0)
    assert bench.tabs() == ["install-ios.json ●", "install-android.json", "install-ios-2.json"]
    assert bench.payload_hash == "e34e502ecf03a87a475f5c95b707523bbb58e4fe"


def test_a_file_that_changed_on_the_disk_is_read_again_unless_it_has_edits(new_bench: Make, odd: Path) -> None:
    bench = new_bench()
    bench.start([odd])
    odd.write_bytes(b"{}")
    bench.workbench.features.parts("compose").files.open_paths([odd])
    assert bench.tabs() == ["odd.json"]
    assert bench.payload_hash == sha1(b"{}")
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write("x")
    odd.write_bytes(b"[]")
    bench.workbench.features.parts("compose").files.open_paths([odd])
    assert bench.tabs() == ["odd.json ●"]
    assert bench.payload_hash == sha1(b"x{}")
    assert "edits here were kept" in bench.notice


def test_a_save_asks_before_it_overwrites_what_another_program_wrote(new_bench: Make, odd: Path) -> None:
    bench = new_bench()
    bench.start([odd])
    bench.write("x")
    odd.write_bytes(b"theirs")
    bench.press(Qt.Key.Key_S, CONTROL)
    assert "Another program has changed odd.json" in bench.notice
    bench.click(bench.button("Not now"))
    assert bench.notice == ""
    assert odd.read_bytes() == b"theirs"
    assert bench.tabs() == ["odd.json ●"]
    bench.press(Qt.Key.Key_S, CONTROL)
    bench.click(bench.button("Overwrite it"))
    assert odd.read_bytes() == b"x" + ODD
    assert bench.tabs() == ["odd.json"]
    assert bench.notice == ""


def test_what_another_program_wrote_is_left_alone_by_saving_elsewhere(
    new_bench: Make, odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine.json"), ""))
    bench = new_bench()
    bench.start([odd])
    bench.write("x")
    odd.write_bytes(b"theirs")
    bench.press(Qt.Key.Key_S, CONTROL)
    bench.click(bench.button("Save as…"))
    assert (odd.read_bytes(), (tmp_path / "mine.json").read_bytes()) == (b"theirs", b"x" + ODD)
    assert bench.tabs() == ["mine.json"]


def test_a_file_that_is_gone_or_has_our_bytes_already_is_saved_without_a_question(new_bench: Make, odd: Path) -> None:
    bench = new_bench()
    bench.start([odd])
    bench.write("x")
    odd.unlink()
    bench.press(Qt.Key.Key_S, CONTROL)
    assert odd.read_bytes() == b"x" + ODD
    bench.write("y")
    odd.write_bytes(b"xy" + ODD)
    bench.press(Qt.Key.Key_S, CONTROL)
    assert bench.notice == ""
    assert bench.tabs() == ["odd.json"]
