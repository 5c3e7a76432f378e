"""The interface of a recorder of exchanges, and a recorder that saves nothing."""

from collections.abc import Sequence
from typing import Protocol

from workbench.exchange import Exchange


class ExchangeRecorder(Protocol):
    """Saves exchanges. A recorder reports its errors elsewhere: its methods never raise, so that the send goes on."""

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Save exchanges that are about to be sent. They are committed when this returns."""

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Save the outcomes of exchanges; with `soon`, perhaps a moment later."""

    def is_saved(self, exchange: Exchange) -> bool:
        """Return whether an exchange is saved."""


class NullRecorder:
    """A recorder that saves nothing."""

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Do nothing."""

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Do nothing."""

    def is_saved(self, exchange: Exchange) -> bool:  # noqa: ARG002 - the interface's argument
        """Return False."""
        return False
