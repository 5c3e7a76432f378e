"""What the window costs over a bare label: the time to the first paint, and the memory with the sandbox listening."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.harness import Row

ROUNDS = 9
DRIVER = Path(__file__).with_name("window_driver.py")
ROOT = DRIVER.parents[2]


def measure() -> list[Row]:
    """Start both in turns and return the promises."""
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "WORKBENCH_HOME": home, "PYTHONPATH": str(ROOT)}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that was started before has its bytecode
        environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(home) / "bytecode"))
        facts: dict[str, list[dict[str, float]]] = {"window": [], "label": []}
        for number in range(ROUNDS + 1):
            for what, found in facts.items():
                one = _start(what, environ)
                if number:
                    found.append(one)
    window, label = ({name: _median(found, name) for name in found[0]} for found in facts.values())
    pairs = list(zip(*facts.values(), strict=True))
    return [
        Row("start to first paint", *_middle(pairs, "paint"), "a bare label window", 1.4),
        Row("start to everything painted", *_middle(pairs, "ready"), "a bare label window", 3.0),
        Row("own memory, sandbox listening", window["Anonymous"], label["Anonymous"], "a bare label window", 60.0,
            unit="MB", by="difference"),
        Row("resident, shared libraries too", window["Rss"], label["Rss"], "a bare label window", 60.0,
            unit="MB", by="difference"),
    ]  # fmt: skip


def _start(what: str, environ: dict[str, str]) -> dict[str, float]:
    began = time.clock_gettime(time.CLOCK_MONOTONIC)
    done = subprocess.run(
        [sys.executable, str(DRIVER), what], env=environ, capture_output=True, check=True, text=True, timeout=60
    )
    facts = {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}
    return {
        name: value / 1024 if name in ("Rss", "Anonymous") else (value - began) * 1000 for name, value in facts.items()
    }


def _middle(pairs: list[tuple[dict[str, float], dict[str, float]]], name: str) -> tuple[float, float]:
    """Return the times of the round with the median ratio: a machine that slows down slows both of a round."""
    times = [(window[name], label["paint"]) for window, label in pairs]
    return sorted(times, key=lambda each: each[0] / each[1])[len(times) // 2]


def _median(found: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in found)
