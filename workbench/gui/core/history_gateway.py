"""Gives the window access to the history, opened on first use, and implements the private session.

Errors of the history never fail a send. SQLite is not loaded and no file is created before something is written or
read.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from workbench.disk import state_dir
from workbench.exchange import Exchange
from workbench.history import History
from workbench.history.values import FILE_NAME
from workbench.operations.history_recorder import HistoryRecorder, default_recorder
from workbench.operations.recorder import ExchangeRecorder
from workbench.patience import BoundedCall

QUIT_WAIT_S: Final = 10.0
"""Seconds for which a closing window waits for the history."""

_LOOK_S: Final = 0.2
_LOG = logging.getLogger(__name__)


class HistoryGateway(ExchangeRecorder):
    """Records exchanges unless the session is private. Thread-safe.

    Args:
        report_error: called on any thread with an error message of the history.

    Attributes:
        private: whether new sends are not recorded.
    """

    def __init__(self, report_error: Callable[[str], None]) -> None:
        self.private = False
        self._report_error = report_error
        path = state_dir() / FILE_NAME
        self._file_exists = BoundedCall(path.exists, _LOOK_S)
        self._file_version = BoundedCall(lambda: 0 if self.opened is None else self.opened.version(), _LOOK_S)
        self._lock = threading.Lock()
        self._recorder: HistoryRecorder | None = None
        self._private_ids: set[str] = set()  # of private sends
        self._closed = False

    @property
    def opened(self) -> History | None:
        """The history, if it was opened before."""
        return None if self._recorder is None else self._recorder.history

    def exists(self) -> bool:
        """Return whether there is a history file; False if the disk does not answer. For the GUI thread."""
        with suppress(TimeoutError):
            return self._recorder is not None or self._file_exists()
        return False

    def version(self, otherwise: int) -> int:
        """Return the version of the open history, or `otherwise` if the disk does not answer. For the GUI thread."""
        with suppress(TimeoutError):
            return self._file_version()
        return otherwise

    def open(self) -> History:
        """Return the history; the file is opened or created on its first use."""
        return self._open().history

    def existing(self) -> History | None:
        """Return the history; None if there is none, and no file is created."""
        return self.open() if self.exists() else None

    def begin(self, exchanges: Sequence[Exchange]) -> None:
        """Record exchanges that are about to be sent."""
        if self.private:
            self._private_ids.update(each.id for each in exchanges)
        else:
            self._open().begin(exchanges)

    def end(self, exchanges: Sequence[Exchange], *, soon: bool = False) -> None:
        """Record the outcomes of exchanges whose start was recorded."""
        written = [each for each in exchanges if each.id not in self._private_ids]
        if written or (not exchanges and self._recorder is not None):
            self._open().end(written, soon=soon)

    def is_saved(self, exchange: Exchange) -> bool:
        """Return whether an exchange that was passed to `begin` is recorded."""
        if exchange.id in self._private_ids or self._recorder is None:
            return False
        return self._recorder.is_saved(exchange)

    def close(self) -> None:
        """Write pending changes and close the history; waits at most `QUIT_WAIT_S`."""
        with self._lock:
            self._closed = True
            recorder = self._recorder
        if recorder is not None:
            try:
                BoundedCall(recorder.close, QUIT_WAIT_S)()
            except TimeoutError:
                _LOG.warning(
                    "The history could not be closed within %d seconds: the disk does not answer.", QUIT_WAIT_S
                )

    def _open(self) -> HistoryRecorder:
        with self._lock:
            if self._recorder is None:
                self._recorder = default_recorder(self._report_error)
                if self._closed:
                    self._recorder.close()  # a send ended after the window was closed: not recorded
            return self._recorder
