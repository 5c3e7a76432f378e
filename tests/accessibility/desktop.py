"""A desktop of the test's own: a screen, the real window on it, and the reader.

Run as `dbus-run-session -- python desktop.py` with the reader's words, so that the bus of the accessibility service
ends with it. Everything it starts, it ends.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

READER = Path(__file__).with_name("reader.py")
SYSTEM_PYTHON = "/usr/bin/python3"
SCREEN = "1440x1000x24"


def main(arguments: Sequence[str]) -> int:
    """Return the reader's exit status; 1 if the window ended before it did."""
    with ExitStack() as stack:
        # Xvfb chooses a free display itself and says which: two runs at once never meet.
        screen = _started(stack, ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"], os.environ)
        assert screen.stdout is not None
        environ = {
            **os.environ,
            "DISPLAY": f":{int(screen.stdout.readline())}",
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        window = _started(stack, [sys.executable, "-m", "workbench", "gui"], environ)
        read = subprocess.run([SYSTEM_PYTHON, str(READER), *arguments], env=environ, check=False)
        return read.returncode if window.poll() is None else 1


def _started(
    stack: ExitStack, command: list[str], environ: "os._Environ[str] | dict[str, str]"
) -> subprocess.Popen[str]:
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)

    def end() -> None:
        process.terminate()
        process.communicate()

    stack.callback(end)
    return process


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
