"""The window read and used from outside, through AT-SPI alone: find, type, send, read the answer."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from workbench.payloads import template
from workbench.signing import SAMPLE, Credentials, sign

pytestmark = [pytest.mark.desktop, pytest.mark.slow]

HERE = Path(__file__).parent
TYPED = '\n  "note": "typed by ear",'
BODY = template("install-ios").body
EDITED = BODY[:1] + TYPED.encode() + BODY[1:]
KEY, SECRET = "4D2C9E11-51A0-4B7C-9C10-0123456789AB", "9k3L7w2Qe5"
PATIENCE = 540  # seconds


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Go through the window once and return what was read."""
    home = tmp_path_factory.mktemp("desktop")
    (home / "run").mkdir(mode=0o700)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "WORKBENCH_HOME": str(home / "workbench"),
        "FONTCONFIG_FILE": os.environ["FONTCONFIG_FILE"],
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(HERE.parents[1]),
    }
    reader = [str(HERE / "desktop.py"), TYPED, KEY, SECRET, str(home / "facts.json")]
    command = ["dbus-run-session", "--", sys.executable, *reader]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    facts = json.loads((home / "facts.json").read_text(encoding="utf-8"))
    assert isinstance(facts, dict)
    return facts


def test_the_controls_are_found_by_their_names(read: dict[str, Any]) -> None:
    assert read["roles"]["Send"] == "push button"
    assert read["roles"]["Payload editor"] == "text"
    assert read["roles"]["Endpoint"] == read["roles"]["Profile"] == "combo box"
    assert read["roles"]["Log"] == "table"
    assert read["twice"] == []
    assert sorted(read["described"]) == sorted(read["roles"])


def test_the_documented_sample_is_read_with_its_hash_and_token(read: dict[str, Any]) -> None:
    signature = sign(BODY, SAMPLE)
    assert read["before"] == {
        "Payload editor": BODY.decode(),
        "Payload hash": signature.payload_hash,
        "Auth token": signature.auth_token,
    }
    assert read["choices"]["Profile"].startswith("Sample. ")
    assert read["choices"]["Endpoint"].startswith("Sandbox, http://127.0.0.1:")
    assert read["choices"]["Wire form"].startswith("as typed. ")
    assert read["profiles"] == ["Sample"]


def test_what_is_typed_changes_what_is_read(read: dict[str, Any]) -> None:
    after = read["after"]
    assert after["Payload editor"] == EDITED.decode()
    assert after["Payload hash"] == hashlib.sha1(EDITED, usedforsecurity=False).hexdigest()
    assert after["Auth token"] == sign(EDITED, SAMPLE).auth_token
    assert after["PHP-stable"].startswith("PHP's json_encode would ")


def test_send_is_pressed_and_the_answer_is_read(read: dict[str, Any]) -> None:
    _time, payload, profile, endpoint, answer, known, took = read["row"]
    assert (payload, profile, endpoint, answer) == ("install-ios.json", "Sample", "Sandbox", "200")
    assert known == "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"
    assert took.endswith(" ms")
    assert read["response"].startswith('{"success":"1"}')
    assert read["verdict"].startswith("✓ sent")
    assert read["status"].split("    ")[1] == f"{len(EDITED)} bytes"


def test_a_pair_is_typed_by_ear_and_never_read_out(read: dict[str, Any]) -> None:
    heard = read["credentials"]
    assert heard["list"] == "list"
    assert heard["before"] == ["Sample   public sample, in use"]
    assert heard["roles"] == ["password text", "password text"]
    assert not any(piece in typed for typed in heard["typed"] for piece in (KEY[:4], SECRET[:4]))
    assert "Identifies you." in heard["purposes"][0]
    assert "Never travels." in heard["purposes"][1]
    assert heard["after"] == ["Sample   public sample", "By ear   this session, in use"]


def test_what_was_typed_by_ear_signs(read: dict[str, Any]) -> None:
    assert read["own token"] == sign(EDITED, Credentials(KEY, SECRET)).auth_token
