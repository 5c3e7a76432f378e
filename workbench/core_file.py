"""Prevents core files, which would hold every secret of the process. Systems without them are not affected."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Final

_PR_SET_DUMPABLE: Final = 4  # <linux/prctl.h>
_NO_CORE: Final = 1  # bytes; Linux passes no core on to another program at this limit, unlike at 0


def prevent_core_file(*, window: bool) -> None:
    """Let the system write no core file of this process.

    In the terminal, the process is also made undumpable: other programs of the user cannot read its memory. The process
    of a window stays dumpable, as portals look at it.
    """
    if sys.platform == "win32":
        return
    import resource  # not on Windows

    with suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (0 if hard == 0 else _NO_CORE, hard))
    if sys.platform == "linux" and not window:
        import ctypes  # 3 ms, and the window does without

        with suppress(OSError, AttributeError):  # a C library without prctl
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
