"""Help, unknown commands, closed pipes, locales, crashes."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import INSTALL_TOKEN, command, line_of, program
from workbench import __version__
from workbench.__main__ import main
from workbench.cli import parser
from workbench.cli.commands import history, profiles, sign, verify
from workbench.cli.commands.send import execution

EVERY = [*parser.COMMANDS, *parser.HIDDEN]


def test_the_version_is_one_line() -> None:
    ended = command("--version")
    assert (ended.status, ended.text, ended.err) == (0, f"Payload Workbench {__version__}\n", "")


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help_lists_every_command_except_the_hidden_one(word: str) -> None:
    ended = command(word)
    assert ended.status == 0
    for name, summary in parser.COMMANDS.items():
        assert f"\n  {name} " in ended.text
        assert summary in ended.text
    assert "first-minute" not in ended.text
    assert "exit status" in ended.text


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_a_description_an_example_and_its_exit_statuses(name: str) -> None:
    ended = command(name, "--help")
    assert ended.status == 0
    assert ended.err == ""
    assert ended.text.startswith(f"usage: workbench {name} ")
    assert f"  workbench {name}" in ended.text
    assert "example" in ended.text
    assert "exit status: 0 " in ended.text
    assert max(map(len, ended.text.splitlines())) <= 120


def test_every_module_is_a_command() -> None:
    folder = Path(parser.__file__).parent / "commands"
    modules = {path.stem.replace("_", "-") for path in folder.glob("[!_]*.py")}
    groups = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert modules | groups == set(EVERY)


@pytest.mark.parametrize("name", profiles.ACTIONS)
def test_every_action_of_profiles_has_help(name: str) -> None:
    ended = command("profiles", name, "--help")
    assert (ended.status, ended.err) == (0, "")
    assert ended.text.startswith(f"usage: workbench profiles {name} ")
    assert profiles.ACTIONS[name] in command("profiles", "--help").text
    assert max(map(len, ended.text.splitlines())) <= 120


@pytest.mark.parametrize("words", [("history",), ("history", "--", "list"), ("history", "nothing")])
def test_an_action_is_required(words: tuple[str, ...]) -> None:
    ended = command(*words)
    assert (ended.status, ended.out) == (2, b"")
    assert "Try: workbench history --help" in ended.err


@pytest.mark.parametrize("name", history.ACTIONS)
def test_every_action_has_help(name: str) -> None:
    ended = command("history", name, "--help")
    assert (ended.status, ended.err) == (0, "")
    assert ended.text.startswith(f"usage: workbench history {name} ")
    assert "exit status: " in ended.text
    assert f"example:\n  workbench history {name}" in ended.text
    assert history.ACTIONS[name] in " ".join(command("history", "--help").text.split())
    assert max(map(len, ended.text.splitlines())) <= 120


@pytest.mark.parametrize(
    ("word", "meant"), [("sing", "sign"), ("verfy", "verify"), ("sand-box", "sandbox"), ("self-test", "selftest")]
)
def test_an_unknown_command_suggests_similar_ones(word: str, meant: str) -> None:
    ended = command(word)
    assert ended.status == 2
    assert ended.out == b""
    assert f"Did you mean {meant}" in ended.err
    assert ended.err.count("\n") == 1


def test_an_unknown_command_lists_all() -> None:
    ended = command("qqqqq")
    assert ended.status == 2
    assert "sign, wire, verify" in ended.err
    assert "qqqqq" not in ended.err


def test_a_file_instead_of_a_command_suggests_commands(install: str) -> None:
    ended = command(install)
    assert ended.status == 2
    assert f"workbench sign {install}" in ended.err


def test_options_cannot_be_abbreviated(install: str) -> None:
    assert command("sign", install, "--prof", "sample").status == 2


@pytest.mark.usefixtures("sample_pair")
def test_a_bug_has_its_own_status_and_one_crash_report(
    monkeypatch: pytest.MonkeyPatch, install: str, home: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("9x6C9uN3c1 came apart")

    monkeypatch.setattr(sign, "sign", broken)
    told = [command("sign", install), command("sign", install)]
    (report,) = home.rglob("crashes/*.txt")
    for ended in told:
        assert ended.status == 70
        assert "RuntimeError" in ended.err
        assert "workbench sign" in ended.err
        assert str(report) in ended.err
        assert "9x6C9uN3c1" not in ended.err
    assert "RuntimeError" in report.read_text("utf-8")
    assert "9x6C9uN3c1" not in report.read_text("utf-8")


@pytest.mark.parametrize("name", ["sign", "verify", "send"])
def test_a_crash_report_contains_no_token(monkeypatch: pytest.MonkeyPatch, install: str, home: Path, name: str) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{INSTALL_TOKEN} came apart")

    where = {"sign": (sign, "put_signature"), "verify": (verify, "put_row"), "send": (execution, "perform")}[name]
    monkeypatch.setattr(*where, broken)
    more = {"verify": ("--token", INSTALL_TOKEN), "send": ("--to", "sandbox")}.get(name, ())
    ended = command(name, install, "--profile", "sample", *more)
    assert ended.status == 70
    assert "came apart" in ended.err
    (report,) = home.rglob("crashes/*.txt")
    assert INSTALL_TOKEN not in ended.text + ended.err + report.read_text("utf-8")


def test_a_crash_report_that_cannot_be_written_is_printed(
    monkeypatch: pytest.MonkeyPatch, install: str, home: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("came apart")

    (home / "workbench").write_bytes(b"where the folder should be")
    monkeypatch.setattr(sign, "sign", broken)
    ended = command("sign", install, "--profile", "sample")
    assert ended.status == 70
    assert "came apart" in ended.err
    assert "could not be saved" in ended.err


def test_ctrl_c_has_status_130(monkeypatch: pytest.MonkeyPatch, install: str) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sign, "sign", interrupted)
    ended = command("sign", install, "--profile", "sample")
    assert (ended.status, ended.out, ended.err) == (130, b"", "cancelled\n")


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "", "LANG": "C"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=["C, as it is", "C, as Python changes it", "Latin-1"],
)
def test_output_is_utf_8_in_every_locale(install: str, locale: dict[str, str]) -> None:
    ended = program("sign", install, "--profile", "sample", environ=locale)
    assert ended.status == 0
    assert ended.row("Body") == "367 bytes · as typed"


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 1_000_000)
    with subprocess.Popen(line_of("wire", str(path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(120) == 141


def test_the_installed_command_is_the_same_program(install: str) -> None:
    script = Path(sys.executable).with_name("workbench.exe" if sys.platform == "win32" else "workbench")
    done = subprocess.run(
        [script, "sign", install, "--profile", "sample"], capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0
    assert INSTALL_TOKEN.encode() in done.stdout


class _FullDisk(io.TextIOWrapper):
    """A standard output on a full disk."""

    def __init__(self) -> None:
        super().__init__(io.BufferedWriter(_NoRoom()), encoding="utf-8")


class _NoRoom(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("words", [("wire",), ("sign", "--profile", "sample"), ("sign", "--profile=sample", "--json")])
def test_a_full_disk_is_reported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], install: str, words: tuple[str, ...]
) -> None:
    full = _FullDisk()
    monkeypatch.setattr(sys, "stdout", full)
    assert main([words[0], install, *words[1:]]) == 74
    assert capsys.readouterr().err == "workbench: the output could not be written: No space left on device.\n"
    monkeypatch.setattr(_NoRoom, "write", lambda self, data: len(data))  # so that it can be closed quietly
    full.close()


def test_no_arguments_without_display_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    ended = command()
    assert ended.status == 2
    assert "no display" in ended.err
    assert "first-minute" in ended.err


def test_a_missing_file_is_said_before_a_window_opens(install: str) -> None:
    ended = command("gui", install, "missing.json")
    assert ended.status == 2
    assert "missing.json" in ended.err
    assert os.environ.get("DISPLAY") is None
