"""Provides the base class of the pages that ask for a pair: required fields, input warnings, one request at a time.

A page is created each time it is opened and deleted when it is closed, so that no typed value can be restored.
"""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QWidget

from workbench.credentials.input_warnings import InputWarning
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.pair_fields import PairFields
from workbench.gui.widgets.parts import is_enter


class PairPage(QWidget):
    """A page around the two fields of a pair.

    Signals:
        closed(): the page was cancelled.
        problem_changed(str): why the page cannot be submitted; empty when that no longer applies.
    """

    closed = Signal()
    problem_changed = Signal(str)

    def __init__(self, name: str, pair: PairFields, intents: Intents) -> None:
        super().__init__()
        self.profile_name = name
        self.pair = pair
        self.intents = intents
        self._busy = False
        pair.typed.connect(self._pair_typed)

    def take_focus(self) -> None:
        """Focus the first field."""
        raise NotImplementedError

    def finish(self) -> None:
        """Submit the page, as Enter does."""
        raise NotImplementedError

    def show_keyring(self, advice: str, *, usable: bool) -> None:
        """Show whether values can be stored in the keyring."""
        raise NotImplementedError

    def show_input_warnings(self, warnings: tuple[InputWarning, ...]) -> None:
        """Show the input warnings; if they are the answer to a request, focus the first one."""
        self.pair.show_input_warnings(warnings)
        if self._busy and (warning := self.pair.open_warning()) is not None:
            self._busy = False
            self.pair.take_focus(warning)

    def show_idle(self) -> None:
        """Allow another request: the last one was answered."""
        self._busy = False

    def forget(self) -> None:
        """Clear every hidden field and its undo history."""
        self.pair.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Submit on Enter, or press the focused button; close on Escape."""
        if is_enter(event):
            focus = QApplication.focusWidget()
            if not isinstance(focus, QAbstractButton):
                self.finish()
            elif isinstance(focus, QPushButton):  # not a reveal button, which is held down
                focus.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def touched(self) -> None:
        """Withdraw the message: something was typed."""
        self._busy = False
        self.problem_changed.emit("")

    def may_finish(self, needed: Iterable[tuple[str, QLineEdit]]) -> bool:
        """Return whether the page can be submitted now; if so, it counts as submitted.

        Otherwise show why and focus the cause: a required field that is empty, or the first warning that is neither
        fixed nor accepted.
        """
        if self._busy:
            return False
        for label, field in needed:
            if not field.text().strip():
                field.setFocus()
                self.problem_changed.emit(f"{label} is missing. Nothing was saved; type it, then save again.")
                return False
        if (warning := self.pair.open_warning()) is not None:
            self.pair.take_focus(warning)
            self.problem_changed.emit(_unanswered(warning))
            return False
        self._busy = True
        return True

    def _pair_typed(self) -> None:
        self.touched()
        self.intents.typed.emit(*self.pair.values(), self.profile_name)


def _unanswered(warning: InputWarning) -> str:
    where = {"api_key": "the API key", "secret": "the secret", "both": "the two values"}[warning.field]
    choices = "Fix it" if warning.stops else "Fix it or keep it"
    return f"There is an input warning for {where}. {choices}, then save again. Nothing was saved."
