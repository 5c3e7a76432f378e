"""The parameters and the progress of a repeat run."""

from msgspec import Struct

MAX_CONCURRENCY = 8
"""The largest number of connections of one run: with more the rate falls (measured on two cores)."""

DEFAULT_RATE = 2.0
"""Default sends per second to any host other than this machine."""

MAX_COUNT = 1_000_000


class Plan(Struct, frozen=True):
    """The parameters of a run.

    Attributes:
        count: the number of sends.
        rate: sends per second; 0 for no limit.
        concurrency: the largest number of sends in progress at the same time.
        stop_at_failure: whether the first send without success ends the run.
    """

    count: int
    rate: float = 0.0
    concurrency: int = 1
    stop_at_failure: bool = False

    def problem(self) -> str | None:
        """Return one sentence that says what is invalid; None if the plan is valid."""
        if not 1 <= self.count <= MAX_COUNT:
            return f"The number of sends must be from 1 to {MAX_COUNT:,}."
        if not 1 <= self.concurrency <= MAX_CONCURRENCY:
            return f"The concurrency must be from 1 to {MAX_CONCURRENCY}."
        if not 0 <= self.rate <= 10_000:  # also refuses NaN
            return "The rate must be from 0 (no limit) to 10,000 per second."
        return None


class RunProgress(Struct, frozen=True):
    """The progress of a run: `finished + in_progress + remaining` equals `count`."""

    count: int
    finished: int
    in_progress: int
    successes: int
    failures: int
    elapsed_s: float
    paused: bool = False
    ended: bool = False

    @property
    def rate(self) -> float:
        """Sends finished per second."""
        return self.finished / self.elapsed_s if self.elapsed_s else 0.0

    @property
    def remaining(self) -> int:
        """The number of sends that have not started."""
        return self.count - self.finished - self.in_progress
