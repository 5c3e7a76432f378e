"""Owns what the exit status of a command means, and how a command ends early. Nothing is printed here."""

from enum import IntEnum


class Status(IntEnum):
    """The answer of a command as the shell sees it."""

    YES = 0
    NO = 1  # a clear no: a mismatch, not accepted, a redirect
    BAD_INPUT = 2  # wrong usage, or a body that cannot be read
    TRANSPORT_FAILED = 3
    NO_CREDENTIALS = 4
    CRASHED = 70  # a fault of the program itself; never mistaken for a no
    INTERRUPTED = 130  # Ctrl+C, as shells number it
    PIPE_CLOSED = 141  # the reader went away, as shells number it


class CommandError(Exception):
    """Ends a command early.

    Attributes:
        status: the exit status.
        message: one or two sentences for a person: what happened, and what to do.
        why: the kind, in one word for a program, such as "locked"; empty where there is nothing to tell apart.
    """

    def __init__(self, status: Status, message: str, why: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.why = why
