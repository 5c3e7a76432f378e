"""The features of the log: found, opened, compared, marked, taken along, deleted; and a run that is steered there."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QMenu, QPushButton

from tests.hunt.looking import look_at_window
from tests.hunt.scene import Scene
from tests.hunt.using import calls
from tests.journeys.servers import OtherSandbox
from tests.journeys.test_repeat import Slow, begin
from workbench.gui.log import LogPane

_BODY = '{"action":"install","kochava_app_id":"koacme1","data":{"device_ids":{"idfa":"logged"}}}'
_CONTROL = Qt.KeyboardModifier.ControlModifier


def finding(scene: Scene) -> None:
    """Send, filter, find nothing, clear; read every part of what is found, also in hex."""
    scene.type_body(_BODY)
    for _ in range(2):
        scene.hands.send()
        scene.until(lambda: not scene.hands.workbench.sending.busy)
    pane = _log(scene)
    scene.command("Go to the log")
    scene.hands.press(Qt.Key.Key_F, _CONTROL)
    for text in ("nothing holds this", "idfa status:200", ""):
        pane.strip.filter.setText(text)
        scene.until(lambda: not calls())
    pane.table.setFocus()
    for row in range(4):
        pane.table.select_row(row)
        scene.until(lambda: not calls())
        for tab in range(5):
            pane.detail.setCurrentIndex(tab)
    for name, tab in (("form0-hex", 0), ("form1-raw", 1), ("form1-hex", 1), ("form1-pretty", 1), ("form0-raw", 0)):
        pane.detail.setCurrentIndex(tab)
        scene.press(name)
    look_at_window(scene.witness)


def acting(scene: Scene) -> None:
    """Do everything that the menu of the log offers with one row, and with two."""
    path = scene.folder / "taken"
    QFileDialog.getSaveFileName = lambda *_: (str(path), "")  # type: ignore[method-assign]
    QFileDialog.getOpenFileName = lambda *_: (str(path), "")  # type: ignore[method-assign]
    pane = _log(scene)
    for entry in (
        "copy-raw", "copy-curl", "copy-markdown", "copy-hash", "save-har", "save-curl", "save-bundle", "compare-editor",
        "pin", "recorded", "open",
    ):  # fmt: skip
        pane.table.select_row(0)
        scene.until(lambda: not calls())
        _choose(scene, entry)
        scene.hands.application.clipboard().clear()
    pane.table.select_row(0)
    _choose(scene, "note")
    scene.fill(logNote="a note", logTags="one two")
    scene.press("logNoteSave")
    scene.until(lambda: not calls())
    pane.table.select_rows([0, 1], 0)
    _choose(scene, "compare-two")
    pane.table.select_row(0)
    _choose(scene, "again")
    scene.until(lambda: not scene.hands.workbench.sending.busy)
    pane.table.select_row(0)
    _choose(scene, "save-bundle")
    _choose(scene, "open-bundle")
    for column in ("utc", "marks", "utc"):
        pane.table.columns.show_column(column, column not in [each.key for each in pane.table.columns._model.columns])
    look_at_window(scene.witness)
    pane.table.select_row(0)
    _choose(scene, "delete")
    scene.press("logDelete")
    scene.until(lambda: not calls())
    scene.command("Open share bundle…")
    scene.until(lambda: not calls())


def following_a_redirect_by_hand(scene: Scene) -> None:
    """Open the address that a redirect names, as an endpoint."""
    with OtherSandbox(fault="redirect-301") as other:
        scene.take_keyboard()
        scene.hands.type_endpoint(other.url)
        scene.hands.send()
        scene.until(lambda: not scene.hands.workbench.sending.busy)
    pane = _log(scene)
    scene.until(lambda: pane.detail.exchange is not None and pane.detail.exchange.outcome is not None)
    pane.detail.setCurrentIndex(3)
    scene.press("verdictTarget")
    scene.hands.choose(scene.hands.named(QComboBox, "Endpoint"), "Sandbox")


def repeating(scene: Scene) -> None:
    """Send many times; open the run, pause, resume and cancel it in the log, and save what it came to."""
    pane = _log(scene)
    QFileDialog.getSaveFileName = lambda *_: (str(scene.folder / "run.csv"), "")  # type: ignore[method-assign]
    with Slow() as server:
        scene.take_keyboard()
        scene.hands.type_endpoint(server.url)
        scene.take_keyboard()
        scene.command("Repeat…")
        scene.command("Go to the editor")
        begin(scene.hands, "500", rate="50")
        scene.until(lambda: server.seen > 0 and "×" in scene.hands.row()[1])
        scene.command("Go to the log")
        pane.table.select_row(0)
        scene.until(lambda: scene.can_see("runPause"))
        scene.press("runPause")
        scene.until(lambda: scene.can_see("runResume"))
        scene.press("runResume")
        scene.until(lambda: scene.can_see("runCancel"))
        pane.table.setFocus()
        scene.hands.press(Qt.Key.Key_Right)
        look_at_window(scene.witness)
        scene.press("runCancel")
        scene.until(lambda: not scene.hands.workbench.repeating.going)
    scene.until(lambda: not calls())
    pane.table.select_row(0)
    scene.until(lambda: scene.can_see("runCsv"))
    scene.press("runCsv")
    scene.until(lambda: not calls())
    scene.hands.choose(scene.hands.named(QComboBox, "Endpoint"), "Sandbox")


def being_private(scene: Scene) -> None:
    """Send in a private session, write a new test device into the body, and erase what was kept."""
    scene.type_body(_BODY)
    scene.command("New test device")
    scene.command("Private session")
    scene.hands.send()
    scene.until(lambda: not scene.hands.workbench.sending.busy)
    scene.command("Private session")
    scene.command("Erase the history…")
    buttons = [each for each in scene.hands.window.findChildren(QPushButton) if each.isVisible()]
    erase = next(each for each in buttons if each.objectName().startswith("notice-") and "rase" in each.text())
    erase.click()
    scene.until(lambda: not calls())
    look_at_window(scene.witness)


FEATURES: tuple[Callable[[Scene], None], ...] = (
    finding,
    acting,
    following_a_redirect_by_hand,
    repeating,
    being_private,
)


def _log(scene: Scene) -> LogPane:
    pane: LogPane = scene.hands.workbench.panes.log
    return pane


def _choose(scene: Scene, entry: str) -> None:
    """Open the menu of the log by its button, and choose an entry of it."""
    scene.press("logActions")
    menus = [each for each in scene.hands.window.findChildren(QMenu, "logMenu") if each.isVisible()]
    (menu,) = menus
    parts = (menu, *menu.findChildren(QMenu))
    action = next(each for part in parts for each in part.actions() if each.objectName() == f"log-{entry}")
    assert action.isEnabled(), f"{entry} is disabled"
    action.trigger()
    menu.close()
    scene.until(lambda: not calls())
