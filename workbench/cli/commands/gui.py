"""`workbench gui`: checks its arguments and returns a request to open the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from workbench.cli.exit_codes import CommandError, ExitCode, UsageError

if TYPE_CHECKING:  # argparse is not imported, so that the window opens sooner
    from argparse import ArgumentParser, Namespace


class WindowRequest(NamedTuple):
    """A request to open the window, which `workbench.__main__` does.

    Attributes:
        files: payloads to open as documents.
        picture: a file to write a picture of the window to, instead of waiting for input.
        profile: the profile to select; empty for the one selected last.
    """

    files: tuple[Path, ...]
    picture: Path | None
    profile: str = ""


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "Open the window. `workbench` without arguments does the same."
    parser.epilog = """\
example:
  workbench gui install.json event.json
  workbench gui --profile mine

exit status: 0 the window was closed · 2 a file does not exist, or there is no display
  4 no such profile"""
    parser.add_argument("files", metavar="FILE", nargs="*", help="payloads to open as documents")
    parser.add_argument("--profile", metavar="NAME", default="", help="select this profile")
    parser.add_argument("--picture", metavar="PATH", help="write a picture of the window to this PNG file and exit")


def run(options: Namespace) -> WindowRequest:
    """Return the window to open.

    Raises:
        CommandError: a file or the profile does not exist, or there is no display.
    """
    files = tuple(Path(name) for name in options.files)
    for path in files:
        if not path.is_file():
            raise UsageError(f"There is no file {path}. Nothing was opened.")
    if options.profile:
        _check_profile(options.profile)
    if options.picture is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        return WindowRequest(files, Path(options.picture), options.profile)
    if not has_display():
        raise UsageError(
            "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). "
            "Run workbench first-minute for a demonstration in the terminal, or see workbench --help.",
        )
    return WindowRequest(files, None, options.profile)


def _check_profile(name: str) -> None:
    """Check that the profile exists; its values are read by the window."""
    from workbench.cli import inputs
    from workbench.credentials import Why

    if name == inputs.ENVIRONMENT_PROFILE:
        inputs.credentials_of_profile(name)
        return
    known = [each.name for each in inputs.listed_profiles()]
    if name not in known:
        raise CommandError(
            ExitCode.NO_CREDENTIALS,
            f"There is no profile “{name}”. Nothing was opened. The profiles are {', '.join(known)}.",
            Why.NO_PROFILE,
        )


def has_display() -> bool:
    """Return whether there is a display. Without one, Qt would abort the process."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
