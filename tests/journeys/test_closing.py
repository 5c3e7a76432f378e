"""Closing documents: edits that are in no file are asked about, and the question goes when its reason does."""

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.journeys.conftest import CONTROL, Bench, Make


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def test_a_closed_document_goes_and_an_empty_one_takes_the_place_of_the_last(bench: Bench) -> None:
    bench.press(Qt.Key.Key_N, CONTROL)
    assert bench.tabs() == ["install-ios.json", "untitled.json"]
    bench.press(Qt.Key.Key_W, CONTROL)
    assert bench.tabs() == ["install-ios.json"]
    assert bench.payload_hash == "e34e502ecf03a87a475f5c95b707523bbb58e4fe"
    bench.press(Qt.Key.Key_W, CONTROL)
    assert bench.tabs() == ["untitled.json"]
    assert bench.payload_hash == sha1(b"")
    before = bench.workbench.session.front
    bench.press(Qt.Key.Key_W, CONTROL)
    assert bench.workbench.session.front == before


def test_the_only_document_is_closed_with_its_edits_when_that_is_chosen(bench: Bench) -> None:
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.click(bench.button("Close all the same"))
    assert bench.tabs() == ["untitled.json"]
    assert bench.editor.body() == b""
    assert bench.focus() is bench.editor


def test_closing_a_document_with_edits_asks_and_loses_nothing_unasked(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "dear.json"), ""))
    bench.press(Qt.Key.Key_N, CONTROL)
    bench.write("dear text")
    bench.press(Qt.Key.Key_W, CONTROL)
    assert "edits that are in no file" in bench.notice
    assert bench.tabs() == ["install-ios.json", "untitled.json ●"]
    bench.click(bench.button("Not now"))
    assert bench.notice == ""
    assert bench.editor.body() == b"dear text"
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.click(bench.button("Save and close"))
    assert (tmp_path / "dear.json").read_bytes() == b"dear text"
    assert bench.tabs() == ["install-ios.json"]


def test_edits_are_closed_without_a_file_only_when_that_is_chosen(bench: Bench) -> None:
    bench.press(Qt.Key.Key_N, CONTROL)
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.click(bench.button("Close all the same"))
    assert bench.tabs() == ["install-ios.json"]
    assert bench.notice == ""


def test_a_question_about_closing_goes_once_the_document_is_saved_or_another_is_in_front(
    new_bench: Make, tmp_path: Path
) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    bench = new_bench()
    bench.start([path])
    bench.press(Qt.Key.Key_N, CONTROL)
    bench.workbench.session.bring_forward(1)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    assert "edits that are in no file" in bench.notice
    bench.press(Qt.Key.Key_S, CONTROL)
    assert bench.notice == ""
    bench.write("y")
    bench.press(Qt.Key.Key_W, CONTROL)
    assert "edits that are in no file" in bench.notice
    bench.workbench.session.bring_forward(2)
    assert bench.notice == ""
    assert not bench.has_button("Close all the same")
    assert bench.tabs() == ["x.json ●", "untitled.json"]


def test_a_document_that_is_closed_cannot_be_brought_forward(bench: Bench) -> None:
    bench.press(Qt.Key.Key_N, CONTROL)
    closed = bench.workbench.session.front.id
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.workbench.session.bring_forward(closed)
    assert bench.workbench.session.front.name == "install-ios.json"


def test_save_and_close_closes_after_the_question_about_overwriting(new_bench: Make, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    bench = new_bench()
    bench.start([path])
    bench.write("x")
    path.write_bytes(b"theirs")
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.click(bench.button("Save and close"))
    assert path.read_bytes() == b"theirs"
    assert bench.tabs() == ["x.json ●"]
    bench.click(bench.button("Overwrite it"))
    assert path.read_bytes() == b"x{}"
    assert bench.tabs() == ["untitled.json"]
    assert bench.notice == ""
