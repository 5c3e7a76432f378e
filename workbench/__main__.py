"""Starts the GUI or the terminal front end. Imports only the one that is needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from workbench.core_file import prevent_core_file


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and return the exit status; without arguments, open the window."""
    words = sys.argv[1:] if argv is None else argv
    if argv is None:
        prevent_core_file(window=not words or words[0] == "gui")
    if not words:
        from workbench.cli.commands.gui import has_display

        # The argument parser is not imported, so that the window opens sooner.
        if has_display():
            from workbench.gui.main import run as open_window

            return open_window(())
    from workbench.cli.main import run

    answer = run(words)
    if isinstance(answer, int):
        return answer
    from workbench.gui.main import run as open_window

    return open_window(answer.files, picture=answer.picture, profile=answer.profile)


if __name__ == "__main__":
    sys.exit(main())
