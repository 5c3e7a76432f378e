"""Ways to stop a change of profiles: the keyring fails, exits or locks itself, the disk is full, Ctrl+C, a kill.

Each is counted in steps: a step is one call of the keyring or one write of the list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from keyring.errors import KeyringLocked


class KilledError(BaseException):
    """Represents the end of the process: nothing after it reaches keyring or disk."""


@dataclass(frozen=True)
class Way:
    """How to stop.

    Attributes:
        error: what the keyring raises.
        done: whether the step that raises is executed nevertheless, as if only the response were lost.
        from_then_on: whether all later steps raise too.
        on_disk: whether replacing the list raises too; if the keyring never does, the disk is full.
    """

    error: BaseException | None
    done: bool = False
    from_then_on: bool = False
    on_disk: bool = False


WAYS = {
    "a call fails": Way(OSError()),
    "a call fails after it was done": Way(OSError(), done=True),
    "the keyring dies": Way(BrokenPipeError(), from_then_on=True),
    "the keyring dies as it answers": Way(BrokenPipeError(), done=True, from_then_on=True),
    "the keyring locks itself": Way(KeyringLocked(), from_then_on=True),
    "the disk is full for a moment": Way(None, on_disk=True),
    "the disk is full": Way(None, from_then_on=True, on_disk=True),
    "interrupted before a step": Way(KeyboardInterrupt(), on_disk=True),
    "interrupted after a step": Way(KeyboardInterrupt(), done=True, on_disk=True),
    "killed before a step": Way(KilledError(), from_then_on=True, on_disk=True),
    "killed after a step": Way(KilledError(), done=True, from_then_on=True, on_disk=True),
}


class Stop:
    """Counts steps, and stops at one of them; at number 0 it only counts."""

    def __init__(self, way: Way, number: int = 0) -> None:
        self.way = way
        self.number = number
        self.steps = 0

    def keyring(self, what: Callable[[], object]) -> None:
        """Count one call of the keyring."""
        self._step(what, self.way.error)

    def disk(self, path: Path, content: bytes) -> None:
        """Replace the list; used in place of `replace_file`, which is atomic."""
        error = OSError(28, "No space left on device") if self.way.error is None else self.way.error
        self._step(lambda: _written(path, content), error if self.way.on_disk else None)

    def _step(self, what: Callable[[], object], error: BaseException | None) -> None:
        self.steps += 1
        at_this = self.number == self.steps
        if error is None or not (at_this or (self.number and self.way.from_then_on and self.steps > self.number)):
            what()
            return
        if at_this and self.way.done:
            what()
        raise error


def _written(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
