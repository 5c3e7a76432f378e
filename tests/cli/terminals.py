"""A pseudo-terminal with a command: typed input and visible output."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENCE = 60.0  # seconds; only a failing test waits so long
_DRIVER = str(Path(__file__).with_name("with_keyring.py"))


class AtTerminal:
    """A command at a pseudo-terminal; `seen` is all output so far."""

    def __init__(self, keyring: str, *words: str, environ: Mapping[str, str] | None = None) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, _DRIVER, keyring, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, **(environ or {})},
        )
        self._theirs: int | None = theirs
        self.seen = ""
        self._read_to = 0

    def __enter__(self) -> AtTerminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(_PATIENCE)
        self._leave()
        os.close(self._ours)

    def echoes(self) -> bool:
        """Return whether the terminal echoes input; call before `ended`."""
        return bool(termios.tcgetattr(self._ours)[3] & termios.ECHO)

    def shows(self, words: str) -> None:
        """Wait until the terminal shows this text, after the text of earlier calls."""
        while words not in self.seen[self._read_to :]:
            assert self._more(), f"{words!r} never came:\n{self.seen}"
        self._read_to = self.seen.index(words, self._read_to) + len(words)

    def type(self, keys: str) -> None:
        """Send input to the terminal."""
        os.write(self._ours, keys.encode())

    def ended(self) -> int:
        """Wait for the command to end and return its exit status."""
        self._leave()  # else the end of the program would not be the end of what comes
        while self._more():
            pass
        return self.process.wait(_PATIENCE)

    def _leave(self) -> None:
        if self._theirs is not None:
            os.close(self._theirs)
            self._theirs = None

    def _more(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], _PATIENCE)
        assert ready, f"nothing more came:\n{self.seen}"
        try:
            read = os.read(self._ours, 65536)
        except OSError:  # Linux's way to say that nobody is there any more
            return False
        self.seen += read.decode("utf-8", "replace")
        return bool(read)
