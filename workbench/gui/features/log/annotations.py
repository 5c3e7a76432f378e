"""Changes notes, tags, pins and recorded marks of exchanges, and deletes exchanges or the whole history.

Exchanges that are not in the history are changed in memory only.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workbench.exchange import Annotations, Exchange
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.log_values import Selection
from workbench.gui.core.state import Notice, NoticeAction
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.log.history_feed import HistoryFeed
from workbench.history import HistoryError
from workbench.history.values import Retention
from workbench.operations.presentation.outcomes import exchange_count

_WRITES = "history marks"
"""The lane of all changes, so that they are applied in order."""


class AnnotationActions(QObject):
    """Changes of stored exchanges.

    Signals:
        exchange_changed(Exchange): an exchange that is in memory only has changed.
        exchanges_deleted(tuple[str, ...]): ids of deleted exchanges that were in memory only.
        notice_posted(Notice): a notification.
        withdrawn(Notice): the previous question, replaced by another.
    """

    exchange_changed = Signal(object)
    exchanges_deleted = Signal(object)
    notice_posted = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, feed: HistoryFeed, history: HistoryGateway, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed, self._history, self._tasks = feed, history, tasks
        self._question: Notice | None = None

    def note(self, chosen: Selection, note: str, tags: tuple[str, ...]) -> None:
        """Set note and tags of exchanges, replacing the earlier ones."""
        self._change(chosen, lambda marks: replace(marks, note=note, tags=tuple(tags)))

    def pin(self, chosen: Selection, on: bool) -> None:
        """Pin or unpin exchanges; pinned ones are not deleted when they get old."""
        self._change(chosen, lambda marks: replace(marks, pinned=on))

    def mark_recorded(self, chosen: Selection, on: bool) -> None:
        """Mark exchanges as recorded now, because the user saw the data in the dashboard; or as not recorded."""
        now = datetime.now(UTC) if on else None
        self._change(chosen, lambda marks: replace(marks, recorded=now))

    def delete(self, chosen: Selection) -> None:
        """Delete exchanges; the log has asked for confirmation."""

        def delete() -> None:
            history = self._history.existing()
            if history is not None:
                history.delete(chosen.ids(history))

        self._write(delete, lambda _error: self.exchanges_deleted.emit(tuple(each.id for each in chosen.in_memory)))

    def confirm_delete_history(self) -> None:
        """Ask whether to delete the whole history."""
        history = self._history
        if not history.exists():
            self.notice_posted.emit(Notice("warn", "There is no history to delete."))
            return

        def ask(count: int) -> None:
            what = exchange_count(count)
            text = (
                f"Permanently delete the history: {what}, with notes, pinned exchanges and damaged files? "
                f"Requests that were sent are not undone. (Retention: {Retention().description}.)"
            )
            if self._question is not None:
                self.withdrawn.emit(self._question)
            self._question = Notice(
                "ask", text, (NoticeAction("erase-history", f"Delete {what}", self._delete_history),)
            )
            self.notice_posted.emit(self._question)

        self._tasks.call(lambda: history.open().usage().rows, ask)

    def _delete_history(self) -> None:
        def done(error: str) -> None:
            if not error:
                self.notice_posted.emit(Notice("good", "The history was deleted, including the data in its files."))

        self._write(lambda: self._history.open().erase(), done)

    def _change(self, chosen: Selection, change: Callable[[Annotations], Annotations]) -> None:
        changed: list[Exchange] = []  # in memory only

        def annotate() -> None:
            history = self._history.existing()
            in_memory = {each.id: each for each in chosen.in_memory}
            for id_ in chosen.ids(history):
                found = None if history is None else history.exchange(id_)
                if history is not None and found is not None:
                    history.annotate(id_, change(found.annotations))
                elif id_ in in_memory:
                    exchange = in_memory[id_]
                    changed.append(replace(exchange, annotations=change(exchange.annotations)))

        def done(_error: str) -> None:
            for each in changed:
                self.exchange_changed.emit(each)

        self._write(annotate, done)

    def _write(self, act: Callable[[], None], done: Callable[[str], None]) -> None:
        """Call `act` off the GUI thread, then `done` with its error message, which is shown; empty if there is none."""

        def work() -> str:
            try:
                act()
            except HistoryError as error:
                return str(error)
            return ""

        def end(error: str) -> None:
            done(error)
            if error:
                self.notice_posted.emit(Notice("bad", error))
            if self._history.exists():
                self._feed.refresh()

        self._tasks.call(work, end, lane=_WRITES)
