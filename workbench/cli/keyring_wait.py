"""Waits for a keyring, which may show a prompt of its own: prints a message after a while, and stops on Ctrl+C.

The call runs on a daemon thread, because some keyrings block signals. A result that arrives after Ctrl+C is discarded.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from itertools import count
from typing import Final, TypeVar

from workbench.cli.output import say
from workbench.redaction.log_redaction import guard

PATIENCE: Final = 2.0
"""Seconds after which a message is printed, if standard error is a terminal."""

WAITING: Final = "Waiting for the keyring, which may show a password prompt. Press Ctrl+C to stop waiting."

_SLICE: Final = 0.1
"""Seconds between checks for Ctrl+C, which does not interrupt a wait on Windows."""

_Result = TypeVar("_Result")


def call_keyring(function: Callable[[], _Result]) -> _Result:
    """Call a function that may block on a keyring's prompt; return its result or raise its exception.

    Raises:
        KeyboardInterrupt: on Ctrl+C, immediately; the call continues on its thread.
    """
    guard()  # keyring libraries log values that they were given
    results: list[_Result] = []
    errors: list[BaseException] = []
    ended = threading.Event()

    def call() -> None:
        try:
            results.append(function())
        except BaseException as error:  # noqa: BLE001 - raised on the calling thread
            errors.append(error)
        finally:
            ended.set()

    threading.Thread(target=call, name="keyring", daemon=True).start()
    for waited in count(1):
        if ended.wait(_SLICE):
            break
        if waited == max(1, round(PATIENCE / _SLICE)) and sys.stderr is not None and sys.stderr.isatty():
            say(WAITING)
    if errors:
        raise errors.pop()  # the list must not keep the exception and its frames alive
    return results[0]
