"""Where the list of profiles and the keyring disagree: a sentence for each, and the button that mends it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.gui.credentials.tab_order import follow_in_tab_order
from workbench.gui.credentials.words import Words
from workbench.gui.widgets.parts import button, muted

if TYPE_CHECKING:
    from workbench.credentials import Disagreement

AGREE = "List and keyring agree."


class Disagreements(QWidget):
    """A link that looks for them, and what was found.

    Signals:
        check_requested()
        repair_requested(int): mend this one.
    """

    check_requested = Signal()
    repair_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.check = button(
            "Check list against keyring", "link", "keyringCheck", "See whether the keyring holds what the list says"
        )
        self.check.clicked.connect(self.check_requested)
        self._agree: QLabel = muted(AGREE)
        self._agree.hide()
        self._found = QVBoxLayout()
        self._found.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.check)
        column.addWidget(self._agree)
        column.addLayout(self._found)

    def show_disagreements(self, found: "tuple[Disagreement, ...]", *, checked: bool) -> None:
        """Show these; after a check without any, say so."""
        while (item := self._found.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._agree.setVisible(checked and not found)
        rows = [self._row(number, each) for number, each in enumerate(found)]
        for row in rows:
            self._found.addWidget(row)
            row.show()
        follow_in_tab_order(self.check, *rows)

    def _row(self, number: int, each: "Disagreement") -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = Words(f"Disagreement {number + 1}", f"disagreement{number + 1}", "warn")
        words.show_value(f"! {each.says}")
        column.addWidget(words)
        if each.mend:
            mend = button(each.mend, "link", f"disagreement{number + 1}Mend", f"{each.mend}: {each.says}")
            mend.clicked.connect(lambda: self.repair_requested.emit(number))
            column.addWidget(mend)
        return row
