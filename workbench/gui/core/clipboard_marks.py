"""Marks secret text for the clipboard, a selection or a drag, with MIME formats that clipboard managers respect."""

import itertools
import os
import sys
from typing import Final

from PySide6.QtCore import QMimeData

MARK: Final = "application/x-payload-workbench-secret"
"""The format by which the program recognises its own copies. Its value is unrelated to the copied text."""

_run = os.urandom(8).hex()
_numbers = itertools.count(1)
_newest = [b""]


def marks(platform: str) -> dict[str, bytes]:
    """Return the formats that ask a platform's clipboard history not to store a copy.

    KDE's hint is respected by Klipper and most other clipboard managers of X11 and Wayland. The three formats for
    Windows are documented by Microsoft; Qt registers the name in `value`. macOS has the pasteboard type
    org.nspasteboard.ConcealedType, which Qt cannot set (it renames unknown formats to com.trolltech.anymime.…), so
    the clipboard is only cleared there.
    """
    if platform == "win32":
        return {
            _windows("ExcludeClipboardContentFromMonitorProcessing"): b"1",
            _windows("CanIncludeInClipboardHistory"): bytes(4),  # a DWORD of 0: no
            _windows("CanUploadToCloudClipboard"): bytes(4),
        }
    return {} if platform == "darwin" else {"x-kde-passwordManagerHint": b"secret"}


def marked(text: str) -> QMimeData:
    """Return the text with the formats of this platform and the program's own mark."""
    data = QMimeData()
    data.setText(text)
    for form, value in marks(sys.platform).items():
        data.setData(form, value)
    _newest[0] = f"{_run} {next(_numbers)}".encode("ascii")
    data.setData(MARK, _newest[0])
    return data


def newest_mark() -> bytes:
    """Return the newest mark; empty before the first."""
    return _newest[0]


def mark_of(data: QMimeData | None) -> bytes:
    """Return the mark of clipboard data; empty if there is none."""
    return bytes(data.data(MARK).data()) if data is not None and data.hasFormat(MARK) else b""


def _windows(name: str) -> str:
    return f'application/x-qt-windows-mime;value="{name}"'
