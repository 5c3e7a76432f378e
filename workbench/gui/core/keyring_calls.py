"""Calls that may wait for the keyring's own prompt: each on a thread, and a person sees that it waits and can stop.

Owns the one waiting state of the window. A call cannot be ended, so to stop waiting means that its late answer is
ignored. Knows nothing of what is asked.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.core.tasks import Tasks

PATIENCE_MS = 300
"""Milliseconds after which a call that has not come back is shown to be waited for."""


class KeyringCall:
    """One call under way.

    Attributes:
        overdue: it has not come back for so long that a person should know.
    """

    def __init__(self, stopped: Callable[[], None]) -> None:
        self.stopped = stopped
        self.overdue = False


class KeyringCalls(QObject):
    """The calls that are waited for.

    Signals:
        waiting_shown(bool): whether the keyring is waited for, so long that it should be seen.
    """

    waiting_shown = Signal(bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None, *, patience_ms: int = PATIENCE_MS) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._patience_ms = patience_ms
        self._calls: dict[KeyringCall, QTimer] = {}
        self._shown = False

    @property
    def waiting(self) -> bool:
        """Whether the keyring is waited for, so long that it is shown."""
        return self._shown

    def ask(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        stopped: Callable[[], None],
        late: Callable[[], None] = lambda: None,
    ) -> KeyringCall:
        """Make a call that ends in exactly one of done, failed, stopped; or in nothing, if it is dropped.

        `late` is called when a call that was stopped or dropped has come back after all: what it did is done.
        """
        call = KeyringCall(stopped)
        timer = QTimer(self, singleShot=True, interval=self._patience_ms)
        timer.timeout.connect(lambda: self._be_overdue(call))
        timer.start()
        self._calls[call] = timer

        def end(then: Callable[[], None]) -> None:
            if call in self._calls:
                self.drop(call)
                then()
            else:
                late()

        self._tasks.call(
            work,
            lambda result: end(lambda: done(result)),
            lambda error: end(lambda: failed(error)),
        )
        return call

    def is_waiting(self, call: KeyringCall | None) -> bool:
        """Say whether this call is still to come back."""
        return call in self._calls

    def drop(self, call: KeyringCall | None) -> None:
        """Wait for this call no longer, and say nothing about it."""
        timer = self._calls.pop(call, None) if call is not None else None
        if timer is not None:
            timer.stop()
            timer.deleteLater()
            self._show()

    def stop(self) -> None:
        """Wait for nothing any longer; each call that was under way is told to be stopped."""
        calls = list(self._calls)
        for call in calls:
            self.drop(call)
        for call in calls:
            call.stopped()

    def _be_overdue(self, call: KeyringCall) -> None:
        call.overdue = True
        self._show()

    def _show(self) -> None:
        waiting = any(call.overdue for call in self._calls)
        if waiting != self._shown:
            self._shown = waiting
            self.waiting_shown.emit(waiting)
