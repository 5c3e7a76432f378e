"""Starts one front end or the other; the only module that knows both.

It must import neither before it knows which one is wanted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit status; without words, open the window."""
    words = sys.argv[1:] if argv is None else argv
    if not words:
        from workbench.cli.commands.gui import has_display

        # The window's first paint does not wait for the argument parser.
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
