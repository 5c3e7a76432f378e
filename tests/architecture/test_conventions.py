"""Conventions that no linter checks: length of files, layout of the repository, forbidden calls and words."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 320
# Longer files, each with its reason. An entry for a file that is no longer too long is an error.
LONGER: dict[str, str] = {
    "tests/transport/test_failures.py": "one table of every way a send can fail, each with its server beside it",
    "tests/gui/features/compose/editor/test_payload_editor.py": "one widget, read from its bytes to its keys",
    "tests/sandbox/test_wire.py": "one protocol, every odd request beside the others it must be told from",
}

FOLDERS = {".ci", "packaging", "resources", "tests", "workbench"}
FILES = {".gitignore", "README.md", "pyproject.toml"}
# Created by tools, and ignored by git.
MADE = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    "__pycache__",
}

SOURCES = sorted(path for folder in ("workbench", "packaging", "tests") for path in (ROOT / folder).rglob("*.py"))
# Benchmarks may wait for the clock.
TESTS = [path for path in SOURCES if path.is_relative_to(ROOT / "tests") and not path.name.startswith("bench_")]


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _with(pattern: str, paths: list[Path]) -> list[str]:
    """Return file:line of each match of `pattern` in `paths`."""
    sought = re.compile(pattern)
    return [
        f"{_named(path)}:{number}"
        for path in paths
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if sought.search(line)
    ]


def test_files_are_short() -> None:
    lengths = {_named(path): len(path.read_bytes().splitlines()) for path in SOURCES}
    assert {name for name, length in lengths.items() if length > LONGEST} == set(LONGER)
    assert all(LONGER.values())


def test_the_top_level_has_only_the_known_entries() -> None:
    there = {entry.name: entry.is_dir() for entry in ROOT.iterdir() if entry.name not in MADE}
    assert {name for name, is_folder in there.items() if is_folder} <= FOLDERS
    assert {name for name, is_folder in there.items() if not is_folder} <= FILES


def test_no_module_has_a_vague_name() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|common|managers?|base|misc)($|_)")
    assert [_named(path) for path in SOURCES if vague.search(path.stem)] == []


def test_no_class_has_a_vague_name() -> None:
    assert _with(r"^\s*class \w*(Manager|Helper|Utils?|Base)\b", SOURCES) == []


def test_every_module_has_a_docstring() -> None:
    ours = [path for path in SOURCES if not path.is_relative_to(ROOT / "tests")]
    assert [_named(path) for path in ours if not re.match('r?"""', path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "forbidden",
    [
        r"\btime\.sleep\(|from time import .*\bsleep\b|\basyncio\.sleep\([^0)]",
        r"\bqtbot\.wait\(|\bqWait\(",
        r"\bprocessEvents\(",
        r"pytest\.(mark\.)?(skip|xfail)|importorskip",
    ],
)
def test_no_test_sleeps_or_is_skipped(forbidden: str) -> None:
    assert _with(forbidden, TESTS) == []


def test_there_is_no_todo() -> None:
    assert _with(r"\b(TODO|FIXME|XXX|HACK)\b", SOURCES) == []


def test_no_path_of_a_development_machine() -> None:
    assert _with(r"/work/(main|shared)|/root/\.|/tmp/pw/", SOURCES) == []


def test_lock_files_name_no_package_index() -> None:
    locks = sorted((ROOT / "packaging").glob("requirements*.txt"))
    assert [lock.name for lock in locks] == ["requirements-test.txt", "requirements.txt"]
    assert _with(r"://|--(extra-)?index|--find-links|^#", locks) == []
    assert _with(r"://", [ROOT / "pyproject.toml"]) == []


def test_no_regular_expression_has_a_possessive_group() -> None:
    # A bug of Python before 3.11.5 (Debian 12 has 3.11.2): write `(?>(?:…)*)` instead of `(?:…)*+`. A character set,
    # `[…]*+`, is safe.
    ours = [path for path in SOURCES if path.is_relative_to(ROOT / "workbench")]
    assert _with(r"""(re\.|b"|b'|\bre\b).*[^\\]\)([*+?]|\{[\d,]+\})\+""", ours) == []
