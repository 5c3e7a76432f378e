"""Controls a window in a separate process, like a person with mouse and keyboard, without a test runner."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEventLoop, QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from tests.journeys.conftest import WindowDriver
from workbench.gui.app import App

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

_LOOK_AGAIN = 5  # milliseconds
_PATIENCE = 60_000  # milliseconds


class Waiter:
    """Waits for a condition or a signal, as the test runner does for end-to-end tests."""

    def waitUntil(self, condition: Callable[[], bool], *, timeout: int = _PATIENCE) -> None:  # noqa: N802
        """Run the event loop until the condition holds.

        Raises:
            TimeoutError: it never did.
        """
        if condition():
            return
        loop, owner = QEventLoop(), QObject()
        again, end = QTimer(owner, interval=_LOOK_AGAIN), QTimer(owner, singleShot=True, interval=max(timeout, 1000))
        again.timeout.connect(lambda: loop.quit() if condition() else None)
        end.timeout.connect(lambda: loop.exit(1))
        again.start()
        end.start()
        too_late = loop.exec()
        for each in (again, end):  # now, and not by whichever thread collects them as garbage
            each.stop()
        owner.deleteLater()
        if too_late:
            raise TimeoutError("what was waited for did not come")

    @contextmanager
    def waitSignal(self, signal: SignalInstance, *, timeout: int = _PATIENCE) -> Iterator[None]:  # noqa: N802
        """Run the event loop until the signal is emitted."""
        came: list[bool] = []
        signal.connect(lambda *_: came.append(True))
        yield
        self.waitUntil(lambda: bool(came), timeout=timeout)


class Hands(WindowDriver):
    """Controls a window that was opened elsewhere."""

    def __init__(self, app: App, application: QApplication) -> None:
        self.qtbot = cast("QtBot", Waiter())
        self.application = application
        self.app = app
        self.window = app.window

    def within(self, kind: type[QWidget], name: str) -> QWidget:
        """Return a control by its object name."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"nothing has the object name {name}"
        return found
