"""Searches for the client's mistake behind a pasted token or hash, on a thread."""

from __future__ import annotations

import re
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.core.tasks import Tasks
from workbench.signing import (
    Comparison,
    Credentials,
    NotPhpJson,
    WireForm,
    apply_wire_form,
    explain,
    explained,
    read_pasted,
)

MAX_BODY = 65_536
"""Bytes of a body up to which the window searches by itself; the search keeps a core busy."""

PAUSE_MS = 300
"""Milliseconds without a change after which the search begins."""

_hash = re.compile("[0-9a-fA-F]{40}")


class Explainer(QObject):
    """Explains the latest comparison that found no match, and forgets a search whose question has changed.

    Signals:
        explained(Comparison): the comparison in the words of the mistakes that were found.
    """

    explained = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._stopped = Event()
        self._question: tuple[Comparison, str, bytes, WireForm, Credentials | None] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)

    def explain(
        self, comparison: Comparison, pasted: str, body: bytes, form: WireForm, credentials: Credentials | None
    ) -> None:
        """Search for mistakes if the comparison found no match; end the search in progress in any case."""
        self._stopped.set()
        self._pause.stop()
        if comparison.unexplained and len(body) <= MAX_BODY:
            self._question = comparison, pasted, body, form, credentials
            self._pause.start()

    def _search(self) -> None:
        if self._question is None:
            return
        comparison, pasted, body, form, credentials = self._question
        stopped = self._stopped = Event()

        def work() -> Comparison:
            try:
                wire = apply_wire_form(body, form)
            except NotPhpJson:
                return comparison
            if _hash.fullmatch(read_pasted(pasted).text):
                found = explain(wire, None, payload_hash=pasted, cancelled=stopped.is_set)
                if found.findings or credentials is None:
                    return explained(comparison, found)
            return explained(comparison, explain(wire, credentials, pasted, cancelled=stopped.is_set))

        def done(result: Comparison) -> None:
            if not stopped.is_set() and result is not comparison:
                self.explained.emit(result)

        self._tasks.call(work, done)
