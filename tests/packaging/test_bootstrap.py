"""The command line of the set-up: what a person types, and the one sentence that answers when it cannot go on."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import commands
import display
import environment
import installer
import machine
import pytest
from progress import CannotGoOn, last_words

BOOTSTRAP = Path(__file__).parents[2] / "packaging" / "bootstrap.py"


def _bootstrap(*words: str, before: str = "pass") -> subprocess.CompletedProcess[str]:
    script = f"import runpy, sys; {before}; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    environ = os.environ | {"PYTHONPATH": str(BOOTSTRAP.parent)}
    command = [sys.executable, "-c", script, str(BOOTSTRAP), *words]
    return subprocess.run(command, capture_output=True, text=True, env=environ, check=False)


def test_a_python_that_is_too_old_is_told_so_in_one_sentence_and_no_traceback() -> None:
    done = _bootstrap("run", before="sys.version_info = (3, 9, 2)")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Payload Workbench needs Python 3.11 or newer and this is 3.9; nothing was changed.")
    assert done.stderr.count("\n") == 1


def test_the_first_file_can_be_read_by_a_python_that_is_too_old() -> None:
    tree = ast.parse(BOOTSTRAP.read_bytes(), feature_version=(3, 4))
    newer = (ast.FunctionDef, ast.AsyncFunctionDef, ast.AnnAssign, ast.JoinedStr, ast.NamedExpr, ast.Match)
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []
    assert BOOTSTRAP.read_bytes().isascii()


def test_the_set_up_imports_the_standard_library_only() -> None:
    own = {path.stem for path in BOOTSTRAP.parent.glob("*.py")}
    for path in BOOTSTRAP.parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                assert {name.partition(".")[0] for name in names} - sys.stdlib_module_names - own <= {"importlinter"}


@pytest.mark.parametrize("words", [[], ["fly"]])
def test_an_unknown_command_is_answered_with_the_list_of_commands(words: list[str]) -> None:
    done = _bootstrap(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    for command in ("run", "test", "check", "bench", "soak"):
        assert f"\n  {command} " in done.stderr


def test_help_goes_to_standard_output_and_sets_nothing_up() -> None:
    done = _bootstrap("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "python3 packaging/bootstrap.py COMMAND" in done.stdout


def test_what_stops_the_set_up_is_one_sentence_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def stop(words: list[str]) -> int:
        raise CannotGoOn("The sky fell. Hold it up, then run the same command again.")

    monkeypatch.setattr(commands, "run", stop)
    assert commands.main(["run"]) == 2
    assert capfd.readouterr() == ("", "The sky fell. Hold it up, then run the same command again.\n")


def test_control_c_ends_the_set_up_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def stop(words: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "test", stop)
    assert commands.main(["test"]) == 130
    assert capfd.readouterr() == ("", "Stopped. What was set up so far is kept.\n")


class _Started:
    """Stands in for the machine and the program: remembers what would have been asked for and started."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, screen: bool) -> None:
        self.words: list[str] = []
        self.qt = False
        self.packages: list[str] = []
        self.failures = 0
        self.distrusted = 0
        monkeypatch.setattr(display, "answers", lambda: screen)
        monkeypatch.setattr(machine, "missing_for_transport", list)
        monkeypatch.setattr(machine, "missing_libraries", lambda wanted: sorted(wanted.values()))
        monkeypatch.setattr(machine, "missing_for_tests", list)
        monkeypatch.setattr(commands, "_ready", self._ready)
        monkeypatch.setattr(commands, "_become", self._become)
        monkeypatch.setattr(environment.Environment, "distrust", lambda ready: self._distrust())

    def _ready(self, lock: str, packages: list[str], *, qt: bool) -> environment.Environment:
        self.packages, self.qt = packages, qt
        return environment.Environment(Path("nowhere"))

    def _become(self, ready: environment.Environment, words: list[str]) -> int:
        self.words = words
        if self.failures:
            self.failures -= 1
            raise OSError
        return 7

    def _distrust(self) -> None:
        self.distrusted += 1


def test_run_opens_the_window_when_there_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _Started(monkeypatch, screen=True)
    monkeypatch.setenv("DISPLAY", ":7")
    assert commands.main(["run"]) == 7
    assert started.words == []
    assert {"libgl1", "libxcb-cursor0"} <= set(started.packages)
    assert started.qt


def test_run_without_a_screen_does_the_first_minute_and_asks_for_no_screen_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = _Started(monkeypatch, screen=False)
    assert commands.main(["run"]) == 7
    assert started.words == ["first-minute"]
    assert "libgl1" in started.packages
    assert not [package for package in started.packages if "xcb" in package]


def test_a_command_of_the_terminal_asks_for_none_of_qts_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _Started(monkeypatch, screen=True)
    assert commands.main(["run", "sign", "body.json"]) == 7
    assert started.words == ["sign", "body.json"]
    assert started.packages == []
    assert not started.qt


def test_an_interpreter_that_does_not_start_is_made_anew_and_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    started = _Started(monkeypatch, screen=True)
    started.failures = 1
    assert commands.main(["run", "selftest"]) == 7
    assert (started.distrusted, started.words) == (1, ["selftest"])


def test_the_last_words_of_a_program_are_its_last_marked_line_else_its_last() -> None:
    assert last_words("E: one\nE: two\nnoise\n", marks=("E:",)) == "E: two"
    assert last_words("a\nb\n\n", marks=("E:",)) == "b"
    assert last_words("") == "it said nothing"


@pytest.mark.parametrize(
    ("line", "selected", "counts"),
    [
        (["test"], [], "gate"),
        (["test", "--quick", "-x"], ["-m", "not slow and not soak and not chroot", "-x"], "quick"),
        (["soak", "tests/cli"], ["-m", "", "-o", "faulthandler_timeout=7200", "tests/cli"], "soak"),
    ],
)
def test_tests_run_on_every_core_and_what_is_left_out_is_the_kind_of_run(
    monkeypatch: pytest.MonkeyPatch, line: list[str], selected: list[str], counts: str
) -> None:
    ran: list[tuple[list[str], dict[str, str]]] = []

    def run_inside(ready: object, words: list[str], *, cwd: Path, extra: dict[str, str]) -> int:
        ran.append((words, extra))
        return 5

    monkeypatch.setattr(commands, "_ready", lambda *_, **__: environment.Environment(Path("nowhere")))
    monkeypatch.setattr(commands, "_check", lambda ready: 0)
    monkeypatch.setattr(installer, "works", lambda python: True)
    monkeypatch.setattr(environment, "run_inside", run_inside)
    monkeypatch.setattr(environment, "can_write", lambda folder: True)
    assert commands.main(line) == 5
    workers = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    assert ran == [(["-m", "pytest", *workers, *selected], {"WORKBENCH_TEST_COUNTS": counts})]


def test_every_check_is_shown_with_all_it_says_also_after_one_has_failed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = [("Lint", ["-c", "print('bad' * 100_000); raise SystemExit(3)"]), ("Types", ["-c", "print('good')"])]
    monkeypatch.setattr(commands, "_CHECKS", lines)
    ready = environment.Environment(Path(sys.prefix))
    assert commands._check(ready) == 1
    out, err = capfd.readouterr()
    assert (out, err) == ("bad" * 100_000 + "\ngood\n", "• Lint\n• Types\nNot passed: lint.\n")
