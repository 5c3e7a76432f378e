"""Exit codes of the commands, and the exception that ends a command with one."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit status of a command."""

    SUCCESS = 0
    NEGATIVE = 1  # a definite negative result: a mismatch, a rejected request, a redirect
    USAGE_ERROR = 2  # invalid usage or input
    TRANSPORT_ERROR = 3
    NO_CREDENTIALS = 4
    INTERNAL_ERROR = 70  # EX_SOFTWARE: a bug in this program
    INTERRUPTED = 130  # 128 + SIGINT
    BROKEN_PIPE = 141  # 128 + SIGPIPE: the reader closed standard output


class CommandError(Exception):
    """Ends a command early.

    Attributes:
        status: the exit status.
        message: one or two sentences for a person: what happened, and what to do.
        why: a one-word reason for programs, such as "locked"; empty if there is none.
    """

    def __init__(self, status: ExitCode, message: str, why: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.why = why


class UsageError(CommandError):
    """Ends a command because of invalid usage or input."""

    def __init__(self, message: str) -> None:
        super().__init__(ExitCode.USAGE_ERROR, message)
