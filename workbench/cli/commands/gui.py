"""Owns `workbench gui`: checks what can be checked before the window is loaded, and asks for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.window import Window

if TYPE_CHECKING:  # the window's first paint does not wait for the argument parser
    from argparse import ArgumentParser, Namespace


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = "Open the window. `workbench` without any word does the same."
    parser.epilog = """\
example:
  workbench gui install.json event.json
  workbench gui --profile mine

exit status: 0 the window was closed · 2 a file cannot be read, or there is no display
  4 there is no such profile"""
    parser.add_argument("files", metavar="FILE", nargs="*", help="payloads to open as documents")
    parser.add_argument("--profile", metavar="NAME", default="", help="open with this profile chosen")
    parser.add_argument("--picture", metavar="PATH", help="write a picture of the window to this PNG file, and end")


def run(options: Namespace) -> Window:
    """Return the window that is wanted.

    Raises:
        CommandError: a file or the profile is missing, or there is nowhere to show a window.
    """
    files = tuple(Path(name) for name in options.files)
    for path in files:
        if not path.is_file():
            raise CommandError(Status.BAD_INPUT, f"There is no file {path}. Nothing was opened.")
    if options.profile:
        _check_profile(options.profile)
    if options.picture is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return Window(files, Path(options.picture), options.profile)
    if not has_display():
        raise CommandError(
            Status.BAD_INPUT,
            "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). "
            "In the terminal, workbench first-minute shows the same main job; see workbench --help.",
        )
    return Window(files, None, options.profile)


def _check_profile(name: str) -> None:
    """See that the profile is on the list; whether its values can be had, the window finds out."""
    from workbench.cli import inputs
    from workbench.credentials import Why, default_profiles

    if name == inputs.ENVIRONMENT_PROFILE:
        inputs.credentials_of_profile(name)
        return
    known = [each.name for each in default_profiles().list()]
    if name not in known:
        raise CommandError(
            Status.NO_CREDENTIALS,
            f"There is no profile “{name}”. Nothing was opened; choose one of {', '.join(known)}.",
            Why.NO_PROFILE,
        )


def has_display() -> bool:
    """Return whether Qt can be expected to find somewhere to draw; without one it would abort, not raise."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
