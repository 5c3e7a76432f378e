"""From what a person wants of the selected rows to the pane's intents: menu, keys, and the question before a deletion.

Does nothing itself but ask; every intent is a signal of the pane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.log_values import Selection
from workbench.gui.features.log import text
from workbench.gui.features.log.actions import act_of, menu_of
from workbench.gui.features.log.selection import chosen, picked

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeySequence

    from workbench.gui.features.log.inline_prompt import InlinePrompt
    from workbench.gui.features.log.pane import LogPane
    from workbench.gui.features.log.rows import Rows


class ActionMenu:
    """The acts of one pane."""

    def __init__(self, pane: LogPane, rows: Rows) -> None:
        self._pane = pane
        self._rows = rows
        self._inline: InlinePrompt | None = None
        self._asked = Selection()

    def open_menu(self, at: QPoint) -> None:
        """Open the menu at a place of the screen."""
        table = self._rows.table
        menu = menu_of(
            self._pane,
            picked(self._rows.model, table.spans()),
            [column.key for column in self._rows.model.columns],
            self.do,
            table.columns.show_column,
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def by_keys(self, keys: QKeySequence) -> None:
        """Do what these keys stand for, if what is selected suits it."""
        what = picked(self._rows.model, self._rows.table.spans())
        act = act_of(keys, what)
        if act is not None and what.suits(act.needs):
            self.do(act.key)

    def do(self, key: str) -> None:
        """Ask for an act with what is selected."""
        pane, what = self._pane, chosen(self._rows.model, self._rows.shelf, self._rows.table.spans())
        form = key.partition("-")[2]
        match key:
            case "again":
                pane.again_requested.emit(what)
            case "open":
                pane.open_requested.emit(what)
            case "compare-editor":
                pane.compare_with_editor_requested.emit(what)
            case "compare-two":
                pane.compare_requested.emit(what)
            case "note":
                self._ask_note(what)
            case "pin":
                pane.pin_requested.emit(what, not picked(self._rows.model, self._rows.table.spans()).pinned)
            case "recorded":
                pane.recorded_ticked.emit(what, not picked(self._rows.model, self._rows.table.spans()).recorded)
            case "delete":
                self._ask_delete(what)
            case "open-bundle":
                pane.bundle_wanted.emit()
            case "filter":
                pane.strip.take_keyboard()
            case _ if key.startswith("copy-"):
                pane.copy_requested.emit(form, what)
            case _ if key.startswith("save-"):
                pane.save_requested.emit(form, what)

    def current(self) -> Selection:
        """Return the current row alone."""
        row = self._rows.table.currentIndex().row()
        return chosen(self._rows.model, self._rows.shelf, [(row, row)] if row >= 0 else [])

    def on_run(self, act: str, run: str) -> None:
        """Ask for an act with the run that is shown."""
        match act:
            case "pause":
                self._pane.run_pause_requested.emit(run)
            case "resume":
                self._pane.run_resume_requested.emit(run)
            case "cancel":
                self._pane.run_cancel_requested.emit(run)
            case _:
                self._pane.save_requested.emit(act.removeprefix("save-"), self.current())

    def _ask_delete(self, what: Selection) -> None:
        self._asked = what
        count = "1 exchange" if what.count == 1 else f"{what.count:,} exchanges"
        count = count if what.exact else f"at least {count}, each run with all its sends,"
        self._line().ask_delete(f"Delete {count} from the log for good?")

    def _ask_note(self, what: Selection) -> None:
        known, _ = self._rows.current()
        if known is not None:
            self._asked = what
            said = text.marks(known)
            self._line().ask_note(known.note, known.tags, hidden=self._rows.model.hides(known, said))

    def _line(self) -> InlinePrompt:
        """Return the line that asks; it is made when something is asked for the first time."""
        if self._inline is None:
            from workbench.gui.features.log.inline_prompt import InlinePrompt

            self._inline = InlinePrompt()
            self._inline.deleted.connect(lambda: self._pane.delete_requested.emit(self._asked))
            self._inline.noted.connect(lambda note, tags: self._pane.note_edited.emit(self._asked, note, tags))
            self._inline.closed.connect(self._rows.table.setFocus)
            self._pane.put_below(self._inline)
        return self._inline
