"""Changes notes, tags, pins and recorded marks of exchanges, and deletes exchanges or the whole history.

Exchanges that are in no history are changed in memory only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.gui.core.state import Answer, Notice
from workbench.history.values import Retention

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.exchange import Exchange, Marks
    from workbench.gui.core.log_values import Selection
    from workbench.gui.core.tasks import Tasks
    from workbench.gui.features.log.history_feed import HistoryFeed

_WRITES = "history marks"
"""The lane of every change: changes are applied in order, and each one sees the result of the one before."""


class Annotations(QObject):
    """Changes of stored exchanges.

    Signals:
        exchange_shown(Exchange): an exchange that is only in memory has changed.
        gone_shown(tuple[str, ...]): ids of deleted exchanges that were only in memory.
        noticed(Notice): a message for the user.
        withdrawn(Notice): the earlier question, replaced by another.
    """

    exchange_shown = Signal(object)
    gone_shown = Signal(object)
    noticed = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, records: HistoryFeed, bridge: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records, self._bridge = records, bridge
        self._question: Notice | None = None

    def note(self, chosen: Selection, note: str, tags: tuple[str, ...]) -> None:
        """Set note and tags of exchanges, replacing the earlier ones."""
        self._change(chosen, lambda marks: replace(marks, note=note, tags=tuple(tags)))

    def pin(self, chosen: Selection, on: bool) -> None:
        """Pin or unpin exchanges; pinned ones are not deleted when they get old."""
        self._change(chosen, lambda marks: replace(marks, pinned=on))

    def tick(self, chosen: Selection, on: bool) -> None:
        """Mark exchanges as recorded now, because the user saw the data in the dashboard; or as not recorded."""
        now = datetime.now(UTC) if on else None
        self._change(chosen, lambda marks: replace(marks, recorded=now))

    def delete(self, chosen: Selection) -> None:
        """Delete exchanges; the log has asked for confirmation."""

        def work() -> str:
            from workbench.history import HistoryError

            source, keeping = self._records.keeping.source(), self._records.keeping
            try:
                ids = chosen.ids(source)
                if keeping.exists():
                    keeping.reach().delete(ids)
            except HistoryError as trouble:
                return trouble.says
            return ""

        def done(says: str) -> None:
            self.gone_shown.emit(tuple(each.id for each in chosen.held))
            self._end(says)

        self._bridge.call(work, done, lane=_WRITES)

    def ask_erase(self) -> None:
        """Ask whether to delete the whole history."""
        keeping = self._records.keeping
        if not keeping.exists():
            self.noticed.emit(Notice("warn", "There is no history to delete."))
            return

        def asked(count: int) -> None:
            what = "1 exchange" if count == 1 else f"{count:,} exchanges"
            says = (
                f"Permanently delete the history: {what}, with notes, pinned exchanges and damaged files? "
                f"Requests that were sent are not undone. (Retention: {Retention().says}.)"
            )
            if self._question is not None:
                self.withdrawn.emit(self._question)
            self._question = Notice("ask", says, (Answer("erase-history", f"Delete {what}", self._erase),))
            self.noticed.emit(self._question)

        self._bridge.call(lambda: keeping.reach().usage().rows, asked)

    def _erase(self) -> None:
        def work() -> str:
            from workbench.history import HistoryError

            try:
                self._records.keeping.reach().erase()
            except HistoryError as trouble:
                return trouble.says
            return ""

        def done(says: str) -> None:
            self._end(says)
            if not says:
                self.noticed.emit(Notice("good", "The history was deleted, including the data in its files."))

        self._bridge.call(work, done, lane=_WRITES)

    def _change(self, chosen: Selection, change: Callable[[Marks], Marks]) -> None:
        def work() -> tuple[list[Exchange], str]:
            from workbench.history import HistoryError

            source, keeping = self._records.keeping.source(), self._records.keeping
            held = {each.id: each for each in chosen.held}
            memory: list[Exchange] = []
            try:
                for id_ in chosen.ids(source):
                    found = source.exchange(id_)
                    if found is not None:
                        keeping.reach().mark(id_, change(found.marks))
                    elif id_ in held:
                        memory.append(replace(held[id_], marks=change(held[id_].marks)))
            except HistoryError as trouble:
                return memory, trouble.says
            return memory, ""

        def done(answer: tuple[list[Exchange], str]) -> None:
            memory, says = answer
            for each in memory:
                self.exchange_shown.emit(each)
            self._end(says)

        self._bridge.call(work, done, lane=_WRITES)

    def _end(self, says: str) -> None:
        if says:
            self.noticed.emit(Notice("bad", says))
        if self._records.keeping.exists():
            self._records.refresh()
