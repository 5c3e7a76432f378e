"""Where the list of profiles and the keyring disagree: what was found, and the link that looks for it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.gui.features.credentials.text import TextLines, announce
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.tab_order import follow_in_tab_order

if TYPE_CHECKING:
    from workbench.credentials import Disagreement

AGREE = "List and keyring agree."


class Check(QWidget):
    """A link that looks for disagreements, and the words when there is none.

    Signals:
        check_requested()
    """

    check_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.link = button(
            "Check list against keyring", "link", "keyringCheck", "See whether the keyring holds what the list says"
        )
        self.link.clicked.connect(self.check_requested)
        self._agree: QLabel = muted(AGREE)
        self._agree.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.link)
        column.addWidget(self._agree)

    def show_agreement(self, agree: bool) -> None:
        """Say that all is well, or say nothing."""
        self._agree.setVisible(agree)
        if agree:
            announce(self._agree, AGREE)


class Findings(QWidget):
    """A sentence for each disagreement, and the button that mends it.

    Signals:
        repair_requested(int): mend this one.
    """

    repair_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_disagreements(self, found: "tuple[Disagreement, ...]", *, after: QWidget) -> None:
        """Show these, and nothing else; Tab reaches them after `after`."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        rows = [self._row(number, each) for number, each in enumerate(found)]
        for row in rows:
            self._column.addWidget(row)
            row.show()
        self.setVisible(bool(found))
        follow_in_tab_order(after, *rows)
        if found:
            announce(self, " ".join(each.says for each in found))

    def _row(self, number: int, each: "Disagreement") -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        words = TextLines(f"Disagreement {number + 1}", f"disagreement{number + 1}", "warn")
        words.show_value(f"! {each.says}")
        column.addWidget(words)
        if each.fix:
            mend = button(each.fix, "link", f"disagreement{number + 1}Mend", f"{each.fix}: {each.says}")
            mend.clicked.connect(lambda: self.repair_requested.emit(number))
            column.addWidget(mend)
        return row
