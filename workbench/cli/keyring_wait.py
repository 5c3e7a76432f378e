"""Owns the waiting for a keyring, which may show a prompt of its own: says so when it takes long, and ends on Ctrl+C.

The question is asked on a thread that nobody waits for at the end, because some keyrings block where no signal
reaches. A late answer goes nowhere.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from workbench.cli.terminal import say
from workbench.redaction.log_redaction import guard

PATIENCE: Final = 2.0
"""Seconds after which a person at a terminal is told what is being waited for."""

WAITING: Final = (
    "Waiting for the keyring; it may be asking for its password in a window of its own. Ctrl+C stops waiting."
)

_SLICE: Final = 0.1
"""Seconds between two looks at Ctrl+C, which on Windows does not interrupt a wait."""

_Answer = TypeVar("_Answer")


def answer_to(question: Callable[[], _Answer]) -> _Answer:
    """Ask a question that may block on a keyring's prompt; return its answer or raise what it raised.

    Raises:
        KeyboardInterrupt: at once on Ctrl+C, though the keyring be still asked.
    """
    guard()  # a keyring logs, and what it logs may quote what it was given
    answers: list[_Answer] = []
    failures: list[BaseException] = []
    ended = threading.Event()

    def ask() -> None:
        try:
            answers.append(question())
        except BaseException as failure:  # noqa: BLE001 - whatever it is, it is raised where the answer is awaited
            failures.append(failure)
        finally:
            ended.set()

    threading.Thread(target=ask, name="keyring", daemon=True).start()
    if not _ended_within(ended, PATIENCE):
        if sys.stderr is not None and sys.stderr.isatty():
            say(WAITING)
        while not ended.wait(_SLICE):
            pass
    if failures:
        raise failures[0]
    return answers[0]


def _ended_within(ended: threading.Event, seconds: float) -> bool:
    slices = max(1, round(seconds / _SLICE))
    return any(ended.wait(seconds / slices) for _ in range(slices))
