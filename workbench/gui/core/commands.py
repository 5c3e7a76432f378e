"""Every command of the window, with its words and its shortcut: the menu behind ☰.

Only triggers; does nothing itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the menu."""

    words: str
    keys: tuple[str, ...]
    do: Callable[[], object]


class Commands:
    """The menu and the shortcuts, which work wherever the focus is."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.menu = QMenu(window)
        self.menu.setAccessibleName("Menu")
        self.actions: dict[str, QAction] = {}

    def add(self, *commands: Command) -> None:
        """Add a group of commands, apart from the ones before."""
        if not self.menu.isEmpty():
            self.menu.addSeparator()
        for command in commands:
            action = self._action(command)
            self.menu.addAction(action)

    def part(self, name: str, words: tuple[str, ...]) -> QMenu:
        """Return a menu of some of the commands."""
        menu = QMenu(self._window)
        menu.setAccessibleName(name)
        for each in words:
            menu.addAction(self.actions[each])
        return menu

    def add_choice(
        self, words: str, choices: tuple[tuple[str, str], ...], chosen: str, do: Callable[[str], object]
    ) -> None:
        """Add a submenu of which one entry is chosen."""
        submenu = self.menu.addMenu(words)
        group = QActionGroup(submenu)
        for key, entry in choices:
            action = submenu.addAction(entry)
            action.setCheckable(True)
            action.setChecked(key == chosen)
            action.triggered.connect(lambda _checked=False, key=key: do(key))
            group.addAction(action)

    def add_switch(self, words: str, keys: tuple[str, ...], on: bool, do: Callable[[bool], object]) -> None:
        """Add an entry that is on or off."""
        action = QAction(words, self._window)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(do)
        self._window.addAction(action)
        self.actions[words] = action
        self.menu.addAction(action)

    def _action(self, command: Command) -> QAction:
        action = QAction(command.words, self._window)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.triggered.connect(lambda _checked=False: command.do())
        self._window.addAction(action)
        self.actions[command.words] = action
        return action
