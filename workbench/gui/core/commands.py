"""Registers the commands of the window: id, title, window-wide shortcuts and menu group."""

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


class MenuGroup(IntEnum):
    """The groups of the menu, in their order."""

    FILE = 1
    REQUEST = 2
    COPY = 3
    GO = 4
    PROFILES = 5
    VIEW = 6
    HISTORY = 7
    WINDOW = 8


class Commands:
    """All commands of one window, by id."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {}
        self._groups: dict[MenuGroup, list[QAction | QMenu]] = {group: [] for group in MenuGroup}
        self.menu = QMenu(window)
        self.menu.setAccessibleName("Menu")

    def add(
        self,
        command_id: str,
        title: str,
        group: MenuGroup,
        run: Callable[[], object],
        *,
        keys: Sequence[str] = (),
        checkable: bool = False,
        enabled: bool = True,
    ) -> None:
        """Register a command under an id such as `send.cancel`.

        Raises:
            ValueError: the id is taken.
        """
        if command_id in self._actions:
            raise ValueError(f"There are two commands with the id {command_id}.")
        action = QAction(title, self._window)
        action.setObjectName(command_id)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.setCheckable(checkable)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self._actions[command_id] = action
        self._groups[group].append(action)

    def add_choice(
        self,
        title: str,
        group: MenuGroup,
        choices: Sequence[tuple[str, str]],
        chosen: str,
        run: Callable[[str], object],
    ) -> None:
        """Add a submenu of which one entry is chosen; `choices` are (key, title), and `run` takes the key."""
        submenu = QMenu(title, self._window)
        actions = QActionGroup(submenu)
        for key, entry in choices:
            action = submenu.addAction(entry)
            action.setCheckable(True)
            action.setChecked(key == chosen)
            action.triggered.connect(lambda _checked=False, key=key: run(key))
            actions.addAction(action)
        self._groups[group].append(submenu)

    def fill_menu(self) -> None:
        """Fill the menu, group by group; called once, after all commands are registered."""
        for entries in filter(None, self._groups.values()):
            if not self.menu.isEmpty():
                self.menu.addSeparator()
            for entry in entries:
                if isinstance(entry, QMenu):
                    self.menu.addMenu(entry)
                else:
                    self.menu.addAction(entry)

    def menu_of(self, name: str, command_ids: Sequence[str]) -> QMenu:
        """Return a new menu of some of the commands."""
        menu = QMenu(self._window)
        menu.setAccessibleName(name)
        for each in command_ids:
            menu.addAction(self._actions[each])
        return menu

    def action(self, command_id: str) -> QAction:
        """Return the action of a command."""
        return self._actions[command_id]

    def run(self, command_id: str) -> None:
        """Run a command."""
        self._actions[command_id].trigger()

    def set_enabled(self, command_id: str, enabled: bool) -> None:
        """Enable or disable a command."""
        self._actions[command_id].setEnabled(enabled)

    def set_checked(self, command_id: str, checked: bool) -> None:
        """Set whether a checkable command is checked."""
        self._actions[command_id].setChecked(checked)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all commands, in the order of registration."""
        return tuple(self._actions)
