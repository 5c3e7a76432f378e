"""`workbench gui`: the request to open a window."""

import json
import subprocess
import sys
import types
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.running import OWN_KEY, OWN_SECRET, command


class _Asked:
    def __init__(self) -> None:
        self.files: tuple[Path, ...] | None = None
        self.picture: Path | None = None
        self.profile = ""

    def run(self, files: Sequence[Path], *, picture: Path | None = None, profile: str = "") -> int:
        self.files, self.picture, self.profile = tuple(files), picture, profile
        return 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> _Asked:
    window = _Asked()
    module = types.ModuleType("workbench.gui.main")
    monkeypatch.setattr(module, "run", window.run, raising=False)
    monkeypatch.setitem(sys.modules, "workbench.gui.main", module)
    return window


@pytest.mark.parametrize("words", [(), ("gui",)], ids=["no word", "gui"])
def test_a_window_is_opened_without_files(asked: _Asked, words: tuple[str, ...]) -> None:
    assert command(*words).status == 0
    assert asked.files == ()
    assert asked.picture is None


def test_files_become_documents_in_their_order(asked: _Asked, install: str, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(b"{}")
    assert command("gui", str(other), install).status == 0
    assert asked.files == (other, Path(install))


def test_a_picture_needs_no_display(asked: _Asked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert command("gui", "--picture", str(tmp_path / "window.png")).status == 0
    assert asked.picture == tmp_path / "window.png"


def test_the_gui_is_not_imported_by_other_commands(asked: _Asked, install: str) -> None:
    assert command("sign", install, "--profile", "sample").status == 0
    assert asked.files is None


def test_profile_option(asked: _Asked) -> None:
    assert command("gui", "--profile", "sample").status == 0
    assert (asked.files, asked.profile) == ((), "sample")


def test_the_window_opens_with_the_profile(tmp_path: Path, home: Path) -> None:
    driver = [sys.executable, str(Path(__file__).with_name("with_keyring.py")), str(tmp_path / "keyring")]
    add = [*driver, "profiles", "add", "mine"]
    subprocess.run(add, input=f"{OWN_KEY}\n{OWN_SECRET}\n".encode(), capture_output=True, check=True)
    show = [*driver, "gui", "--profile", "mine", "--picture", str(tmp_path / "window.png")]
    subprocess.run(show, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=120)
    assert (tmp_path / "window.png").is_file()
    settings = json.loads((home / "workbench" / "config" / "settings.json").read_text("utf-8"))
    assert settings["profile"] == "mine"  # what it was left with


def test_a_missing_profile_is_reported_before_the_window_opens(asked: _Asked) -> None:
    ended = command("gui", "--profile", "nobody")
    assert ended.status == 4
    assert "no profile “nobody”" in ended.err
    assert asked.files is None
