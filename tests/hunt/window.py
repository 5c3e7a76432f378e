"""Runs a window in a separate process, uses every feature, and reports where a planted value appeared."""

import faulthandler
import json
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QMetaMethod, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.hunt.features import WINDOW, allowed
from tests.hunt.hands import Hands
from tests.hunt.leaking import leaking
from tests.hunt.looking import look_at_clipboard, look_at_window
from tests.hunt.moody import Keyring
from tests.hunt.plan import Plan
from tests.hunt.scene import Scene
from tests.hunt.using_profiles import opening_again
from tests.hunt.witness import Witness
from workbench.credentials import backends
from workbench.exchange import Exchange
from workbench.gui.app import FEATURES, App
from workbench.gui.core.tasks import Tasks
from workbench.gui.main import run as open_window
from workbench.operations import Prepared, is_loopback
from workbench.operations import perform as performing
from workbench.redaction.crash_report import crash_folder

PATIENCE = 500  # seconds after which the run is taken to hang


class Drive(QObject):
    """Uses the features, one after the other, when the window is idle."""

    def __init__(self, app: App, scene: Scene, features: Sequence[Callable[[Scene], None]]) -> None:
        super().__init__(app)
        self._scene, self._features = scene, features
        self.failed = ""
        self.driven = Driven(app, scene.witness)
        app.idle.connect(lambda: QTimer.singleShot(0, self._go))

    def _go(self) -> None:
        scene = self._scene
        try:
            for feature in self._features:
                scene.witness.during = feature.__name__
                scene.take_focus()
                feature(scene)
                assert_no_fault(scene)
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what was put away is gone
                scene.witness.look()
                look_at_window(scene.witness)
            scene.witness.during = "closing"
            scene.command("window.quit")
            look_at_clipboard(scene.witness)
            scene.witness.look()
        except Exception:  # noqa: BLE001 - told to whoever started this process
            self.failed = f"{scene.witness.during}: {traceback.format_exc()}"
            for window in scene.hands.application.topLevelWidgets():
                window.close()
            scene.hands.application.exit(1)


def assert_no_fault(scene: Scene) -> None:
    """Fail on any error of the product that was not forced."""
    for report in crash_folder().glob("?" * 12 + ".txt"):
        text = report.read_text("utf-8")
        assert "ForcedCrash" in text, text


class Driven(QObject):
    """Records the commands and pane signals that were emitted, and the arguments of every signal."""

    def __init__(self, app: App, witness: Witness) -> None:
        super().__init__(app)
        self._witness = witness
        self.all: set[str] = set()
        self.used: set[str] = set()
        for command_id in app.commands.ids():
            self._watch(f"command: {command_id}", app.commands.action(command_id).triggered)
        panes = {each.id: app.features.parts(each.id).pane for each in FEATURES if each.id != "send"}
        panes |= {"request_bar": app.features.parts("send").bar, "notice_bar": app.notice_bar}
        credentials, signature = panes.pop("credentials"), panes.pop("signature")
        panes["credentials"] = credentials.intents
        panes |= {"signature": signature.derivation, "php": signature.php, "compare": signature.compare}
        for name, pane in panes.items():
            for signal in _signals(pane):
                self._watch(f"intent: {name}.{signal}", getattr(pane, signal))
        for owner in (app, *app.features.built()):
            for name, part in vars(owner).items():
                is_pane = isinstance(part, QWidget)  # its intents are watched already
                if isinstance(part, QObject) and not is_pane and type(part).__module__.startswith("workbench."):
                    for signal in _signals(part):
                        self._hear(f"signal: {name}.{signal}", getattr(part, signal))

    def _watch(self, name: str, signal: Any) -> None:  # noqa: ANN401 - whatever it carries
        self.all.add(name)
        signal.connect(lambda *_: self.used.add(name))
        self._hear(f"signal: {name}", signal)

    def _hear(self, name: str, signal: Any) -> None:  # noqa: ANN401
        signal.connect(lambda *carried: self._witness.note(name, repr(carried)))


def _signals(part: Any) -> list[str]:  # noqa: ANN401 - mypy knows no class's meta-object
    """Return the names of the signals that a class defines itself."""
    kind = type(part).staticMetaObject
    methods = map(kind.method, range(kind.methodOffset(), kind.methodCount()))
    return [
        bytes(each.name().data()).decode() for each in methods if each.methodType() == QMetaMethod.MethodType.Signal
    ]


def main() -> None:
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    report, folder, *words = sys.argv[1:]
    features = {"leaking": (leaking,), "opening_again": (opening_again,)}[words[0]] if words else WINDOW
    plan = Plan(**json.loads(sys.stdin.read()))
    witness = Witness(plan.values(), [Path(folder)])
    keyring = Keyring()
    backends.find_backend = lambda: keyring
    _hear_of_failures(witness)
    _keep_at_home()
    drives: list[Drive] = []
    start = App.start

    def started(app: App, *words: Any, **more: Any) -> None:  # noqa: ANN401 - handed on as they are
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        hands = Hands(app, application)
        drives.append(Drive(app, Scene(hands, plan, witness, keyring, Path(folder)), features))
        start(app, *words, **more)

    App.start = started  # type: ignore[assignment, method-assign]
    status = open_window(())
    (drive,) = drives
    Path(report).write_text(
        json.dumps(
            {
                "failed": drive.failed,
                "traces": witness.traces(allowed),
                "tokens": sorted(witness.tokens),
                "places": witness.places(),
                "all": sorted(drive.driven.all),
                "driven": sorted(drive.driven.used),
            }
        ),
        encoding="utf-8",
    )
    sys.exit(status)


def _keep_at_home() -> None:
    """Redirect connections to other machines to a closed local port."""
    perform = performing.perform

    async def kept(prepared: Prepared, **more: Any) -> Exchange:  # noqa: ANN401 - handed on as they are
        if not is_loopback(prepared.request.url):
            prepared = replace(prepared, request=replace(prepared.request, url="http://127.0.0.1:9/track/json"))
        exchange: Exchange = await perform(prepared, **more)
        return exchange

    vars(performing)["perform"] = kept


def _hear_of_failures(witness: Witness) -> None:
    """Record every exception of a background task."""

    def heard(method: str) -> None:
        plain = getattr(Tasks, method)

        def with_witness(bridge: Tasks, work: Any, done: Any, failed: Any = None, **more: Any) -> Any:  # noqa: ANN401
            def told(error: Exception) -> None:
                witness.failed(error)
                if failed is None:
                    raise error
                failed(error)

            return plain(bridge, work, done, failed=told, **more)

        setattr(Tasks, method, with_witness)

    heard("run")
    heard("call")


if __name__ == "__main__":
    main()
