"""A window in a process of its own that types what it is told, so that it can be killed.

Run as `typist.py TEXT`. Prints `typed`, then `kept` when the drafts are on the disk and `second` when a second has
passed since the last key, in the order in which they happen; then it waits to be killed.
"""

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.gui.app import App


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main(text: str) -> int:
    application = QApplication(sys.argv[:1])
    app = App(application)

    def type_it() -> None:
        editor = QApplication.focusWidget()
        assert editor is not None
        QTest.keyClicks(editor, text)
        app.features.parts("compose").autosave.saved.connect(lambda: say("kept"))
        QTimer.singleShot(1000, lambda: say("second"))
        say("typed")

    def begin() -> None:
        # What the start itself keeps is no answer to the keys.
        app.features.parts("compose").autosave.saved.connect(type_it, type=Qt.ConnectionType.SingleShotConnection)

    app.idle.connect(begin)
    app.start()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
