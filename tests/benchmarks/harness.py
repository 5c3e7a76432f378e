"""Runs the benchmarks and prints one table: `python3 packaging/bootstrap.py bench [NAMES ...]`.

A benchmark is a file `tests/benchmarks/bench_NAME.py` with one function:

    def measure() -> list[Row]: ...

A Row is one promise: what was measured, the yardstick measured in the same run on the same machine, and how much dearer
than the yardstick it may be. Milliseconds alone say nothing on a busy machine; ratios do. Take both sides in turns
(`in_turns`, `commands_in_turns`), so that what disturbs one disturbs the other. The status is 1 if a promise is broken.

Owns the measuring and the table; knows nothing of the product.
"""

import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

ROWS_OF = "--rows-of"
"""The word after which this program prints one benchmark's rows as JSON, for the one that asked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One promise and what was found.

    Attributes:
        name: what was measured, in a few words.
        ours: the measured figure, in `unit`.
        yardstick: the figure it is held against, in `unit`.
        against: what the yardstick is, in a few words.
        limit: how large the ratio (or, for "difference", ours less the yardstick) may be at most; for "rate" how small
            at least. None where nothing is promised, and the figure only stands beside others.
        unit: of `ours` and `yardstick`.
        by: whether the promise is a ratio of costs, a difference of costs, or a ratio of rates.
    """

    name: str
    ours: float
    yardstick: float
    against: str
    limit: float | None
    unit: str = "ms"
    by: Literal["ratio", "difference", "rate"] = "ratio"

    @property
    def found(self) -> float:
        """Return the ratio or difference that the limit is for."""
        return self.ours - self.yardstick if self.by == "difference" else self.ours / self.yardstick

    @property
    def kept(self) -> bool:
        """Say whether the promise is kept."""
        if self.limit is None:
            return True
        return self.found >= self.limit if self.by == "rate" else self.found <= self.limit


def in_turns(ours: Callable[[], object], yardstick: Callable[[], object], rounds: int = 11) -> tuple[float, float]:
    """Call both in turns, `rounds` times after one unmeasured call each; return the medians in milliseconds."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for act, times in zip((ours, yardstick), taken, strict=True):
            start = time.perf_counter()
            act()
            if number:
                times.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def commands_in_turns(
    ours: Sequence[str], yardstick: Sequence[str], rounds: int = 11, environ: Mapping[str, str] | None = None
) -> tuple[float, float]:
    """Run both programs to their end in turns; return the medians in milliseconds.

    Raises:
        subprocess.CalledProcessError: one of them failed, so there is nothing to compare.
    """

    def started(command: Sequence[str]) -> Callable[[], object]:
        return lambda: subprocess.run(command, env=environ, capture_output=True, check=True)

    return in_turns(started(ours), started(yardstick), rounds)


def table(rows: Sequence[Row]) -> str:
    """Return `rows` as lines of one table."""
    cells = [("", "ours", "yardstick", "", "found", "limit", "")]
    for row in rows:
        mark = row.unit if row.by == "difference" else "x"
        figures = (f"{row.ours:.2f} {row.unit}", f"{row.yardstick:.2f} {row.unit}", row.against)
        limit, verdict = "", "beside"
        if row.limit is not None:
            limit = f"{'at least ' * (row.by == 'rate')}{row.limit:g} {mark}"
            verdict = "kept" if row.kept else "BROKEN"
        cells.append((row.name, *figures, f"{row.found:.2f} {mark}", limit, verdict))
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def found(folder: Path, names: Sequence[str] = ()) -> list[str]:
    """Return the names of the benchmarks in `folder`, all or those of `names` (without `bench_`).

    Raises:
        ValueError: a name that is not there.
    """
    there = sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))
    unknown = sorted(set(names) - set(there))
    if unknown:
        raise ValueError(f"no benchmark named {', '.join(unknown)}; there are {', '.join(there) or 'none'}")
    return [name for name in there if not names or name in names]


def _apart(name: str) -> list[Row]:
    """Run one benchmark in a process of its own, so that none leaves anything behind for the next."""
    command = [sys.executable, "-m", "tests.benchmarks.harness", ROWS_OF, name]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    return [Row(**each) for each in json.loads(told)]


def rows_of(name: str) -> str:
    """Run one benchmark here; return its rows as JSON."""
    rows: list[Row] = importlib.import_module(f"tests.benchmarks.bench_{name}").measure()
    return json.dumps([asdict(row) for row in rows])


def main(names: Sequence[str]) -> int:
    """Run the benchmarks and print the table; return 0 if every promise was kept."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # measured where there is no display, too
    try:
        wanted = found(Path(__file__).parent, names)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    rows: list[Row] = []
    for name in wanted:
        sys.stderr.write(f"• {name}\n")
        rows += _apart(name)
    sys.stdout.write(table(rows) + "\n")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    from tests.benchmarks import harness  # so that benchmarks and this run share one Row

    if sys.argv[1:2] == [harness.ROWS_OF]:
        sys.stdout.write(harness.rows_of(sys.argv[2]))
        sys.exit(0)
    sys.exit(harness.main(sys.argv[1:]))
