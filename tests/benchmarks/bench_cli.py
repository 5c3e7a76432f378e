"""What `workbench sign` costs from start to end, against an interpreter that imports the same standard library."""

import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.harness import Row, commands_in_turns
from workbench.payloads import template
from workbench.signing import SAMPLE

LIMIT = 3.0
"""Our own modules and the work itself may cost twice the bare start-up, and no more."""
_BARE = "import argparse, contextlib, dataclasses, hashlib, hmac, json, pathlib, typing"
"""What `sign` itself uses of the standard library."""


def measure() -> list[Row]:
    """Measure with the sample pair, and with a pair in the environment, as a CI job has it."""
    environ = {**os.environ, "WORKBENCH_API_KEY": SAMPLE.api_key, "WORKBENCH_SECRET": SAMPLE.secret}
    sample = ["--profile", "sample"]
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "install.json"
        body.write_bytes(template("install-ios").body)
        yardstick = [sys.executable, "-c", _BARE]
        rows = []
        for name, more in (
            ("sign --profile sample", sample),
            ("sign --profile sample --json", [*sample, "--json"]),
            ("sign, pair in the environment", []),
        ):
            command = [sys.executable, "-m", "workbench", "sign", str(body), *more]
            ours, bare = commands_in_turns(command, yardstick, rounds=25, environ=environ)
            rows.append(Row(f"workbench {name}, start to end", ours, bare, "bare Python with its imports", LIMIT))
    return rows
