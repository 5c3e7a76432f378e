"""What is handed to the clipboard, to a selection or a drag when it is secret: the text, and the marks that say so.

Owns the marks only; when the clipboard is cleared is `gui/clipboard.py`'s business. Never looks at a clipboard.
"""

import itertools
import os
import sys
from typing import Final

from PySide6.QtCore import QMimeData

MARK: Final = "application/x-payload-workbench-secret"
"""The format by which the program knows its own copies again. Its value says nothing of what was copied."""

_run = os.urandom(8).hex()
_numbers = itertools.count(1)
_newest = [b""]


def marks(platform: str) -> dict[str, bytes]:
    """Return the formats that ask this platform's clipboard history to leave a copy alone.

    KDE's hint is heeded by Klipper and by most other clipboard managers of X11 and Wayland. On Windows the three
    formats are Microsoft's; Qt registers what stands in `value`. macOS has a convention too, the pasteboard type
    org.nspasteboard.ConcealedType, but Qt puts every unknown format under a name of its own there
    (com.trolltech.anymime.…), so it cannot be said without a native call; there the clipboard is only cleared.
    """
    if platform == "win32":
        return {
            _windows("ExcludeClipboardContentFromMonitorProcessing"): b"1",
            _windows("CanIncludeInClipboardHistory"): bytes(4),  # a DWORD of 0: no
            _windows("CanUploadToCloudClipboard"): bytes(4),
        }
    return {} if platform == "darwin" else {"x-kde-passwordManagerHint": b"secret"}


def marked(text: str) -> QMimeData:
    """Return the text with every mark of this platform, and ours."""
    data = QMimeData()
    data.setText(text)
    for form, value in marks(sys.platform).items():
        data.setData(form, value)
    _newest[0] = f"{_run} {next(_numbers)}".encode("ascii")
    data.setData(MARK, _newest[0])
    return data


def newest_mark() -> bytes:
    """Return the mark that was given out last; empty before the first."""
    return _newest[0]


def mark_of(data: QMimeData | None) -> bytes:
    """Return the mark of a copy; empty if it has none, or there is none."""
    return bytes(data.data(MARK).data()) if data is not None and data.hasFormat(MARK) else b""


def _windows(name: str) -> str:
    return f'application/x-qt-windows-mime;value="{name}"'
