"""The recorder of exchanges."""

from collections.abc import Sequence

from workbench.exchange import Exchange


class ExchangeRecorder:
    """Saves exchanges; this class saves nothing, its subclasses do.

    A recorder reports its errors elsewhere: its methods never raise, so that the send goes on.
    """

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Save exchanges that are about to be sent. They are committed when this returns."""

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Save the outcomes of exchanges; with `soon`, perhaps a moment later."""

    def is_saved(self, exchange: Exchange) -> bool:  # noqa: ARG002 - for subclasses
        """Return whether an exchange is saved."""
        return False
