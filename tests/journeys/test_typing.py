"""What a keystroke changes: hash, token and PHP line are always those of exactly the bytes in the editor."""

import hashlib
import hmac
import json
import random

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import CONTROL, SHIFT, Bench
from workbench.payloads import template
from workbench.signing import SAMPLE

INSTALL = template("install-ios").body


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def token(body: bytes) -> str:
    return hmac.new(SAMPLE.api_key.encode(), (SAMPLE.secret + sha1(body)).encode(), hashlib.sha256).hexdigest()


def shows(bench: Bench, body: bytes) -> None:
    assert bench.workbench.session.body == body
    assert (bench.payload_hash, bench.token) == (sha1(body), token(body))


def test_each_character_changes_hash_and_token_to_those_of_the_new_bytes(bench: Bench) -> None:
    bench.press(Qt.Key.Key_End, CONTROL)
    typed = ""
    for character in ' "é1/':
        bench.write(character)
        typed += character
        shows(bench, INSTALL + typed.encode())
    bench.press(Qt.Key.Key_Backspace)
    shows(bench, INSTALL + typed[:-1].encode())


def test_the_php_line_and_the_problems_follow_and_undo_brings_everything_back(bench: Bench) -> None:
    before = bench.php
    assert before.startswith("PHP's json_encode would")
    bench.press(Qt.Key.Key_Home, CONTROL)
    bench.write("x")
    shows(bench, b"x" + INSTALL)
    assert bench.php.startswith("PHP would refuse this body")
    assert "✗ not JSON" in bench.labels()
    assert bench.tabs() == ["install-ios.json ●"]
    bench.press(Qt.Key.Key_Z, CONTROL)
    shows(bench, INSTALL)
    assert bench.php == before
    assert "✓ JSON" in bench.labels()
    assert bench.tabs() == ["install-ios.json"]


def test_make_php_stable_is_one_step_and_one_undo(bench: Bench) -> None:
    compact = json.dumps(json.loads(INSTALL), separators=(",", ":")).replace("/", "\\/").encode()
    bench.press(Qt.Key.Key_P, CONTROL | SHIFT)
    shows(bench, compact)
    assert bench.php == "PHP-stable: both readings give this token"
    assert not bench.has_button("Make PHP-stable")
    bench.press(Qt.Key.Key_Z, CONTROL)
    shows(bench, INSTALL)
    assert bench.has_button("Make PHP-stable")
    bench.press(Qt.Key.Key_Z, CONTROL | SHIFT)
    shows(bench, compact)


def test_what_php_cannot_read_is_not_made_stable_and_stays_as_it_is(bench: Bench) -> None:
    bench.press(Qt.Key.Key_Home, CONTROL)
    bench.write("x")
    bench.press(Qt.Key.Key_P, CONTROL | SHIFT)
    assert bench.notice.startswith("PHP cannot read this body")
    shows(bench, b"x" + INSTALL)


@pytest.mark.parametrize("seed", range(3))
def test_any_hundred_keys_leave_hash_and_token_those_of_the_bytes(bench: Bench, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - keys on a keyboard
    moves = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home)
    for _ in range(100):
        match dice.randrange(6):
            case 0:
                bench.press(dice.choice(moves), dice.choice((Qt.KeyboardModifier.NoModifier, SHIFT, CONTROL)))
            case 1:
                bench.press(dice.choice((Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return)))
            case 2:
                bench.press(Qt.Key.Key_Z, dice.choice((CONTROL, CONTROL | SHIFT)))
            case _:
                bench.write(dice.choice('ab"/{}[],: é'))
        body = bench.editor.body()
        shows(bench, body)


def test_a_large_body_is_read_beside_the_typing_and_the_answer_is_the_last_text_s(bench: Bench) -> None:
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.application.clipboard().setText("[" + ",".join(["1"] * 20_000) + "]")
    bench.press(Qt.Key.Key_V, CONTROL)
    assert bench.php == "Reading the body as PHP would…"
    bench.write(" ")
    bench.press(Qt.Key.Key_Backspace)
    shows(bench, b"[" + b",".join([b"1"] * 20_000) + b"]")
    bench.qtbot.waitUntil(lambda: bench.php == "PHP-stable: both readings give this token")
    assert "✓ JSON" in bench.labels()
