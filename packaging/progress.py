"""How the set-up speaks: one line a step while it works, one sentence when it cannot go on.

Owns the words' way out. Must never write to standard output: that belongs to the program that is being started.
"""

import sys


class CannotGoOn(Exception):  # noqa: N818 - it is the sentence a person reads, not a fault of the program
    """The set-up stops here. Its text says what happened, and what to do; it is shown without a traceback."""


def step(says: str) -> None:
    """Write one line of progress."""
    sys.stderr.write(f"• {says}\n")
    sys.stderr.flush()


def last_words(output: str, *, marks: tuple[str, ...] = ()) -> str:
    """Return the line of a failed program's `output` that says most: the last with one of `marks`, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith(marks)] if marks else []
    return (marked or lines or ["it said nothing"])[-1]
