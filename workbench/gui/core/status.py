"""Signals for the status bar, which any part of the window may emit."""

from PySide6.QtCore import QObject, Signal


class Status(QObject):
    """Signals for the status bar.

    Signals:
        message(str): what was just done; shown for a few seconds and announced to screen readers.
        caret(int, int, BodyFacts): line and column of the caret, from 1; size, encoding and line ends of the body.
        traffic(str): the hosts that requests were sent to, as text.
        private(bool): whether the session is private.
        history_error(str): why the history is unavailable; empty if it is available.
    """

    message = Signal(str)
    caret = Signal(int, int, object)
    traffic = Signal(str)
    private = Signal(bool)
    history_error = Signal(str)
