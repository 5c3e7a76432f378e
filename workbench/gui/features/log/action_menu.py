"""Turns menu entries and shortcuts of the log into one signal with the selected rows.

Asks for confirmation before a deletion and for the text of a note; carries out nothing itself.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from workbench.gui.core.log_values import Selection
from workbench.gui.features.log import text
from workbench.gui.features.log.actions import SelectionSummary, action_for, build_menu
from workbench.gui.features.log.inline_prompt import InlinePrompt
from workbench.gui.features.log.rows import Rows
from workbench.gui.features.log.selection import selection_of, summary_of
from workbench.operations.presentation.outcomes import exchange_count


class ActionMenu(QObject):
    """The actions on the rows of one log; `add_below` puts a widget below the rows.

    Signals:
        requested(str, Selection, object): the id of an `Action`, the rows it is about, and its value: whether to set or
            clear for `pin` and `recorded`, `(note, tags)` for `note`, None for the others.
    """

    requested = Signal(str, object, object)

    def __init__(self, rows: Rows, add_below: Callable[[QWidget], None]) -> None:
        super().__init__(rows)
        self._rows = rows
        self._add_below = add_below
        self._prompt: InlinePrompt | None = None
        self._prompt_selection = Selection()

    def open_menu(self, at: QPoint) -> None:
        """Open the menu at a screen position."""
        table = self._rows.table
        keys = [column.key for column in self._rows.model.columns]
        menu = build_menu(table, self._summary(), keys, self.trigger, table.columns.show_column)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def trigger_shortcut(self, keys: QKeySequence) -> None:
        """Trigger the action of a shortcut if the selection fits it."""
        summary = self._summary()
        action = action_for(keys, summary)
        if action is not None and summary.suits(action.needs):
            self.trigger(action.id)

    def trigger(self, action: str) -> None:
        """Request an action for the selected rows, after a question where it needs one."""
        selection = selection_of(self._rows.model, self._rows.unsaved, self._rows.table.selected_ranges())
        match action:
            case "note":
                self._ask_note(selection)
            case "delete":
                self._ask_delete(selection)
            case "pin":
                self.requested.emit(action, selection, not self._summary().pinned)
            case "recorded":
                self.requested.emit(action, selection, not self._summary().recorded)
            case _:
                self.requested.emit(action, selection, None)

    def current(self) -> Selection:
        """Return a selection of the current row alone."""
        row = self._rows.table.currentIndex().row()
        return selection_of(self._rows.model, self._rows.unsaved, [(row, row)] if row >= 0 else [])

    def _summary(self) -> SelectionSummary:
        return summary_of(self._rows.model, self._rows.table.selected_ranges())

    def _ask_delete(self, selection: Selection) -> None:
        self._prompt_selection = selection
        count = exchange_count(selection.count)
        count = count if selection.exact else f"at least {count}, each run with all its sends,"
        self._show_prompt().ask_delete(f"Permanently delete {count} from the log?")

    def _ask_note(self, selection: Selection) -> None:
        record, _ = self._rows.current()
        if record is not None:
            self._prompt_selection = selection
            hidden = self._rows.model.is_masked(record, text.tags_and_note(record))
            self._show_prompt().ask_note(record.note, record.tags, hidden=hidden)

    def _show_prompt(self) -> InlinePrompt:
        """Return the prompt, created at its first use."""
        if self._prompt is None:
            self._prompt = InlinePrompt()
            self._prompt.delete_confirmed.connect(lambda: self.requested.emit("delete", self._prompt_selection, None))
            self._prompt.note_saved.connect(
                lambda note, tags: self.requested.emit("note", self._prompt_selection, (note, tags))
            )
            self._prompt.closed.connect(self._rows.table.setFocus)
            self._add_below(self._prompt)
        return self._prompt
