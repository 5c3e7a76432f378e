"""Waits for a keyring, which may show a prompt of its own.

At a terminal, a message says what is waited for, and Ctrl+C ends the wait; without one, the wait has a limit.
The call runs on a daemon thread, because some keyrings block signals. A result that arrives after Ctrl+C is discarded.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from itertools import count
from typing import Final, TypeVar

from workbench.cli.output import say
from workbench.credentials import CredentialsUnavailable, Why
from workbench.redaction.log_redaction import guard

PATIENCE: Final = 2.0
"""Seconds after which a message is printed, if standard error is a terminal."""

LIMIT: Final = 8.0
"""Seconds to wait if standard error is no terminal, so that nobody would know what is waited for."""

WAITING: Final = "Waiting for the keyring, which may show a password prompt. Press Ctrl+C to stop waiting."

_SLICE: Final = 0.1
"""Seconds between checks for Ctrl+C, which does not interrupt a wait on Windows."""

_Result = TypeVar("_Result")


class KeyringSilent(CredentialsUnavailable):
    """The keyring did not answer within `LIMIT`."""

    def __init__(self) -> None:
        super().__init__(
            Why.LOCKED,
            f"The keyring did not answer within {LIMIT:.0f} s: it is locked, or another program is waiting for it.",
            "Unlock it by logging in to the desktop, or in the keyring's own program, then try again. "
            "Without a keyring, set WORKBENCH_API_KEY and WORKBENCH_SECRET.",
        )


def call_keyring(function: Callable[[], _Result]) -> _Result:
    """Call a function that may block on a keyring's prompt; return its result or raise its exception.

    Raises:
        KeyboardInterrupt: on Ctrl+C, immediately; the call continues on its thread.
        KeyringSilent: the keyring did not answer in time, without a terminal; the call continues likewise.
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
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    for waited in count(1):
        if ended.wait(_SLICE):
            break
        if is_terminal and waited == max(1, round(PATIENCE / _SLICE)):
            say(WAITING)
        if not is_terminal and waited >= LIMIT / _SLICE:
            raise KeyringSilent
    if errors:
        raise errors.pop()  # the list must not keep the exception and its frames alive
    return results[0]
