"""Owns the one thing a command may answer instead of an exit status: that a window is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Window(NamedTuple):
    """The window that the command line asks for; whoever may import it opens it.

    Attributes:
        files: payloads to open as documents.
        picture: where to write a picture of the window, instead of waiting for a person.
        profile: the profile to open with; empty for the one chosen last.
    """

    files: tuple[Path, ...]
    picture: Path | None
    profile: str = ""
