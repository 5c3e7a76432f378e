"""Runs calls that use the disk on threads: the user sees what is waited for, and can stop waiting.

A call that ends quickly ends before `call` returns, so that nothing flickers. A call cannot be interrupted: after
waiting was stopped, its result is ignored.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from workbench.gui.core.notices import Notices
from workbench.gui.core.state import Notice, NoticeAction
from workbench.gui.core.tasks import Tasks

AT_ONCE_S: Final = 0.25
"""Seconds for which the GUI thread waits for a call, which nobody notices."""

SHOW_AFTER_MS: Final = 1_000
"""Milliseconds after which a call in progress is shown as waiting."""


def _raise(error: Exception) -> None:
    raise error


class FileCalls(QObject):
    """Calls of one part of the window."""

    def __init__(self, tasks: Tasks, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._notices = tasks, notices
        self._pending: dict[object, QTimer | None] = {}

    def call(
        self,
        what: str,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] = _raise,
        stopped: Callable[[], None] | None = None,
        at_once: bool = True,
    ) -> None:
        """Call `work` on a thread; then exactly one of `done` with its result, `failed` and `stopped` is called.

        Args:
            what: what is done, such as “Reading a.json”; empty if the caller says what is waited for.
            stopped: called if the user stops waiting; without it, waiting goes on, and only the notice is closed.
            at_once: whether to wait for a short time, so that a quick call ends before this returns.
        """
        ended = threading.Event()
        results: list[Any] = []
        notices: list[Notice] = []
        call = object()

        def whole() -> object:
            try:
                results.append(work())
            finally:
                ended.set()
            return results[0]

        def end(then: Callable[[], None]) -> None:
            if call in self._pending:
                timer = self._pending.pop(call)
                if timer is not None:
                    timer.stop()
                    timer.deleteLater()
                for notice in notices:
                    self._notices.withdraw(notice)
                then()

        def show() -> None:
            text = f"{what} takes long: the disk or another program does not answer. You can go on working."
            actions = () if stopped is None else (NoticeAction("stop-waiting", "Stop waiting", lambda: end(stopped)),)
            notices.append(Notice("warn", text, actions))
            self._notices.show(notices[0])

        self._pending[call] = None
        self._tasks.call(whole, lambda result: end(lambda: done(result)), lambda error: end(lambda: failed(error)))
        if at_once and ended.wait(AT_ONCE_S) and results:
            end(lambda: done(results[0]))
        elif what:
            timer = self._pending[call] = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
            timer.timeout.connect(show)
            timer.start()
