"""What a send asks of whoever keeps exchanges. The history does; a private session keeps in memory only."""

from collections.abc import Sequence
from typing import Protocol

from workbench.exchange import Exchange


class ExchangeRecorder(Protocol):
    """Keeps exchanges.

    `begin` returns once the exchanges would survive the end of this process; it raises nothing: a keeper that cannot
    keep says so elsewhere, and the send goes on. `end` completes them, with `soon` perhaps a moment later.
    """

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Keep exchanges that are about to leave."""

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Keep how they ended."""


class NullRecorder:
    """Keeps nothing."""

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Let them leave."""

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Let them go."""
