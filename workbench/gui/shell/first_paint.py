"""The empty window, in its place and in its theme: all that stands before the first paint.

Whatever is slow to load comes after it, so this module imports as little as it can: not even the `Qt` namespace.
"""

from PySide6.QtWidgets import QApplication

from workbench.gui.core.theme import apply_theme, mode_at_start, theme
from workbench.gui.shell.window import Window
from workbench.workspace.settings import SettingsStore


class FirstPaint:
    """The window without its panes, and the settings it was made from."""

    def __init__(self, application: QApplication) -> None:
        self.store = SettingsStore()
        self.settings = self.store.load()
        self.theme = theme(mode_at_start(self.settings.theme))
        apply_theme(application, self.theme)
        self.window = Window()
        self.window.restore_size(self.settings.window_geometry)
