"""A running PHP that returns json_encode(json_decode(body, true)) for each body."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import TracebackType

_PROGRAM = """
while (($line = fgets(STDIN)) !== false) {
    $value = json_decode(base64_decode($line), true);
    $fault = json_last_error() ? json_last_error_msg() : "";
    $text = "";
    if ($fault === "") {
        $text = json_encode($value);
        if ($text === false) { $fault = json_last_error_msg(); $text = ""; }
    }
    echo base64_encode($fault), " ", base64_encode($text), "\\n";
    fflush(STDOUT);
}
"""


class Answer(NamedTuple):
    """PHP's bytes, or None and the words with which it refused."""

    text: bytes | None
    fault: str


class PhpProcess:
    """A context that holds the process; a body goes in as a base64 line and one line comes back."""

    def __enter__(self) -> PhpProcess:
        self._process = subprocess.Popen(
            ["php", "-n", "-d", "memory_limit=-1", "-d", "serialize_precision=-1", "-r", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=120)

    def ask(self, body: bytes) -> Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(base64.b64encode(body) + b"\n")
        self._process.stdin.flush()
        fault, _, text = self._process.stdout.readline().rstrip(b"\n").partition(b" ")
        if fault:
            return Answer(None, base64.b64decode(fault).decode())
        return Answer(base64.b64decode(text), "")
