"""Defines the interface between the window and its features.

A feature is a package in `workbench.gui.features`; its `feature.py` declares a `Feature`, which is listed in
`workbench.gui.app.FEATURES`. Its pane and controllers are imported and built by `build`, when the feature is first
shown or one of its commands is first run. Nothing else in the window is imported late.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct
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
from workbench.gui.core.settings_writer import SettingsWriter
from workbench.gui.core.shown_names import ShownNames
from workbench.gui.core.status import Status
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.theme import ThemeSource
from workbench.gui.core.transport_settings import TransportController
from workbench.workspace.settings import Settings


class Place(Enum):
    """Where the shell puts a feature's pane."""

    TOP = "top"
    """At the top, across the window."""
    CENTER = "center"
    """In the centre, below the notices."""
    PANEL = "panel"
    """Above the top, hidden until one of its commands shows it; one panel at a time."""
    LEFT = "left"
    RIGHT = "right"
    BOTTOM = "bottom"


class Context(Struct, frozen=True):
    """The services that a feature may use. Features communicate only through them.

    Attributes:
        saved: the settings as loaded when the window opened; `settings` changes them.
        set_badge: shows a short text beside the feature's title; empty for none.
        hide: hides the feature's panel, and focuses the editor.
    """

    window: QMainWindow
    settings: SettingsWriter
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
    hide: Callable[[], None]


class Parts:
    """The pane of a built feature and, in subclasses, its controllers. All methods may be overridden.

    Attributes:
        pane: the widget that the shell places in the window.
    """

    def __init__(self, pane: QWidget) -> None:
        self.pane = pane

    def start(self, files: Sequence[Path]) -> None:
        """Start the feature before the window is first shown; `files` are files to open."""

    def become_idle(self) -> None:
        """Do work that can wait until the window is painted."""

    def set_visible(self, visible: bool) -> None:
        """Called when the pane becomes visible or hidden."""

    def may_close(self) -> bool:
        """Return whether the window may close now; if not, post a notice."""
        return True

    def close(self) -> None:
        """Save state and stop: the window closes."""


P = TypeVar("P", bound=Parts)


class Command(Struct, Generic[P], frozen=True):
    """A command of a feature.

    Attributes:
        id: stable, in the form `feature.verb`; code and tests use it instead of the title.
        run: called with the parts of the feature.
        shows: whether to bring the feature's pane to the front first.
        enabled: whether the command is enabled at the start.
    """

    id: str
    title: str
    group: MenuGroup
    run: Callable[[P], object]
    keys: tuple[str, ...] = ()
    shows: bool = False
    checkable: bool = False
    enabled: bool = True


class Feature(Struct, Generic[P], frozen=True):
    """The declaration of a feature.

    Attributes:
        id: stable, one word.
        title: the title of its dock, and for screen readers.
        icon: the name of an icon in `resources/icons`, without extension; empty for none.
        behind: the id of a feature behind which this one is a tab; it is built when it is first brought to the front.
        size: initial width of a dock at a side, or height of one at the bottom, in pixels.
    """

    id: str
    title: str
    place: Place
    build: Callable[[Context], P]
    commands: tuple[Command[P], ...] = ()
    icon: str = ""
    behind: str = ""
    size: int = 0
