"""What the status bar shows, as signals: any part of the window may report, the status bar listens."""

from PySide6.QtCore import QObject, Signal


class Status(QObject):
    """Reports for the status bar.

    Signals:
        message(str): what was just done; shown for a moment and announced to a screen reader.
        caret(int, int, BodyFacts): line and column of the caret, both from 1, and what the body in front is.
        traffic(str): whether anything has left this machine.
        private(bool): whether the session is private.
        history_error(str): why the history does not work; empty when it does.
    """

    message = Signal(str)
    caret = Signal(int, int, object)
    traffic = Signal(str)
    private = Signal(bool)
    history_error = Signal(str)
