"""The README's terminal examples print what it says they print."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ workbench (.+?)\n(.*?)```", README, re.DOTALL)


def _pattern(expected: str) -> str:
    """Read a printed `…` as anything within one line: ports and times differ from run to run."""
    return ".*".join(re.escape(part) for part in expected.split("…"))


@pytest.mark.parametrize(("words", "expected"), EXAMPLES, ids=[words.split()[0] for words, _ in EXAMPLES])
def test_a_terminal_example_prints_what_the_readme_says(words: str, expected: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *shlex.split(words)], cwd=ROOT, capture_output=True, check=False
    )
    printed = done.stdout.decode("utf-8")
    if not printed.endswith("\n"):  # `wire` writes the bytes and nothing more
        printed += "\n"
    assert re.fullmatch(_pattern(expected), printed), printed + done.stderr.decode("utf-8")


def test_there_are_examples_of_every_kind() -> None:
    assert {words.split()[0] for words, _ in EXAMPLES} >= {"sign", "wire", "verify", "send", "php", "selftest"}


def test_every_path_the_readme_names_is_there() -> None:
    named = re.findall(r"(?:resources|packaging|workbench|tests)/[\w./-]*\w", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_map_names_every_room() -> None:
    rooms = {path.parent.name for path in (ROOT / "workbench").glob("*/__init__.py")}
    assert [room for room in sorted(rooms) if f"workbench/{room}" not in README] == []
