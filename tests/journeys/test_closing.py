"""Closing documents: unsaved changes are asked about, until the question no longer applies."""

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.journeys.conftest import CONTROL, Make, WindowDriver


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def test_the_last_closed_document_is_replaced_by_an_empty_one(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_N, CONTROL)
    assert driver.tabs() == ["install-ios.json", "untitled.json"]
    driver.press(Qt.Key.Key_W, CONTROL)
    assert driver.tabs() == ["install-ios.json"]
    assert driver.payload_hash == "e34e502ecf03a87a475f5c95b707523bbb58e4fe"
    driver.press(Qt.Key.Key_W, CONTROL)
    assert driver.tabs() == ["untitled.json"]
    assert driver.payload_hash == sha1(b"")
    before = driver.app.session.front
    driver.press(Qt.Key.Key_W, CONTROL)
    assert driver.app.session.front == before


def test_the_only_document_is_closed_with_its_edits_when_that_is_chosen(driver: WindowDriver) -> None:
    driver.write("x")
    driver.press(Qt.Key.Key_W, CONTROL)
    driver.click(driver.button("Don't save"))
    assert driver.tabs() == ["untitled.json"]
    assert driver.editor.body() == b""
    assert driver.focus() is driver.editor


def test_closing_a_document_with_unsaved_changes_asks(
    driver: WindowDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "dear.json"), ""))
    driver.press(Qt.Key.Key_N, CONTROL)
    driver.write("dear text")
    driver.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in driver.notice
    assert driver.tabs() == ["install-ios.json", "untitled.json ●"]
    driver.click(driver.button("Cancel the question"))
    assert driver.notice == ""
    assert driver.editor.body() == b"dear text"
    driver.press(Qt.Key.Key_W, CONTROL)
    driver.click(driver.button("Save"))
    assert (tmp_path / "dear.json").read_bytes() == b"dear text"
    assert driver.tabs() == ["install-ios.json"]


def test_unsaved_changes_are_discarded_only_on_request(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_N, CONTROL)
    driver.write("x")
    driver.press(Qt.Key.Key_W, CONTROL)
    driver.click(driver.button("Don't save"))
    assert driver.tabs() == ["install-ios.json"]
    assert driver.notice == ""


def test_a_save_or_a_document_switch_withdraws_the_close_question(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    driver = new_driver()
    driver.start([path])
    driver.press(Qt.Key.Key_N, CONTROL)
    driver.app.session.bring_to_front(1)
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.write("x")
    driver.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in driver.notice
    driver.press(Qt.Key.Key_S, CONTROL)
    assert driver.notice == ""
    driver.write("y")
    driver.press(Qt.Key.Key_W, CONTROL)
    assert "unsaved changes" in driver.notice
    driver.app.session.bring_to_front(2)
    assert driver.notice == ""
    assert not driver.has_button("Don't save")
    assert driver.tabs() == ["x.json ●", "untitled.json"]


def test_a_closed_document_cannot_be_activated(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_N, CONTROL)
    closed = driver.app.session.front.id
    driver.press(Qt.Key.Key_W, CONTROL)
    driver.app.session.bring_to_front(closed)
    assert driver.app.session.front.name == "install-ios.json"


def test_save_and_close_closes_after_the_overwrite_question(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    driver = new_driver()
    driver.start([path])
    driver.write("x")
    path.write_bytes(b"theirs")
    driver.press(Qt.Key.Key_W, CONTROL)
    driver.click(driver.button("Save"))
    assert path.read_bytes() == b"theirs"
    assert driver.tabs() == ["x.json ●"]
    driver.click(driver.button("Overwrite"))
    assert path.read_bytes() == b"x{}"
    assert driver.tabs() == ["untitled.json"]
    assert driver.notice == ""
