"""What the pages have in common that ask for a pair: nothing missing, no slip passed over, one request at a time.

Such a page is made anew each time and gone when it is closed, so that nothing can bring back what was typed.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QLineEdit

    from workbench.credentials import InputWarning
    from workbench.gui.features.credentials.pair_fields import PairFields

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PairPage(QWidget):
    """A page around the two fields of a pair.

    Signals:
        typed(Secret, Secret, str): the pair as it stands, and the name of the profile it is for.
        closed(): it was given up.
        said(str): why it cannot be done as it is; empty when that no longer holds.
    """

    typed = Signal(object, object, str)
    closed = Signal()
    said = Signal(str)

    def __init__(self, name: str, pair: "PairFields") -> None:
        super().__init__()
        self.about = name
        self.pair = pair
        self._busy = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        pair.typed.connect(self._pair_typed)

    def take_keyboard(self) -> None:
        """Go to the first field."""
        raise NotImplementedError

    def finish(self) -> None:
        """Ask for what the page is there for, as Enter does."""
        raise NotImplementedError

    def show_keyring(self, advice: str, *, usable: bool) -> None:
        """Say whether anything can be kept."""
        raise NotImplementedError

    def show_slips(self, slips: "tuple[InputWarning, ...]") -> None:
        """Show what looks mistyped in the pair; if that is the answer to a request, the keyboard goes there."""
        self.pair.show_slips(slips)
        if self._busy and (slip := self.pair.open_slip()) is not None:
            self._busy = False
            self.pair.take_keyboard(slip)

    def show_idle(self) -> None:
        """Let it be asked for again: the last request was answered."""
        self._busy = False

    def forget(self) -> None:
        """Empty every hidden field for good."""
        self.pair.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses the button that has the keyboard, and finishes everywhere else; Escape leaves."""
        if event.key() in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            focus = QApplication.focusWidget()
            if not isinstance(focus, QAbstractButton):
                self.finish()
            elif isinstance(focus, QPushButton):  # not an eye, which is held
                focus.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def touched(self) -> None:
        """Take back what was said: something was typed."""
        self._busy = False
        self.said.emit("")

    def may_finish(self, needed: "Iterable[tuple[str, QLineEdit]]") -> bool:
        """Say whether it can be asked for now, and count it as asked for.

        What stands in the way is said, and the keyboard moves there: a field that is needed and empty, or the first
        slip that is neither mended nor kept.
        """
        if self._busy:
            return False
        for words, field in needed:
            if not field.text().strip():
                field.setFocus()
                self.said.emit(f"{words} is missing. Nothing was saved; type it, then save again.")
                return False
        if (slip := self.pair.open_slip()) is not None:
            self.pair.take_keyboard(slip)
            self.said.emit(_look_first(slip))
            return False
        self._busy = True
        return True

    def _pair_typed(self) -> None:
        self.touched()
        self.typed.emit(*self.pair.values(), self.about)


def _look_first(slip: "InputWarning") -> str:
    where = {"api_key": "the API key", "secret": "the secret", "both": "the two values"}[slip.field]
    ways = "mend it" if slip.stops else "mend it, or keep it as it is"
    return f"Something about {where} needs a look first: {ways}. Nothing was saved."
