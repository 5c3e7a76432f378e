"""The seam between the window and its features: what a feature declares, and what it is given.

A feature is a package in `workbench.gui.features` with a `feature.py` that has one `Feature` value, listed in
`workbench.gui.app.FEATURES`. Declaring it is cheap: its pane and controllers are imported and built by `build`, when
the feature is first shown or one of its commands is first run. Nothing else in the window is loaded late.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtWidgets import QMainWindow, QWidget

from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.clipboard import Clipboard
from workbench.gui.core.commands import Commands, MenuGroup
from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.exchanges import Exchanges
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.mask_updates import MaskUpdater
from workbench.gui.core.notices import Notices
from workbench.gui.core.profile_usage import ProfileUsage
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import Session
from workbench.gui.core.shown_names import ShownNames
from workbench.gui.core.status import Status
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.theme import ThemeSource
from workbench.gui.core.transport_settings import TransportController
from workbench.workspace.settings import Settings, SettingsStore


class Place(Enum):
    """Where the shell puts a feature's pane."""

    TOP = "top"
    """Above everything, across the window."""
    CENTER = "center"
    """In the middle, below the notices."""
    LEFT = "left"
    RIGHT = "right"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Context:
    """What a feature may use. Features know each other only through it.

    Attributes:
        saved: the settings as they were when the window opened; `settings` changes them.
        set_badge: shows a short text beside the feature's title; empty for none.
    """

    window: QMainWindow
    settings: SettingsStore
    saved: Settings
    tasks: Tasks
    session: Session
    profiles: ActiveProfile
    profile_usage: ProfileUsage
    transport: TransportController
    sandbox: EmbeddedSandbox
    history: HistoryGateway
    exchanges: Exchanges
    commands: Commands
    notices: Notices
    status: Status
    clipboard: Clipboard
    themes: ThemeSource
    privacy: ScreenPrivacy
    masks: MaskUpdater
    names: ShownNames
    set_badge: Callable[[str], None]


class Parts:
    """A built feature: its pane, and in subclasses its controllers. Every method may be overridden.

    Attributes:
        pane: the widget that the shell puts in the feature's place.
    """

    def __init__(self, pane: QWidget) -> None:
        self.pane = pane

    def start(self, files: Sequence[Path]) -> None:
        """Begin, before the window is shown for the first time; `files` are to be opened."""

    def become_idle(self) -> None:
        """Do what can wait until everything is painted."""

    def set_visible(self, visible: bool) -> None:
        """Follow whether the pane can be seen."""

    def may_close(self) -> bool:
        """Return whether the window may close now; if not, a notice says why."""
        return True

    def close(self) -> None:
        """Save what is to be saved, and end: the window closes."""


P = TypeVar("P", bound=Parts)


@dataclass(frozen=True, slots=True)
class Command(Generic[P]):
    """A command of a feature.

    Attributes:
        id: stable, `feature.verb`; other code and tests use it, never the title.
        run: called with the built feature.
        shows: bring the feature's pane to the front first.
        enabled: whether it can be used at the start.
    """

    id: str
    title: str
    group: MenuGroup
    run: Callable[[P], object]
    keys: tuple[str, ...] = ()
    shows: bool = False
    checkable: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Feature(Generic[P]):
    """What the shell knows of a feature before it is built.

    Attributes:
        id: stable, one word.
        title: of its dock and for screen readers.
        icon: the name of an icon in `resources/icons`, without its ending; empty for none.
        behind: the id of another feature in the same place; this one is a tab behind it, and is built when it is first
            brought to the front.
        size: width of a dock at a side, or height of one at the bottom, in pixels, before a person changes it.
    """

    id: str
    title: str
    place: Place
    build: Callable[[Context], P]
    commands: tuple[Command[P], ...] = ()
    icon: str = ""
    behind: str = ""
    size: int = 0
