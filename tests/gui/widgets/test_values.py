"""Multi-line values: their height follows the text, without a loop in a scroll area."""

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from pytestqt.qtbot import QtBot

from workbench.gui.widgets.values import Lines


def test_a_height_grows_at_once_and_shrinks_afterwards(qtbot: QtBot) -> None:
    lines = Lines("Sentence", "sentence", "text")
    qtbot.addWidget(lines)
    lines.resize(400, lines.height())
    lines.show_value("as many words as take more than one line in a narrow widget")
    lines.show()
    low = lines.height()
    lines.resize(120, low)
    high = lines.height()
    assert high > low
    lines.resize(400, high)
    assert lines.height() == high, "shrinking at once could loop with a scroll bar"
    qtbot.waitUntil(lambda: lines.height() == low)


def test_a_deleted_value_is_not_resized(qtbot: QtBot) -> None:
    lines = Lines("Sentence", "sentence", "text")
    lines.resize(120, lines.height())
    lines.show_value("as many words as take more than one line in a narrow widget")
    lines.show()
    lines.resize(400, lines.height())
    lines.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.captureExceptions() as raised:
        later = QTimer(singleShot=True, interval=0)
        with qtbot.waitSignal(later.timeout):
            later.start()
    assert raised == []
