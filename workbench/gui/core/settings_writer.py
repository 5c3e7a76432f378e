"""Saves settings on a thread, in the order of the changes; the GUI thread never waits for the disk."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from workbench.workspace.settings import SettingsStore

_LOG = logging.getLogger(__name__)

_AT_ONCE_S: Final = 0.25
QUIT_WAIT_S: Final = 2.0
"""Seconds for which a closing window waits for its settings to be saved."""


class SettingsWriter:
    """The settings file. `report` is called on any thread with one sentence why settings could not be saved."""

    def __init__(self, store: SettingsStore, report: Callable[[str], None]) -> None:
        self._store, self._report = store, report
        self._waiting: deque[dict[str, object]] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """The problems found when the settings were loaded."""
        return self._store.notes

    def change(self, **changed: object) -> None:
        """Save these settings, as `SettingsStore.change` does: at once, or later if the disk does not answer."""
        with self._lock:
            self._waiting.append(changed)
            if self._thread is None:
                self._thread = threading.Thread(target=self._write, name="settings", daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(_AT_ONCE_S)

    def finish(self) -> None:
        """Wait until all is saved, at most `QUIT_WAIT_S`."""
        thread = self._thread
        if thread is not None:
            thread.join(QUIT_WAIT_S)
            if thread.is_alive():
                _LOG.warning("The settings were not saved within %d seconds: the disk does not answer.", QUIT_WAIT_S)

    def _write(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                changed = self._waiting.popleft()
            problem = self._store.change(**changed)
            if problem:
                self._report(problem)
