"""The table of the benchmarks: what it prints and when it says that a promise is broken."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks.harness import Row, commands_in_turns, found, in_turns, table


def test_a_ratio_above_its_limit_is_broken_and_said_so() -> None:
    row = Row("sign 10 MB", 13.0, 10.0, "bare SHA-1", limit=1.1)
    assert not row.kept
    assert table([row]).splitlines()[1].split("  ") == [
        "sign 10 MB", "13.00 ms", "10.00 ms", " bare SHA-1", "1.30 x", "1.1 x", "BROKEN",
    ]  # fmt: skip


def test_a_difference_is_held_against_its_limit_in_its_own_unit() -> None:
    assert Row("memory", 90.0, 56.0, "a bare label", limit=35, unit="MB", by="difference").kept
    assert not Row("memory", 92.0, 56.0, "a bare label", limit=35, unit="MB", by="difference").kept


def test_a_rate_below_its_limit_is_broken() -> None:
    row = Row("sends", 500.0, 1000.0, "bare", limit=0.6, unit="/s", by="rate")
    assert not row.kept
    assert table([row]).splitlines()[1].endswith("0.50 x  at least 0.6 x  BROKEN")
    assert Row("sends", 700.0, 1000.0, "bare", limit=0.6, unit="/s", by="rate").kept


def test_a_figure_without_a_limit_only_stands_beside_the_others() -> None:
    row = Row("sends", 500.0, 1000.0, "bare", limit=None, unit="/s", by="rate")
    assert row.kept
    assert table([row]).splitlines()[1].split()[-3:] == ["0.50", "x", "beside"]


def test_both_sides_are_called_in_turns_and_the_first_round_is_not_measured() -> None:
    calls: list[str] = []
    in_turns(lambda: calls.append("ours"), lambda: calls.append("yardstick"), rounds=3)
    assert calls == ["ours", "yardstick"] * 4


def test_programs_are_run_to_their_end() -> None:
    ours, yardstick = commands_in_turns([sys.executable, "-Sc", "0"], [sys.executable, "-Sc", "0"], rounds=1)
    assert ours > 1
    assert yardstick > 1


def test_benchmarks_are_found_by_their_file_names(tmp_path: Path) -> None:
    for name in ("bench_start.py", "bench_sign.py", "harness.py"):
        (tmp_path / name).touch()
    assert found(tmp_path) == ["sign", "start"]
    assert found(tmp_path, ["start"]) == ["start"]
    with pytest.raises(ValueError, match="no benchmark named swim; there are sign, start"):
        found(tmp_path, ["swim"])
