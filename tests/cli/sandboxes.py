"""A sandbox in a separate process, as `workbench sandbox` runs it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from typing import TYPE_CHECKING

from tests.cli.running import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator


class Running:
    """A sandbox in a separate process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        assert process.stderr is not None
        first = process.stderr.readline().decode()
        assert first.startswith("Sandbox at http://127.0.0.1:"), first
        self.url = first.removeprefix("Sandbox at ").strip()

    def line(self) -> dict[str, object]:
        """The next line of standard output."""
        assert self.process.stdout is not None
        value = json.loads(self.process.stdout.readline())
        assert isinstance(value, dict)
        return value


@contextlib.contextmanager
def sandbox(*words: str, **environ: str) -> Iterator[Running]:
    """Run a sandbox until the block ends."""
    process = subprocess.Popen(
        line_of("sandbox", *words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **environ}
    )
    with process:
        try:
            yield Running(process)
        finally:
            if process.poll() is None:
                process.kill()
