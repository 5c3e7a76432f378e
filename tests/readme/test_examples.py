"""The README's terminal examples print what it says they print."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(\$ workbench .*?)```", README, re.DOTALL)
EXAMPLES = [re.findall(r"^\$ workbench (.+)\n((?:(?!\$ workbench ).*\n)*)", block, re.MULTILINE) for block in BLOCKS]


def _pattern(expected: str) -> str:
    """Read a printed `…` as anything within one line: ports and times differ from run to run."""
    return ".*".join(re.escape(part) for part in expected.split("…"))


@pytest.mark.parametrize("block", EXAMPLES, ids=[" ".join(block[0][0].split()[:2]) for block in EXAMPLES])
def test_a_block_of_terminal_examples_prints_what_the_readme_says(block: list[tuple[str, str]]) -> None:
    for words, expected in block:
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *shlex.split(words)], cwd=ROOT, capture_output=True, check=False
        )
        printed = done.stdout.decode("utf-8")
        if not printed.endswith("\n"):  # `wire` writes the bytes and nothing more
            printed += "\n"
        assert re.fullmatch(_pattern(expected), printed), printed + done.stderr.decode("utf-8")


def test_there_are_examples_of_every_kind() -> None:
    commands = {words.split()[0] for block in EXAMPLES for words, _ in block}
    assert commands >= {"sign", "wire", "verify", "send", "php", "selftest", "profiles", "history"}


def test_every_path_the_readme_names_is_there() -> None:
    named = re.findall(r"(?:resources|packaging|workbench|tests)/[\w./-]*\w", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_map_names_every_room() -> None:
    rooms = {path.parent.name for path in (ROOT / "workbench").glob("*/__init__.py")}
    assert [room for room in sorted(rooms) if f"workbench/{room}" not in README] == []
