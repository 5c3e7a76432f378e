"""Saves exchanges in the history. Errors are reported to a callback and never interrupt a send."""

from collections.abc import Callable, Sequence

from workbench.exchange import Exchange
from workbench.history import History, HistoryError, default_history
from workbench.operations.recorder import ExchangeRecorder


class HistoryRecorder(ExchangeRecorder):
    """Saves to a history.

    Args:
        history: closed by `close`, and otherwise owned by the caller.
        on_error: called with a message, on the thread that sends, when exchanges cannot be saved and for each notice
            about the history file. The same error is not reported again until saving has worked in between.
    """

    def __init__(self, history: History, on_error: Callable[[str], None]) -> None:
        self.history = history
        self._on_error = on_error
        self._notes_reported: set[str] = set()
        self._failing = False
        self._unsaved: set[str] = set()

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Save exchanges that are about to be sent. When this returns they are committed, or the error was reported."""
        if not exchanges:
            return
        try:
            self.history.begin(exchanges)
        except HistoryError as error:
            self._unsaved.update(each.id for each in exchanges)
            self._report_error(str(error))
        else:
            self._failing = False
        self._report_notes()

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Save the outcomes of exchanges, and those that could not be saved before, as soon as that works again."""
        retried = [each for each in exchanges if each.id in self._unsaved]
        saved = [each for each in exchanges if each.id not in self._unsaved]
        if retried and self.history.add_completed(retried):
            self._unsaved.difference_update(each.id for each in retried)
        self.history.end(saved, soon=soon)
        self._report_error(self.history.error)

    def is_saved(self, exchange: Exchange) -> bool:
        """Return whether an exchange that was passed to `begin` is in the history."""
        return exchange.id not in self._unsaved

    def close(self) -> None:
        """Write pending outcomes and close the history."""
        self.history.close()
        self._report_notes()

    def _report_notes(self) -> None:
        for note in self.history.notes:
            if note not in self._notes_reported:
                self._notes_reported.add(note)
                self._on_error(note)

    def _report_error(self, message: str) -> None:
        if message and not self._failing:
            self._failing = True
            self._on_error(message)


def default_recorder(on_error: Callable[[str], None]) -> HistoryRecorder:
    """Return a recorder that saves to the history of the current user."""
    return HistoryRecorder(default_history(), on_error)
