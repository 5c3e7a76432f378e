"""The clipboard on a real X11 screen: run as `python x11_clipboard.py SECRET`, or with `look` as the neighbour.

Selects and copies out of secret values, and asks another process what it can see of that. Writes it down as JSON.
"""

import json
import subprocess
import sys
from contextlib import ExitStack
from os import environ
from typing import Any

from PySide6.QtCore import QEventLoop, QMimeData, QPoint, QProcess, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui.core.clipboard import Clipboard
from workbench.gui.widgets.values import Lines, SecretEdit

Mode = QClipboard.Mode


def main(words: list[str]) -> int:
    """Start a screen and go on there; or do what is to be done on it."""
    if "DISPLAY" in environ:
        seen = look() if words == ["look"] else act(words[0])
        sys.stdout.write(json.dumps(seen))
        return 0
    with ExitStack() as stack:
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp"]
        screen = stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        stack.callback(screen.terminate)
        assert screen.stdout is not None
        environ.update(DISPLAY=f":{int(screen.stdout.readline())}", QT_QPA_PLATFORM="xcb")
        return subprocess.run([sys.executable, __file__, *words], check=False, timeout=120).returncode


def look() -> dict[str, Any]:
    """Return what this process sees on clipboard and selection."""
    application = QApplication([])
    board = QGuiApplication.clipboard()
    seen = {mode.name.lower(): _seen(board.mimeData(mode)) for mode in (Mode.Clipboard, Mode.Selection)}
    application.quit()
    return seen


def _seen(data: QMimeData | None) -> dict[str, Any]:
    if data is None:
        return {"text": "", "formats": []}
    return {"text": data.text(), "formats": data.formats()}


def act(secret: str) -> dict[str, Any]:
    """Select and copy out of a secret value, by mouse and keys; return what the neighbour saw each time."""
    application = QApplication([])
    clipboard = Clipboard()
    lines = Lines("Auth token", "authToken", "text", anywhere=True)
    lines.show_value(secret)
    lines.secret = True
    field = SecretEdit()
    field.setText(secret)
    for widget in (lines, field):
        widget.show()
        QTest.qWaitForWindowExposed(widget)
    seen: dict[str, Any] = {}

    for name, widget, target in (("lines", lines, lines.viewport()), ("field", field, field)):
        for click in (QTest.mouseDClick, QTest.mouseRelease):
            click(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 10))
        seen[f"{name}, by mouse"] = _neighbour()
        _let_a_minute_pass(clipboard)
        seen[f"{name}, by mouse, later"] = _neighbour()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        seen[f"{name}, by keys"] = _neighbour()
        _let_a_minute_pass(clipboard)
        seen[f"{name}, by keys, later"] = _neighbour()
    clipboard.copy_secret(secret)
    clipboard.close()
    seen["at the end"] = _neighbour()
    application.quit()
    return seen


def _let_a_minute_pass(clipboard: Clipboard) -> None:
    assert clipboard.timer.isActive()
    clipboard.timer.stop()
    clipboard.timer.timeout.emit()


def _neighbour() -> dict[str, Any]:
    """Ask another process, while this one goes on answering it."""
    process, loop = QProcess(), QEventLoop()
    process.finished.connect(loop.quit)
    process.start(sys.executable, [__file__, "look"])
    loop.exec()
    seen: dict[str, Any] = json.loads(bytes(process.readAllStandardOutput().data()))
    return seen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
