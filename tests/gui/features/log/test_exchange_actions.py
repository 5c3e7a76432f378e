"""Of two requested comparisons the later one is shown, whichever is ready last."""

import threading
from typing import TYPE_CHECKING, Any, cast

from pytestqt.qtbot import QtBot

from workbench.gui.core.exchanges import Exchanges
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.log.exchange_actions import ExchangeActions

if TYPE_CHECKING:
    from workbench.operations.presentation.comparison import Comparison


def test_a_cancelled_comparison_is_not_shown(qtbot: QtBot) -> None:
    tasks, go, ended = Tasks(), threading.Event(), threading.Event()
    nothing = cast("Any", None)
    actions, seen = ExchangeActions(nothing, nothing, Exchanges(), nothing, tasks), list[object]()
    actions.compared.connect(seen.append)

    def older() -> "Comparison":
        go.wait(10)
        return cast("Comparison", "older")

    actions._compare(older)
    actions._compare(lambda: cast("Comparison", "newer"))
    qtbot.waitUntil(lambda: seen == ["newer"])
    go.set()
    tasks.call(ended.set, lambda _none: seen.append("end"))
    qtbot.waitUntil(
        lambda: seen[-1:] == ["end"] and not [each for each in threading.enumerate() if each.name == "workbench-call"]
    )
    assert seen == ["newer", "end"]
    tasks.close()
