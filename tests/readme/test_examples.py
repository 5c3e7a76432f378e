"""The terminal examples of the README print what the README shows."""

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
    """Return a pattern in which `…` matches anything within a line, such as ports and times."""
    return ".*".join(re.escape(part) for part in expected.split("…"))


@pytest.mark.parametrize("block", EXAMPLES, ids=[" ".join(block[0][0].split()[:2]) for block in EXAMPLES])
def test_a_block_of_examples_prints_what_the_readme_shows(block: list[tuple[str, str]]) -> None:
    for words, expected in block:
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *shlex.split(words)], cwd=ROOT, capture_output=True, check=False
        )
        printed = done.stdout.decode("utf-8")
        if not printed.endswith("\n"):  # `wire` adds no newline
            printed += "\n"
        assert re.fullmatch(_pattern(expected), printed), printed + done.stderr.decode("utf-8")


def test_there_is_an_example_of_every_main_command() -> None:
    commands = {words.split()[0] for block in EXAMPLES for words, _ in block}
    assert commands >= {"sign", "wire", "verify", "send", "php", "selftest", "profiles", "history"}


def test_every_path_in_the_readme_exists() -> None:
    named = re.findall(r"(?:resources|packaging|workbench|tests)/[\w./-]*\w", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_architecture_names_every_package() -> None:
    packages = {path.parent.name for path in (ROOT / "workbench").glob("*/__init__.py")}
    assert [package for package in sorted(packages) if f"workbench/{package}" not in README] == []
