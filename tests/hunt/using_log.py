"""Uses the features of the log: search, details, compare, annotate, export, delete, and repeat runs."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit, QMenu

from tests.hunt.looking import look_at_window
from tests.hunt.scene import Scene
from tests.hunt.using import calls
from tests.journeys.servers import OtherSandbox, Slow
from tests.journeys.test_repeat import begin
from workbench.gui.features.log.pane import LogPane

_BODY = '{"action":"install","kochava_app_id":"koacme1","data":{"device_ids":{"idfa":"logged"}}}'
_CONTROL = Qt.KeyboardModifier.ControlModifier


def finding(scene: Scene) -> None:
    """Send, filter, find nothing, clear; read every part of what is found, also in hex."""
    scene.type_body(_BODY)
    for _ in range(2):
        scene.hands.send()
        scene.until(lambda: not scene.hands.app.features.parts("send").sender.busy)
    pane = _log(scene)
    scene.command("log.show")
    scene.hands.press(Qt.Key.Key_F, _CONTROL)
    model = pane.table.model()
    scene.until(lambda: model.rowCount() > 3)
    pane.filter_bar.filter.setText("nothing holds this")
    scene.until(lambda: model.rowCount() == 0)
    pane.filter_bar.filter.setText("idfa status:200")
    scene.until(lambda: model.rowCount() > 0)
    pane.filter_bar.filter.setText("")
    scene.until(lambda: model.rowCount() > 3)
    pane.table.setFocus()
    for row in range(4):
        _select(scene, row)
        for tab in range(5):
            pane.detail.setCurrentIndex(tab)
    for name, tab in (
        ("bodyFormat0-hex", 0),
        ("bodyFormat1-raw", 1),
        ("bodyFormat1-hex", 1),
        ("bodyFormat1-pretty", 1),
        ("bodyFormat0-raw", 0),
    ):
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
        _select(scene, 0)
        _choose(scene, entry)
        scene.hands.application.clipboard().clear()
    _select(scene, 0)
    _choose(scene, "note")
    scene.fill(logNote="a note", logTags="one two")
    scene.press("logNoteSave")
    scene.until(lambda: not calls())
    pane.table.select_rows([0, 1], 0)
    _choose(scene, "compare-two")
    _select(scene, 0)
    _choose(scene, "resend")
    scene.until(lambda: not scene.hands.app.features.parts("send").sender.busy)
    _select(scene, 0)
    _choose(scene, "save-bundle")
    _choose(scene, "open-bundle")
    for column in ("utc", "marks", "utc"):
        pane.table.columns.show_column(column, column not in [each.key for each in pane.table.columns._model.columns])
    look_at_window(scene.witness)
    _select(scene, 0)
    _choose(scene, "delete")
    scene.press("logDelete")
    scene.until(lambda: not calls())
    scene.command("log.open-bundle")
    scene.until(lambda: not calls())


def following_a_redirect_by_hand(scene: Scene) -> None:
    """Open the address that a redirect names, as an endpoint."""
    with OtherSandbox(fault="redirect-301") as other:
        scene.take_focus()
        scene.hands.type_endpoint(other.url)
        scene.hands.send()
        scene.until(lambda: not scene.hands.app.features.parts("send").sender.busy)
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
        scene.take_focus()
        scene.hands.type_endpoint(server.url)
        scene.take_focus()
        scene.command("repeat.show")
        scene.press("repeatClose")
        begin(scene.hands, "500", rate="50")
        scene.until(lambda: server.seen > 0 and "×" in scene.hands.row()[1])
        scene.command("log.show")
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
        scene.until(lambda: not scene.hands.app.features.parts("send").run.running)
    scene.until(lambda: not calls())
    pane.table.select_row(0)
    scene.until(lambda: scene.can_see("runCsv"))
    scene.press("runCsv")
    scene.until(lambda: not calls())
    scene.hands.choose(scene.hands.named(QComboBox, "Endpoint"), "Sandbox")


def opening_a_long_run(scene: Scene) -> None:
    """Send more often than rows come at once, open the run, and go to its end."""
    scene.take_focus()
    begin(scene.hands, "140")
    scene.until(lambda: scene.hands.app.features.parts("send").run.running)
    scene.until(lambda: not scene.hands.app.features.parts("send").run.running)
    pane = _log(scene)
    scene.until(lambda: not calls())
    pane.table.select_row(0)
    scene.command("log.show")
    scene.hands.press(Qt.Key.Key_Right)
    model = pane.table.model()
    scene.until(lambda: model.rowCount() > 140)
    scene.hands.press(Qt.Key.Key_End)
    look_at_window(scene.witness)


def changing_transport(scene: Scene) -> None:
    """Choose headers, deadlines and a proxy with a login, send through it, type a wrong login, go back to the usual."""
    QFileDialog.getOpenFileName = lambda *_: ("", "")  # type: ignore[method-assign]
    with Slow() as proxy:
        scene.command("transport.show")
        scene.press("transportChoose-ca_file")
        for name, text in (
            ("user_agent", "Unknown"),
            ("content_type", "text/plain"),
            ("deadline", "5"),
            ("deadline", ""),
        ):
            scene.fill(**{f"transport-{name}": text})
            _leave(scene, f"transport-{name}")
        choice = scene.find(QComboBox, "transportProxy")
        choice.setCurrentIndex(choice.findData("url"))
        choice.activated.emit(choice.currentIndex())
        scene.fill(**{"transport-proxy_url": proxy.url.removesuffix("/track/json")})
        _leave(scene, "transport-proxy_url")
        for login in (scene.plan.pairs["proxy"][1], scene.plan.proxy_login):
            scene.fill(transportLogin=login)
            look_at_window(scene.witness)
            _leave(scene, "transportLogin")
        scene.until(lambda: "in the keyring" in scene.find(QLineEdit, "transportLogin").placeholderText())
        scene.find(QAbstractButton, "transportVerify").click()
        look_at_window(scene.witness)
        scene.press("transportClose")
        scene.take_focus()
        scene.hands.send()
        scene.until(lambda: not scene.hands.app.features.parts("send").sender.busy)
        assert proxy.seen == 1
    scene.command("transport.show")
    scene.press("transportReset")
    scene.press("transportClose")


def being_private(scene: Scene) -> None:
    """Send in a private session, write a new test device into the body, and erase what was kept."""
    scene.type_body(_BODY)
    scene.command("compose.new-device")
    scene.command("log.private")
    scene.hands.send()
    scene.until(lambda: not scene.hands.app.features.parts("send").sender.busy)
    scene.command("log.private")
    scene.command("log.delete-history")
    scene.until(lambda: scene.can_see("notice-erase-history"))  # what is kept is counted first
    scene.press("notice-erase-history")
    scene.until(lambda: not calls())
    look_at_window(scene.witness)


FEATURES: tuple[Callable[[Scene], None], ...] = (
    finding,
    acting,
    following_a_redirect_by_hand,
    repeating,
    opening_a_long_run,
    changing_transport,
    being_private,
)


def _log(scene: Scene) -> LogPane:
    pane: LogPane = scene.hands.app.features.parts("log").pane
    return pane


def _select(scene: Scene, row: int) -> None:
    """Select a row, and wait until it is shown whole."""
    pane = _log(scene)
    pane.table.select_row(row)
    scene.until(lambda: _is_shown(pane))


def _is_shown(pane: LogPane) -> bool:
    record, is_run = pane._rows.current()
    shown = pane.detail.exchange
    return record is not None and (is_run or (shown is not None and shown.id == record.id))


def _leave(scene: Scene, name: str) -> None:
    """End what is typed into a field, as Enter does."""
    scene.find(QLineEdit, name).setFocus()
    scene.hands.press(Qt.Key.Key_Return)


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
