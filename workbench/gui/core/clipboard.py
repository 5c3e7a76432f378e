"""Copies text to the clipboard; secrets are marked as secret and cleared after a minute.

It stores only a keyed digest of a copied secret, and never clears text that was copied by others.
"""

import hashlib
import os
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

from workbench.gui.core.clipboard_marks import mark_of, marked, newest_mark

CLEARED_AFTER: Final = 60
"""Seconds after which a secret is cleared from the clipboard."""

_Mode = QClipboard.Mode


class Clipboard(QObject):
    """The system clipboard, and the X11 selection.

    The timer is also started for a secret that is copied with Ctrl+C, a context menu or a selection from a widget that
    marks it: the mark is recognised when the clipboard reports a change.

    Attributes:
        timer: runs while a secret of this window is on the clipboard.

    Signals:
        message(str): what was done, for the status bar.
    """

    message = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = QGuiApplication.clipboard()
        self._key = os.urandom(16)
        self._digests: dict[QClipboard.Mode, bytes] = {}  # of copied secrets
        self._newest_mark = b""
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self._expire)
        self._board.dataChanged.connect(self._clipboard_changed)
        self._board.selectionChanged.connect(self._selection_changed)

    def copy(self, text: str) -> None:
        """Copy a text that is not secret."""
        self._digests.pop(_Mode.Clipboard, None)
        if not self._digests:
            self.timer.stop()
        self._board.setText(text)
        self.message.emit("Copied.")

    def copy_secret(self, text: str) -> None:
        """Copy a secret; it is cleared after a minute if it is still on the clipboard."""
        data = marked(text)
        self._newest_mark = newest_mark()
        self._board.setMimeData(data)
        self._remember(_Mode.Clipboard, text)

    def close(self) -> None:
        """Clear secrets of this window from the clipboard; called when the program ends."""
        self._board.dataChanged.disconnect(self._clipboard_changed)
        self._board.selectionChanged.disconnect(self._selection_changed)
        self.timer.stop()
        self._clear()

    def _clipboard_changed(self) -> None:
        self._changed(_Mode.Clipboard)

    def _selection_changed(self) -> None:
        self._changed(_Mode.Selection)

    def _changed(self, mode: QClipboard.Mode) -> None:
        # Read the clipboard only after a new mark: reading text of other programs can block.
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
        """Clear secrets that are still there; return whether the clipboard itself was cleared."""
        digests = set(self._digests.values())
        self._digests.clear()
        cleared = [mode for mode in self._readable_modes() if self._digest(self._board.text(mode)) in digests]
        for mode in cleared:
            self._board.clear(mode)
        return _Mode.Clipboard in cleared

    def _readable_modes(self) -> list[QClipboard.Mode]:
        # A clipboard manager may own the clipboard with our text. A selection of others is never read.
        return [_Mode.Clipboard, *([_Mode.Selection] if self._board.ownsSelection() else [])]

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key).digest()
