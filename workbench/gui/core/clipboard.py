"""Everything the window copies: secrets are marked as such, and taken back after a minute.

Owns the clock of the clipboard. Keeps no copy of what it put there: it knows it again by a keyed digest. Never clears
what somebody else has copied since.
"""

import hashlib
import os
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

from workbench.gui.core.clipboard_marks import mark_of, marked, newest_mark

CLEARED_AFTER: Final = 60
"""Seconds that a secret stays on the clipboard."""

_Mode = QClipboard.Mode


class Clipboard(QObject):
    """The system's clipboard, and X11's selection beside it.

    A secret that is copied by Ctrl+C, a context menu or a selection, out of a widget that marks it, starts the clock as
    well: the mark is seen when the clipboard says that it has changed.

    Attributes:
        timer: runs while a secret of ours is on the clipboard.

    Signals:
        message(str): what was done, in a few words.
    """

    message = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = QGuiApplication.clipboard()
        self._key = os.urandom(16)
        self._digests: dict[QClipboard.Mode, bytes] = {}  # the digest of what was put there
        self._newest_mark = b""
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self._expire)
        self._board.dataChanged.connect(self._clipboard_changed)
        self._board.selectionChanged.connect(self._selection_changed)

    def copy(self, text: str) -> None:
        """Copy what anyone may see."""
        self._digests.pop(_Mode.Clipboard, None)
        if not self._digests:
            self.timer.stop()
        self._board.setText(text)
        self.message.emit("Copied.")

    def copy_secret(self, text: str) -> None:
        """Copy a secret: marked, and cleared after a minute if it is still there then."""
        data = marked(text)
        self._newest_mark = newest_mark()
        self._board.setMimeData(data)
        self._remember(_Mode.Clipboard, text)

    def close(self) -> None:
        """Clear at once whatever secret of ours is still there: the program ends."""
        self._board.dataChanged.disconnect(self._clipboard_changed)
        self._board.selectionChanged.disconnect(self._selection_changed)
        self.timer.stop()
        self._clear()

    def _clipboard_changed(self) -> None:
        self._changed(_Mode.Clipboard)

    def _selection_changed(self) -> None:
        self._changed(_Mode.Selection)

    def _changed(self, mode: QClipboard.Mode) -> None:
        # Only with something of ours under way: asking what others have copied makes the window wait for them.
        if newest_mark() == self._newest_mark:
            return
        self._newest_mark = newest_mark()
        data = self._board.mimeData(mode)
        if mark_of(data) == self._newest_mark:
            self._remember(mode, data.text())

    def _remember(self, mode: QClipboard.Mode, text: str) -> None:
        self._digests[mode] = self._digest(text)
        self.timer.start(CLEARED_AFTER * 1000)
        if mode is _Mode.Clipboard:
            self.message.emit(f"Copied. The clipboard is cleared in {CLEARED_AFTER} seconds.")

    def _expire(self) -> None:
        if self._clear():
            self.message.emit("The clipboard was cleared.")

    def _clear(self) -> bool:
        """Clear what is still there of ours; return whether the clipboard itself was."""
        digests = set(self._digests.values())
        self._digests.clear()
        cleared = [mode for mode in self._readable_modes() if self._digest(self._board.text(mode)) in digests]
        for mode in cleared:
            self._board.clear(mode)
        return _Mode.Clipboard in cleared

    def _readable_modes(self) -> list[QClipboard.Mode]:
        # A clipboard manager may have taken the clipboard over, text and all. A selection is somebody's own.
        return [_Mode.Clipboard, *([_Mode.Selection] if self._board.ownsSelection() else [])]

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key).digest()
