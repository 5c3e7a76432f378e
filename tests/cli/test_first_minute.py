"""`workbench first-minute`: the demonstration without a display."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.running import INSTALL_HASH, INSTALL_TOKEN, command

VERDICT = "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"


def test_the_documented_install_is_accepted_and_the_window_is_drawn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM")
    picture = tmp_path / "window.png"
    ended = command("first-minute", "--picture", str(picture))
    assert "There is no display" in ended.err
    assert ended.status == 0
    assert ended.row("Body") == "367 bytes · as typed"
    assert ended.row("SHA-1") == INSTALL_HASH
    assert ended.row("Token") == INSTALL_TOKEN
    assert ended.row("Verdict") == VERDICT
    assert ended.row("Picture") == str(picture)
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("trouble", ["fails", "hangs", "cannot start", "writes nothing"])
def test_an_error_of_the_picture_does_not_affect_the_rest(monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    def run(line: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        assert line[-4:-1] == ["workbench", "gui", "--picture"]
        if trouble == "hangs":
            raise subprocess.TimeoutExpired(line, 1.0)
        if trouble == "cannot start":
            raise OSError(8, "Exec format error")
        return subprocess.CompletedProcess(line, int(trouble == "fails"), "", "first\nlibGL.so.1 is missing\n")

    monkeypatch.setattr(subprocess, "run", run)
    ended = command("first-minute")
    assert ended.status == 1
    assert ended.row("Verdict") == VERDICT
    assert "picture of the window" in ended.err
    assert "Picture" not in ended.text
    assert ("libGL.so.1" in ended.err) is (trouble in {"fails", "writes nothing"})


def test_the_default_picture_is_in_the_state_folder(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def run(line: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        Path(line[-1]).write_bytes(b"\x89PNG")
        return subprocess.CompletedProcess(line, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    ended = command("first-minute")
    assert ended.status == 0
    assert Path(ended.row("Picture")).is_relative_to(home)
    assert Path(ended.row("Picture")).is_file()


def test_the_picture_uses_a_temporary_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    drafts = mine / "state" / "drafts"
    drafts.mkdir(parents=True)
    (drafts / "mine.txt").write_text("mine")
    monkeypatch.setenv("WORKBENCH_HOME", str(mine))
    monkeypatch.setenv("WORKBENCH_API_KEY", "mine")
    monkeypatch.setenv("WORKBENCH_SECRET", "mine")
    monkeypatch.setenv("WORKBENCH_PROXY_LOGIN", "mine")
    true = subprocess.run
    seen: list[dict[str, str]] = []

    def run(line: list[str], *, env: dict[str, str], **options: object) -> subprocess.CompletedProcess[str]:
        seen.append(env)
        return true(line, env=env, capture_output=True, check=False, encoding="utf-8")

    monkeypatch.setattr(subprocess, "run", run)
    before = sorted(mine.rglob("*"))
    ended = command("first-minute", "--picture", str(tmp_path / "window.png"))
    assert ended.status == 0
    assert sorted(mine.rglob("*")) == before
    [environment] = seen
    assert "mine" not in environment.values()
    assert not Path(environment["WORKBENCH_HOME"]).exists()
