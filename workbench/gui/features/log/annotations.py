"""What a person does to rows of the log: notes, tags, pins, recorded or not, deleted, all of it erased.

Owns the question before everything is erased. What stands in no history is changed in the window's memory alone.
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
"""The lane of every change: of two in a row the later one counts, and sees what the first has written."""


class Annotations(QObject):
    """Changes of what is kept.

    Signals:
        exchange_shown(Exchange): one that is in memory only has changed.
        gone_shown(tuple[str, ...]): ids of those that are in memory only and were deleted.
        noticed(Notice): a message for the person.
        withdrawn(Notice): the question before, which another replaces.
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
        """Put this note and these tags on exchanges, in place of those they had."""
        self._change(chosen, lambda marks: replace(marks, note=note, tags=tuple(tags)))

    def pin(self, chosen: Selection, on: bool) -> None:
        """Let exchanges stay however old they are; or no longer."""
        self._change(chosen, lambda marks: replace(marks, pinned=on))

    def tick(self, chosen: Selection, on: bool) -> None:
        """Note that the person saw the data in the dashboard, now; or did not after all."""
        now = datetime.now(UTC) if on else None
        self._change(chosen, lambda marks: replace(marks, recorded=now))

    def delete(self, chosen: Selection) -> None:
        """Delete exchanges; the log has asked before."""

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
        """Ask whether everything is to be erased."""
        keeping = self._records.keeping
        if not keeping.exists():
            self.noticed.emit(Notice("warn", "There is no history to erase: nothing that was sent has been kept."))
            return

        def asked(count: int) -> None:
            what = "1 exchange" if count == 1 else f"{count:,} exchanges"
            says = (
                f"Erase the history: {what}, with notes, pinned ones and damaged files, for good? "
                f"What was sent stays sent. (Kept without a word: {Retention().says}.)"
            )
            if self._question is not None:
                self.withdrawn.emit(self._question)
            self._question = Notice("ask", says, (Answer("erase-history", f"Erase {what}", self._erase),))
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
                self.noticed.emit(Notice("good", "The history was erased; its files hold nothing of it any more."))

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
