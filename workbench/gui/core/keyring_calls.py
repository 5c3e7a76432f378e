"""Runs keyring calls on threads; the user sees when one waits for the keyring's prompt, and can stop waiting.

A call cannot be interrupted. After waiting was stopped, its result is ignored.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.credentials import CredentialsUnavailable, ProfileRefused
from workbench.credentials.errors import waiting_cancelled
from workbench.gui.core.tasks import Tasks

KeyringError: TypeAlias = CredentialsUnavailable | ProfileRefused

WAITING = "Waiting for the keyring; it may be asking for its password in another window."

SHOW_AFTER_MS = 300
"""Milliseconds after which a call in progress is shown as waiting."""


class KeyringCall:
    """A call in progress.

    Attributes:
        failed: called with the error, also when the user stops waiting.
        overdue: whether the call has lasted long enough to be shown.
    """

    def __init__(self, failed: Callable[[KeyringError], None]) -> None:
        self.failed = failed
        self.overdue = False


class KeyringCalls(QObject):
    """The keyring calls in progress.

    Signals:
        waiting_changed(bool): whether any call is overdue.
    """

    waiting_changed = Signal(bool)

    def __init__(self, tasks: Tasks, parent: QObject | None = None, *, show_after_ms: int = SHOW_AFTER_MS) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._show_after_ms = show_after_ms
        self._calls: dict[KeyringCall, QTimer] = {}
        self._shown = False

    @property
    def waiting(self) -> bool:
        """Whether any call is overdue."""
        return self._shown

    def start(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[KeyringError], None],
        *,
        late: Callable[[], None] = lambda: None,
    ) -> KeyringCall:
        """Start a call; either `done` or `failed` is called, or none if it is dropped.

        Stopping the wait is a failure, too. Other exceptions than those of `KeyringError` are raised. `late` is called
        when a call ends after it was stopped or dropped: what it did is not undone.
        """
        call = KeyringCall(failed)
        timer = QTimer(self, singleShot=True, interval=self._show_after_ms)
        timer.timeout.connect(lambda: self._mark_overdue(call))
        timer.start()
        self._calls[call] = timer

        def end(then: Callable[[], None]) -> None:
            if call in self._calls:
                self.drop(call)
                then()
            else:
                late()

        def fail(error: Exception) -> None:
            if not isinstance(error, KeyringError):
                raise error
            failed(error)

        self._tasks.call(work, lambda result: end(lambda: done(result)), lambda error: end(lambda: fail(error)))
        return call

    def is_waiting(self, call: KeyringCall | None) -> bool:
        """Return whether a call is in progress."""
        return call in self._calls

    def drop(self, call: KeyringCall | None) -> None:
        """Ignore the result of a call."""
        timer = self._calls.pop(call, None) if call is not None else None
        if timer is not None:
            timer.stop()
            timer.deleteLater()
            self._show()

    def stop(self) -> None:
        """Stop waiting for all calls."""
        calls = list(self._calls)
        for call in calls:
            self.drop(call)
        for call in calls:
            call.failed(waiting_cancelled())

    def _mark_overdue(self, call: KeyringCall) -> None:
        call.overdue = True
        self._show()

    def _show(self) -> None:
        waiting = any(call.overdue for call in self._calls)
        if waiting != self._shown:
            self._shown = waiting
            self.waiting_changed.emit(waiting)
