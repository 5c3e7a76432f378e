"""Whether there is a screen to open a window on, found by knocking at it.

Owns the reading of DISPLAY and WAYLAND_DISPLAY. Must never start a graphical program to find out: Qt ends the whole
process when its display does not answer.
"""

import os
import re
import socket
from collections.abc import Mapping
from pathlib import Path

_KNOCK_SECONDS = 2.0


def answers(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether a window can be opened. macOS and Windows always have a screen."""
    if os.name == "nt" or os.uname().sysname == "Darwin":
        return True
    return x11_answers(environ) or wayland_answers(environ)


def wayland_answers(environ: Mapping[str, str]) -> bool:
    """Say whether the compositor that WAYLAND_DISPLAY names takes a connection."""
    name = environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _takes(str(Path(environ.get("XDG_RUNTIME_DIR", "/")) / name))


def x11_answers(environ: Mapping[str, str]) -> bool:
    """Say whether the X server that DISPLAY names takes a connection."""
    parts = re.fullmatch(r"(?P<host>.*):(?P<number>\d+)(?:\.\d+)?", environ.get("DISPLAY", ""))
    if not parts:
        return False
    host, number = parts["host"], int(parts["number"])
    if host in {"", "unix"}:
        place = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - the X server's own, fixed place
        return _takes(place) or _takes("\0" + place)
    try:
        socket.create_connection((host.strip("[]"), 6000 + number), _KNOCK_SECONDS).close()
    except OSError:
        return False
    return True


def _takes(place: str) -> bool:
    with socket.socket(socket.AF_UNIX) as knock:
        knock.settimeout(_KNOCK_SECONDS)
        try:
            knock.connect(place)
        except OSError:
            return False
    return True
