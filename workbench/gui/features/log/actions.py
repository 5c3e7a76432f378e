"""What can be done with rows of the log: the words, the keys, when it makes sense, and the menu of it all.

Does nothing itself. The keys hold while the log has the keyboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from workbench.gui.features.log.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtWidgets import QWidget

Needs = Literal["any", "some", "one", "two", "run"]
"""What must be selected: nothing, anything, one exchange, two exchanges, one repeat run."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; `also` are its words where it would be taken back."""

    key: str
    words: str
    needs: Needs
    keys: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class SelectionSummary:
    """What is selected: how many exchanges and how many repeat runs, and what is true of all of them."""

    exchanges: int = 0
    runs: int = 0
    pinned: bool = False
    recorded: bool = False

    def suits(self, needs: Needs) -> bool:
        """Say whether this is what an act needs."""
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
            Action("again", "Send again: same bytes, signed afresh", "one", "Ctrl+R"),
            Action("open", "Open as document", "one", "Ctrl+Shift+O"),
        ),
    ),
    (
        "",
        (
            Action("compare-editor", "Compare with the editor", "one", "Ctrl+D"),
            Action("compare-two", "Compare the two", "two", "Ctrl+D"),
        ),
    ),
    (
        "Copy as",
        (
            Action("copy-raw", "Raw HTTP", "one"),
            Action("copy-curl", "curl", "one"),
            Action("copy-markdown", "Markdown, for a ticket", "some"),
        ),
    ),
    (
        "Save as",
        (
            Action("save-raw", "Raw HTTP…", "one"),
            Action("save-har", "HAR…", "some"),
            Action("save-curl", "curl and its body…", "one"),
            Action("save-bundle", "Share bundle…", "some"),
            Action("save-bundle-token", "Share bundle with whole tokens…", "some"),
            Action("save-csv", "CSV of the run…", "run"),
            Action("save-jsonl", "JSONL of the run…", "run"),
        ),
    ),
    ("", (Action("copy-hash", "Copy payload hash", "one", "Ctrl+C"),)),
    (
        "",
        (
            Action("note", "Note and tags…", "one", "F2"),
            Action("pin", "Pin", "some", "Ctrl+P", also="Unpin"),
            Action("recorded", "Tick recorded", "some", "Ctrl+T", also="Untick recorded"),
            Action("delete", "Delete…", "some", "Del"),
        ),
    ),
    ("", (Action("open-bundle", "Open share bundle…", "any"), Action("filter", "Filter", "any", "Ctrl+F"))),
)

ACTS: Final = {act.key: act for _title, acts in GROUPS for act in acts}

KEYS: Final = frozenset(act.keys for act in ACTS.values() if act.keys)
"""What the log hears, in Qt's portable spelling."""

_ALONE = {"copy-hash", "open-bundle", "again", "compare-editor", "note"}
"""Acts that begin a part of the menu."""


def act_of(pressed: QKeySequence, picked: SelectionSummary) -> Action | None:
    """Return what these keys do with what is selected; None if they are none of ours."""
    ours = [act for act in ACTS.values() if act.keys and QKeySequence(act.keys) == pressed]
    return next((act for act in ours if picked.suits(act.needs)), ours[0] if ours else None)


def menu_of(
    parent: QWidget,
    picked: SelectionSummary,
    columns: Collection[str],
    do: Callable[[str], object],
    show_column: Callable[[str, bool], object],
) -> QMenu:
    """Return the menu for what is selected; `do` is called with an act's key, `show_column` with a column's."""
    menu = QMenu(parent)
    menu.setObjectName("logMenu")
    menu.setAccessibleName("Log menu")
    menu.setToolTipsVisible(True)
    for title, acts in GROUPS:
        if acts[0].key in _ALONE and not menu.isEmpty():
            menu.addSeparator()
        part = menu.addMenu(title) if title else menu
        for act in acts:
            taken_back = act.also and {"pin": picked.pinned, "recorded": picked.recorded}[act.key]
            said = act.also if taken_back else act.words
            keys = QKeySequence(act.keys).toString(QKeySequence.SequenceFormat.NativeText)
            entry = part.addAction(f"{said}\t{keys}" if keys else said)
            entry.setObjectName(f"log-{act.key}")
            entry.setEnabled(picked.suits(act.needs))
            entry.triggered.connect(lambda _checked=False, key=act.key: do(key))
        if title:
            part.setEnabled(any(picked.suits(act.needs) for act in acts))
    menu.addSeparator()
    menu.addMenu(columns_menu(menu, columns, show_column))
    return menu


def columns_menu(parent: QWidget, columns: Collection[str], show_column: Callable[[str, bool], object]) -> QMenu:
    """Return the menu that chooses columns; the last one stays."""
    menu = QMenu("Columns", parent)
    menu.setAccessibleName("Columns of the log")
    for column in COLUMNS.values():
        entry = menu.addAction(column.about)
        entry.setCheckable(True)
        entry.setChecked(column.key in columns)
        entry.setEnabled(column.key not in columns or len(columns) > 1)
        entry.toggled.connect(lambda on, key=column.key: show_column(key, on))
    return menu
