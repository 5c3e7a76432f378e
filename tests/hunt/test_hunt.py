"""The leak search: unique values are planted, every feature is used, and everything written or shown is searched."""

import argparse
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.hunt.command_lines import COMMANDS
from tests.hunt.leaking import PLACES
from tests.hunt.plan import Plan, new_plan
from tests.hunt.search import Search
from workbench.cli import parser as cli_parser

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PATIENCE = 540  # seconds


@dataclass(frozen=True, slots=True)
class Hunted:
    """The results of a run."""

    report: Mapping[str, Any]
    traces: list[str]
    out: str
    err: str


def hunt(program: str, folder: Path, *names: str, plan: Plan | None = None) -> Hunted:
    """Run a program of this folder in a temporary home, and search everything it wrote for planted values."""
    plan = plan or new_plan()
    home, report = folder / "home", folder / "report.json"
    environ = {
        **{name: str(home / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")},
        **{name: str(home / name.lower()) for name in ("XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMPDIR")},
        **{name: os.environ[name] for name in ("PATH", "FONTCONFIG_FILE", "QT_QPA_PLATFORM", "LC_ALL")},
        "HOME": str(home),
        "WORKBENCH_HOME": str(home / "workbench"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONASYNCIODEBUG": "1",
        "WORKBENCH_API_KEY": plan.pairs["environment"][0],
        "WORKBENCH_SECRET": plan.pairs["environment"][1],
        "WORKBENCH_PROXY_LOGIN": plan.proxy_login,
    }
    for name in ("HOME", "XDG_RUNTIME_DIR", "TMPDIR"):
        Path(environ[name]).mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-m", f"tests.hunt.{program}", str(report), str(home), *names]
    done = subprocess.run(
        command,
        env=environ,
        cwd=home,
        input=json.dumps(dataclasses.asdict(plan)).encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    lines = done.stderr.decode("utf-8", "replace").splitlines(keepends=True)
    err = "".join(line for line in lines if "This plugin does not support" not in line)  # the offscreen platform
    assert report.is_file(), err
    told = json.loads(report.read_text("utf-8"))
    assert not told["failed"], told["failed"] + err
    assert done.returncode == 0, err
    search = Search(plan.values(), told["tokens"])
    left = {"standard output": done.stdout, "standard error": done.stderr}
    left |= {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    found = [
        f"{trace.name}, {trace.form}, in {place}: …{trace.around}…"
        for place, content in left.items()
        for trace in search.traces(content)
    ]
    return Hunted(told, [*told["traces"], *found], done.stdout.decode("utf-8", "replace"), err)


PLAN = new_plan()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of the window."""
    return tmp_path_factory.mktemp("window")


@pytest.fixture(scope="module")
def window(folder: Path) -> Hunted:
    """A window in which every feature was used."""
    return hunt("window", folder, plan=PLAN)


def test_the_window_shows_and_leaves_no_trace(window: Hunted) -> None:
    assert not window.traces, "\n".join(window.traces)
    assert window.out == ""


def test_the_next_window_in_the_same_home_shows_and_leaves_no_trace(window: Hunted, folder: Path) -> None:
    (folder / "report.json").unlink()
    again = hunt("window", folder, "opening_again", plan=PLAN)
    assert not again.traces, "\n".join(again.traces)
    assert again.report["places"]["window"] > 100


def test_every_command_and_every_intent_of_the_window_is_driven(window: Hunted) -> None:
    there = window.report["all"]
    assert {each.partition(": ")[0] for each in there} == {"command", "intent"}
    missing = sorted(set(there) - set(window.report["driven"]))
    assert not missing, f"no feature in features.py sets off {missing}"


def test_everything_was_looked_at(window: Hunted) -> None:
    looked_at = window.report["places"]
    assert looked_at.keys() >= {"window", "accessibility", "file", "log", "repr", "exception", "clipboard"}
    assert len(window.report["tokens"]) > 8
    assert "Internal error" in window.err


def test_a_window_that_leaks_is_found_out_in_every_place(tmp_path: Path) -> None:
    hunted = hunt("window", tmp_path, "leaking")
    missed = [place for place in PLACES if not any(f"in {place}" in each or place in each for each in hunted.traces)]
    assert not missed, "\n".join(hunted.traces)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Hunted:
    """All command lines."""
    return hunt("commands", tmp_path_factory.mktemp("commands"))


def test_the_command_line_prints_and_leaves_no_trace(commands: Hunted) -> None:
    assert not commands.traces, "\n".join(commands.traces)
    assert {"out", "err", "child", "file", "log", "repr"} <= commands.report["places"].keys()


def test_a_command_that_leaks_is_found_out(tmp_path: Path) -> None:
    traces = hunt("commands", tmp_path, "leaking").traces
    for value, form, place in (
        ("API key", "base64", "out: leak"),
        ("secret", "plain", "err: leak"),
        ("secret", "UTF-16", str(tmp_path / "home" / "leak")),
    ):
        assert any(each.startswith(f"the kept pair's {value}, {form}, in") and place in each for each in traces), traces


def test_every_command_and_every_option_is_driven() -> None:
    tried = [run.words.split() for run in COMMANDS]
    untried = [
        f"{' '.join(names)} {word}".strip()
        for names, words in _everything()
        for word in words or [""]
        if not any(line[: len(names)] == names and (not word or word in line) for line in tried)
    ]
    assert not untried, f"no line of command_lines.py has {untried}"


def _everything() -> Iterator[tuple[list[str], list[str]]]:
    """Return every command and action with its options."""

    def below(names: list[str], parser: argparse.ArgumentParser) -> Iterator[tuple[list[str], list[str]]]:
        yield names, [each.option_strings[0] for each in parser._actions if each.option_strings and each.dest != "help"]
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, inner in action.choices.items():
                    yield from below([*names, name], inner)

    for action in cli_parser.top_parser(whole=True)._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from below([name], inner)
    for name in cli_parser.HIDDEN:
        yield from below([name], cli_parser.parser_of(name))
