"""Makes the empty window with its size and theme, to be painted before anything else is loaded.

To be fast it imports as little as possible, not even the `Qt` namespace.
"""

from PySide6.QtWidgets import QApplication

from workbench.gui.core.theme import apply_theme, mode_at_start, theme
from workbench.gui.shell.window import Window
from workbench.patience import BoundedCall
from workbench.workspace.settings import Settings, SettingsStore

_SETTINGS_WAIT_S = 0.5
"""Seconds until the window is painted with the default settings."""


class FirstPaint:
    """The empty window and the settings."""

    def __init__(self, application: QApplication) -> None:
        self.store = SettingsStore()
        self.settings = Settings()
        try:
            self.settings = BoundedCall(self.store.load, _SETTINGS_WAIT_S)()
        except TimeoutError:
            self.store.notes = ("The settings could not be read in time, because the disk does not answer.",)
        self.theme = theme(mode_at_start(self.settings.theme))
        apply_theme(application, self.theme)
        self.window = Window()
        self.window.restore_size(self.settings.window_geometry)
