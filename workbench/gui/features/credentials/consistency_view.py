"""Provides the widgets that check the list of profiles against the keyring and show where they disagree."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.credentials import Disagreement
from workbench.gui.features.credentials.text import TextLines, announce
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.tab_order import follow_in_tab_order

AGREE = "List and keyring agree."


class Check(QWidget):
    """A link that starts the check, and the text that is shown if nothing was found.

    Signals:
        check_requested()
    """

    check_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.link = button(
            "Check list against keyring", "link", "keyringCheck", "Check that the keyring holds the listed values"
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
        """Show that list and keyring agree, or hide the text."""
        self._agree.setVisible(agree)
        if agree:
            announce(self._agree, AGREE)


class Findings(QWidget):
    """One message for each disagreement, with a button that repairs it.

    Signals:
        repair_requested(int): repair the disagreement with this index.
    """

    repair_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_disagreements(self, found: tuple[Disagreement, ...], *, after: QWidget) -> None:
        """Replace what is shown by these disagreements, which follow `after` in the tab order."""
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

    def _row(self, number: int, each: Disagreement) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        text = TextLines(f"Disagreement {number + 1}", f"disagreement{number + 1}", "warn")
        text.show_value(f"! {each.says}")
        column.addWidget(text)
        if each.fix:
            fix = button(each.fix, "link", f"disagreement{number + 1}Fix", f"{each.fix}: {each.says}")
            fix.clicked.connect(lambda: self.repair_requested.emit(number))
            column.addWidget(fix)
        return row
