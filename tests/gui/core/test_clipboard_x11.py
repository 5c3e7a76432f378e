"""What another program sees of a copied or selected secret on X11, and what is left of it after its time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.desktop, pytest.mark.slow]

SECRET = "0123456789abcdef" * 4
NOTHING = {"text": "", "formats": []}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environ = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    environ["WORKBENCH_HOME"] = str(tmp_path_factory.mktemp("home"))
    command = [sys.executable, str(Path(__file__).with_name("x11_clipboard.py")), SECRET]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("widget", ["lines", "field"])
@pytest.mark.parametrize(("way", "place"), [("mouse", "selection"), ("keys", "selection"), ("keys", "clipboard")])
def test_a_secret_is_marked_everywhere_and_cleared_after_a_minute(
    seen: dict[str, Any], widget: str, way: str, place: str
) -> None:
    taken = seen[f"{widget}, by {way}"][place]
    assert taken["text"] == SECRET
    assert "x-kde-passwordManagerHint" in taken["formats"]
    assert seen[f"{widget}, by {way}, later"][place] == NOTHING


def test_only_what_was_copied_is_on_the_clipboard(seen: dict[str, Any]) -> None:
    assert seen["lines, by mouse"]["clipboard"] == NOTHING


def test_nothing_is_left_when_the_program_ends(seen: dict[str, Any]) -> None:
    assert seen["at the end"]["clipboard"] == NOTHING
