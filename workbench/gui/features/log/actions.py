"""Defines the actions on rows of the log: labels, shortcuts, when each is enabled, and the menu.

The shortcuts are active while the log has the focus.
"""

from collections.abc import Callable, Collection
from typing import Final, Literal

from msgspec import Struct
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from workbench.gui.features.log.columns import COLUMNS

Needs = Literal["any", "some", "one", "two", "run"]
"""What an action needs selected: nothing, at least one row, one exchange, two exchanges, one repeat run."""


class Action(Struct, frozen=True):
    """One action.

    Attributes:
        shortcut: in Qt's portable spelling.
        undo_label: the label while the action would be undone.
    """

    id: str
    label: str
    needs: Needs
    shortcut: str = ""
    undo_label: str = ""


class SelectionSummary(Struct, frozen=True):
    """How many exchanges and repeat runs are selected, and what is true of all of them."""

    exchanges: int = 0
    runs: int = 0
    pinned: bool = False
    recorded: bool = False

    def suits(self, needs: Needs) -> bool:
        """Return whether the selection is what an action needs."""
        match needs:
            case "any":
                return True
            case "some":
                return self.exchanges + self.runs > 0
            case "one":
                return (self.exchanges, self.runs) == (1, 0)
            case "two":
                return (self.exchanges, self.runs) == (2, 0)
            case "run":
                return (self.exchanges, self.runs) == (0, 1)


Group = tuple[str, tuple[Action, ...]]

GROUPS: Final[tuple[Group, ...]] = (
    (
        "",
        (
            Action("resend", "Resend: same bytes, signed again", "one", "Ctrl+R"),
            Action("open", "Open as document", "one", "Ctrl+Shift+O"),
        ),
    ),
    (
        "",
        (
            Action("compare-editor", "Compare with the editor", "one", "Ctrl+D"),
            Action("compare-two", "Compare the two exchanges", "two", "Ctrl+D"),
        ),
    ),
    (
        "Copy as",
        (
            Action("copy-raw", "Raw HTTP", "one"),
            Action("copy-curl", "curl", "one"),
            Action("copy-markdown", "Markdown", "some"),
        ),
    ),
    (
        "Save as",
        (
            Action("save-raw", "Raw HTTP…", "one"),
            Action("save-har", "HAR…", "some"),
            Action("save-curl", "curl with body file…", "one"),
            Action("save-bundle", "Share bundle…", "some"),
            Action("save-bundle-token", "Share bundle with full tokens…", "some"),
            Action("save-csv", "CSV of the run…", "run"),
            Action("save-jsonl", "JSONL of the run…", "run"),
        ),
    ),
    ("", (Action("copy-hash", "Copy payload hash", "one", "Ctrl+C"),)),
    (
        "",
        (
            Action("note", "Note and tags…", "one", "F2"),
            Action("pin", "Pin", "some", "Ctrl+P", undo_label="Unpin"),
            Action("recorded", "Mark as recorded", "some", "Ctrl+T", undo_label="Mark as not recorded"),
            Action("delete", "Delete…", "some", "Del"),
        ),
    ),
    ("", (Action("open-bundle", "Open share bundle…", "any"), Action("filter", "Filter", "any", "Ctrl+F"))),
)

ACTIONS: Final = {action.id: action for _title, actions in GROUPS for action in actions}

SHORTCUTS: Final = frozenset(action.shortcut for action in ACTIONS.values() if action.shortcut)
"""Every shortcut, in Qt's portable spelling."""


def action_for(pressed: QKeySequence, summary: SelectionSummary) -> Action | None:
    """Return the action of a shortcut, preferably one that fits the selection; None if there is none."""
    matching = [each for each in ACTIONS.values() if each.shortcut and QKeySequence(each.shortcut) == pressed]
    return next((each for each in matching if summary.suits(each.needs)), matching[0] if matching else None)


def build_menu(
    parent: QWidget,
    summary: SelectionSummary,
    columns: Collection[str],
    trigger: Callable[[str], object],
    show_column: Callable[[str, bool], object],
) -> QMenu:
    """Return the menu for a selection; `trigger` is called with an action's id, `show_column` with a column's key."""
    menu = QMenu(parent)
    menu.setObjectName("logMenu")
    menu.setAccessibleName("Log menu")
    menu.setToolTipsVisible(True)
    undoes = {"pin": summary.pinned, "recorded": summary.recorded}
    for title, actions in GROUPS:
        if not title:
            menu.addSeparator()  # the first one is not shown
        submenu = menu.addMenu(title) if title else menu
        for action in actions:
            label = action.undo_label if undoes.get(action.id) else action.label
            shortcut = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            entry = submenu.addAction(f"{label}\t{shortcut}" if shortcut else label)
            entry.setObjectName(f"log-{action.id}")
            entry.setEnabled(summary.suits(action.needs))
            entry.triggered.connect(lambda _checked=False, id_=action.id: trigger(id_))
        if title:
            submenu.setEnabled(any(summary.suits(action.needs) for action in actions))
    menu.addSeparator()
    menu.addMenu(columns_menu(menu, columns, show_column))
    return menu


def columns_menu(parent: QWidget, columns: Collection[str], show_column: Callable[[str, bool], object]) -> QMenu:
    """Return the menu that shows and hides columns; the last visible one cannot be hidden."""
    menu = QMenu("Columns", parent)
    menu.setAccessibleName("Columns of the log")
    for column in COLUMNS.values():
        entry = menu.addAction(column.description)
        entry.setCheckable(True)
        entry.setChecked(column.key in columns)
        entry.setEnabled(column.key not in columns or len(columns) > 1)
        entry.toggled.connect(lambda on, key=column.key: show_column(key, on))
    return menu
