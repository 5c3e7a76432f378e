"""Features in the shell: one is added by declaring it, and is built when it is first shown or used."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from workbench.gui.app import FEATURES, App
from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Parts, Place


class ClockParts(Parts):
    """A pane that shows no more than its name."""

    def __init__(self, context: Context) -> None:
        super().__init__(QLabel("Clock"))
        self.context = context
        self.closed = 0

    def close(self) -> None:
        """Count the calls."""
        self.closed += 1


def clock(built: list[ClockParts], **more: object) -> Feature[ClockParts]:
    """Return the declaration of a new feature."""

    def build(context: Context) -> ClockParts:
        built.append(ClockParts(context))
        return built[-1]

    command: Command[ClockParts] = Command(
        "clock.show", "Go to the clock", MenuGroup.GO, lambda parts: parts.pane.setFocus(), ("Ctrl+7",), shows=True
    )
    return Feature("clock", "Clock", Place.RIGHT, build, (command,), **more)  # type: ignore[arg-type]


Open = Callable[[Feature[ClockParts]], App]


@pytest.fixture
def open_app(qtbot: QtBot) -> Iterator[Open]:
    apps: list[App] = []

    def open_app(feature: Feature[ClockParts]) -> App:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apps.append(app := App(application, features=(*FEATURES, feature)))
        with qtbot.waitSignal(app.idle):
            app.start()
        return app

    yield open_app
    for app in apps:
        app.window.close()
        app.setParent(None)
        for each in (app.window, app):
            each.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_feature_is_added_by_its_declaration_alone(open_app: Open) -> None:
    built: list[ClockParts] = []
    app = open_app(clock(built))
    assert len(built) == 1
    assert app.window.dock("Clock").widget() is built[0].pane
    assert app.commands.action("clock.show").shortcut().toString() == "Ctrl+7"
    app.window.close()
    assert built[0].closed == 1


def test_a_feature_behind_another_is_built_when_a_command_first_needs_it(open_app: Open) -> None:
    built: list[ClockParts] = []
    app = open_app(clock(built, behind="signature"))
    assert built == []
    app.commands.run("clock.show")
    assert len(built) == 1
    assert built[0].pane.isVisible()
    app.commands.run("clock.show")
    assert len(built) == 1


def test_a_feature_behind_another_is_built_when_it_is_first_seen(open_app: Open, qtbot: QtBot) -> None:
    built: list[ClockParts] = []
    app = open_app(clock(built, behind="signature"))
    app.window.show_dock("Clock")
    qtbot.waitUntil(lambda: len(built) == 1)
    assert built[0].pane.isVisible()


def test_a_badge_is_shown_beside_the_title_of_its_dock(open_app: Open) -> None:
    built: list[ClockParts] = []
    app = open_app(clock(built))
    built[0].context.set_badge("(3)")
    assert app.window.dock("Clock").windowTitle() == "Clock (3)"
    built[0].context.set_badge("")
    assert app.window.dock("Clock").windowTitle() == "Clock"


def test_command_ids_are_unique_and_start_with_a_feature_or_the_window(open_app: Open) -> None:
    app = open_app(clock([]))
    ids = app.commands.ids()
    assert len(ids) == len(set(ids))
    owners = {each.id for each in FEATURES} | {"clock", "window", "copy"}
    assert {each.partition(".")[0] for each in ids} <= owners
