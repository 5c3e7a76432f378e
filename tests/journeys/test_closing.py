"""Closing documents: unsaved changes are asked about, until the question no longer applies."""

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.journeys.conftest import CONTROL, Bench, Make


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def test_the_last_closed_document_is_replaced_by_an_empty_one(bench: Bench) -> None:
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
    bench.click(bench.button("Don't save"))
    assert bench.tabs() == ["untitled.json"]
    assert bench.editor.body() == b""
    assert bench.focus() is bench.editor


def test_closing_a_document_with_unsaved_changes_asks(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "dear.json"), ""))
    bench.press(Qt.Key.Key_N, CONTROL)
    bench.write("dear text")
    bench.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in bench.notice
    assert bench.tabs() == ["install-ios.json", "untitled.json ●"]
    bench.click(bench.button("Cancel the question"))
    assert bench.notice == ""
    assert bench.editor.body() == b"dear text"
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.click(bench.button("Save"))
    assert (tmp_path / "dear.json").read_bytes() == b"dear text"
    assert bench.tabs() == ["install-ios.json"]


def test_unsaved_changes_are_discarded_only_on_request(bench: Bench) -> None:
    bench.press(Qt.Key.Key_N, CONTROL)
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    bench.click(bench.button("Don't save"))
    assert bench.tabs() == ["install-ios.json"]
    assert bench.notice == ""


def test_the_question_about_closing_is_withdrawn_after_a_save_or_a_switch(new_bench: Make, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    bench = new_bench()
    bench.start([path])
    bench.press(Qt.Key.Key_N, CONTROL)
    bench.workbench.session.bring_forward(1)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.write("x")
    bench.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in bench.notice
    bench.press(Qt.Key.Key_S, CONTROL)
    assert bench.notice == ""
    bench.write("y")
    bench.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in bench.notice
    bench.workbench.session.bring_forward(2)
    assert bench.notice == ""
    assert not bench.has_button("Close all the same")
    assert bench.tabs() == ["x.json ●", "untitled.json"]


def test_a_closed_document_cannot_be_activated(bench: Bench) -> None:
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
    bench.click(bench.button("Save"))
    assert path.read_bytes() == b"theirs"
    assert bench.tabs() == ["x.json ●"]
    bench.click(bench.button("Overwrite"))
    assert path.read_bytes() == b"x{}"
    assert bench.tabs() == ["untitled.json"]
    assert bench.notice == ""
