"""Of two requested comparisons the later one is shown, whichever is ready last."""

import threading
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from workbench.gui.core.tasks import Tasks
from workbench.gui.features.log.resend import Resender

if TYPE_CHECKING:
    from workbench.gui.core.log_values import Comparison


class Sender(QObject):
    """What tells of sends; none is made here."""

    exchange_shown = Signal(object)


def test_a_cancelled_comparison_is_not_shown(qtbot: QtBot) -> None:
    bridge, go, ended = Tasks(), threading.Event(), threading.Event()
    nothing = cast("Any", None)
    again, seen = Resender(nothing, cast("Any", Sender()), nothing, nothing, bridge), list[object]()
    again.compared.connect(seen.append)

    def older() -> "Comparison":
        go.wait(10)
        return cast("Comparison", "older")

    again._compare(older)
    again._compare(lambda: cast("Comparison", "newer"))
    qtbot.waitUntil(lambda: seen == ["newer"])
    go.set()
    bridge.call(ended.set, lambda _none: seen.append("end"))
    qtbot.waitUntil(
        lambda: seen[-1:] == ["end"] and not [each for each in threading.enumerate() if each.name == "workbench-call"]
    )
    assert seen == ["newer", "end"]
    bridge.close()
