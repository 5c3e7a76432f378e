"""Conventions that no linter checks: the length of files, names, and calls and words that are forbidden."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 600
WANTS_A_REASON = 500
REASONS: dict[str, str] = {}
"""Why a file is longer than `WANTS_A_REASON`, by its name; one that is no longer so long is an error."""

EXAMPLES = "(?:ann|pat)"
"""People who live in the examples of the tests."""

SOURCES = sorted(path for folder in ("workbench", "packaging", "tests") for path in (ROOT / folder).rglob("*.py"))
# A benchmark measures what a test must not wait for.
TESTS = [path for path in SOURCES if path.is_relative_to(ROOT / "tests") and not path.name.startswith("bench_")]


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _with(pattern: str, paths: list[Path]) -> list[str]:
    """Return the places in `paths` where `pattern` is found, as file:line."""
    sought = re.compile(pattern)
    return [
        f"{_named(path)}:{number}"
        for path in paths
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if sought.search(line)
    ]


def test_no_file_is_too_long() -> None:
    lengths = {_named(path): len(path.read_bytes().splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    assert {name for name, length in lengths.items() if length > WANTS_A_REASON} == set(REASONS)
    assert all(REASONS.values())


def test_module_names_are_specific() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|common|managers?|base|misc)($|_)")
    assert [_named(path) for path in SOURCES if vague.search(path.stem)] == []


def test_class_names_are_specific() -> None:
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
def test_no_test_waits_for_time_or_is_skipped(forbidden: str) -> None:
    assert _with(forbidden, TESTS) == []


def test_no_comment_marks_unfinished_work() -> None:
    assert _with(r"\b(TODO|FIXME|XXX|HACK)\b", SOURCES) == []


EVERYWHERE = {"/", "/home", "/mnt", "/opt", "/srv", "/tmp", "/usr", "/Users", "/var"}  # noqa: S108 - a clone may be there


def test_no_file_names_a_folder_of_one_machine() -> None:
    # Where this clone lies with its neighbours, and every home folder but those of the people in examples.
    near = {ROOT, ROOT.parent, ROOT.parent.parent}
    clones = [re.escape(f"{folder}/") for folder in near if str(folder) not in EVERYWHERE]
    homes = [rf"{folder}/(?!{EXAMPLES}\b)\w" for folder in ("/home", "/Users", r"[A-Za-z]:\\+Users\\+")]
    assert _with("|".join([*clones, *homes, r"/root/\."]), SOURCES) == []


def test_the_locks_name_no_package_index() -> None:
    locks = sorted((ROOT / "packaging").glob("requirements*.txt"))
    assert [lock.name for lock in locks] == ["requirements-test.txt", "requirements.txt"]
    assert _with(r"://|--(extra-)?index|--find-links|^#", locks) == []
    assert _with(r"://", [ROOT / "pyproject.toml"]) == []


def test_no_pattern_repeats_a_group_possessively() -> None:
    # Python before 3.11.5, Debian 12's among them, loses its place where such a group fails half-way: write
    # `(?>(?:…)*)` instead of `(?:…)*+`. A single set of characters, `[…]*+`, is safe.
    ours = [path for path in SOURCES if path.is_relative_to(ROOT / "workbench")]
    assert _with(r"""(re\.|b"|b'|\bre\b).*[^\\]\)([*+?]|\{[\d,]+\})\+""", ours) == []


def test_only_the_ways_out_write_to_a_terminal() -> None:
    # What a terminal would act on is marked there: `output` and `terminal_text` for text, `prompts` for questions at
    # the terminal itself, `line_writer` for a pipe that is not read. `fault_file` writes to a file.
    ways = (
        "cli/output.py",
        "cli/prompts.py",
        "cli/line_writer.py",
        "redaction/terminal_text.py",
        "redaction/fault_file.py",
    )
    folder = ROOT / "workbench"
    others = [
        path for path in SOURCES if path.is_relative_to(folder) and path.relative_to(folder).as_posix() not in ways
    ]
    streams = r"\bsys\.(__)?std(out|err)(__)?\.(?!isatty\(\))"
    writes = rf"(?<![.\w])print\(|\bos\.writev?\(|{streams}|\bfile=sys\.|\btraceback\.print_|\bprint_exc\("
    assert _with(writes, others) == []
