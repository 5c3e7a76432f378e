"""Typing: hash, token and PHP line always match the bytes in the editor."""

import hashlib
import hmac
import json
import random

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import CONTROL, SHIFT, WindowDriver
from workbench.payloads import template
from workbench.signing import SAMPLE

INSTALL = template("install-ios").body


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def token(body: bytes) -> str:
    return hmac.new(SAMPLE.api_key.encode(), (SAMPLE.secret + sha1(body)).encode(), hashlib.sha256).hexdigest()


def shows(driver: WindowDriver, body: bytes) -> None:
    assert driver.app.session.body == body
    assert (driver.payload_hash, driver.token) == (sha1(body), token(body))


def test_each_typed_character_updates_hash_and_token(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_End, CONTROL)
    typed = ""
    for character in ' "é1/':
        driver.write(character)
        typed += character
        shows(driver, INSTALL + typed.encode())
    driver.press(Qt.Key.Key_Backspace)
    shows(driver, INSTALL + typed[:-1].encode())


def test_php_reading_and_json_status_update_with_an_edit_and_its_undo(driver: WindowDriver) -> None:
    before = driver.php
    assert before.startswith("PHP's json_encode would")
    driver.press(Qt.Key.Key_Home, CONTROL)
    driver.write("x")
    shows(driver, b"x" + INSTALL)
    assert driver.php.startswith("PHP would refuse this body")
    assert "✗ not JSON" in driver.labels()
    assert driver.tabs() == ["install-ios.json ●"]
    driver.press(Qt.Key.Key_Z, CONTROL)
    shows(driver, INSTALL)
    assert driver.php == before
    assert "✓ JSON" in driver.labels()
    assert driver.tabs() == ["install-ios.json"]


def test_make_php_stable_is_one_undoable_edit(driver: WindowDriver) -> None:
    compact = json.dumps(json.loads(INSTALL), separators=(",", ":")).replace("/", "\\/").encode()
    driver.press(Qt.Key.Key_P, CONTROL | SHIFT)
    shows(driver, compact)
    assert driver.php == "PHP-stable: both readings give this token"
    assert not driver.has_button("Make PHP-stable")
    driver.press(Qt.Key.Key_Z, CONTROL)
    shows(driver, INSTALL)
    assert driver.has_button("Make PHP-stable")
    driver.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    shows(driver, compact)


def test_a_body_that_php_cannot_read_stays_unchanged(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_Home, CONTROL)
    driver.write("x")
    driver.press(Qt.Key.Key_P, CONTROL | SHIFT)
    assert driver.notice.startswith("PHP cannot read this body")
    shows(driver, b"x" + INSTALL)


@pytest.mark.parametrize("seed", range(3))
def test_hash_and_token_match_the_body_after_each_of_a_hundred_random_keys(driver: WindowDriver, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - keys on a keyboard
    moves = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home)
    for _ in range(100):
        match dice.randrange(6):
            case 0:
                driver.press(dice.choice(moves), dice.choice((Qt.KeyboardModifier.NoModifier, SHIFT, CONTROL)))
            case 1:
                driver.press(dice.choice((Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return)))
            case 2:
                driver.press(Qt.Key.Key_Z, dice.choice((CONTROL, CONTROL | SHIFT)))
            case _:
                driver.write(dice.choice('ab"/{}[],: é'))
        body = driver.editor.body()
        shows(driver, body)


def test_a_large_body_is_analysed_during_typing_and_the_result_is_for_the_latest_text(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.application.clipboard().setText("[" + ",".join(["1"] * 20_000) + "]")
    driver.press(Qt.Key.Key_V, CONTROL)
    assert driver.php == "Reading the body as PHP would…"
    driver.write(" ")
    driver.press(Qt.Key.Key_Backspace)
    shows(driver, b"[" + b",".join([b"1"] * 20_000) + b"]")
    driver.qtbot.waitUntil(lambda: driver.php == "PHP-stable: both readings give this token")
    assert "✓ JSON" in driver.labels()
