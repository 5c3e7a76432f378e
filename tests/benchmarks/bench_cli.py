"""What `workbench sign` costs from start to end, against an interpreter that imports the same of the standard library."""

import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.harness import Row, commands_in_turns
from workbench.payloads import template
from workbench.signing import SAMPLE

LIMIT = 3.0  # our own modules and the work itself may cost twice the bare start-up, and no more
# What `sign` itself uses of the standard library: whatever it is written in, it would pay for these.
_BARE = "import argparse, contextlib, dataclasses, hashlib, hmac, json, pathlib, typing"


def measure() -> list[Row]:
    """Measure with credentials in the environment, as a CI job has them."""
    environ = {**os.environ, "WORKBENCH_API_KEY": SAMPLE.api_key, "WORKBENCH_SECRET": SAMPLE.secret}
    with tempfile.TemporaryDirectory() as folder:
        body = Path(folder) / "install.json"
        body.write_bytes(template("install-ios").body)
        yardstick = [sys.executable, "-c", _BARE]
        rows = []
        for name, more in (("sign", []), ("sign --json", ["--json"])):
            command = [sys.executable, "-m", "workbench", "sign", str(body), *more]
            ours, bare = commands_in_turns(command, yardstick, rounds=25, environ=environ)
            rows.append(Row(f"workbench {name}, start to end", ours, bare, "bare Python with its imports", LIMIT))
    return rows
