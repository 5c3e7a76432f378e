"""The empty window, in its place and in its theme: all that stands before the first paint.

Whatever is slow to load comes after it, so this module imports as little as it can: not even the `Qt` namespace.
"""

from PySide6.QtWidgets import QApplication

from workbench.gui.core.theme import dress, first_mode, theme
from workbench.gui.shell.window import Window
from workbench.workspace.settings import SettingsStore


class FirstPaint:
    """The window without its panes, and the settings it was made from."""

    def __init__(self, application: QApplication) -> None:
        self.store = SettingsStore()
        self.settings = self.store.load()
        self.theme = theme(first_mode(self.settings.theme))
        dress(application, self.theme)
        self.window = Window()
        self.window.place(self.settings.window_geometry)
