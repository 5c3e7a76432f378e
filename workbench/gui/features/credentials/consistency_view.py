"""Provides the widgets that check the list of profiles against the keyring and show where they disagree."""

from PySide6.QtWidgets import QLabel, QWidget

from workbench.credentials import Disagreement
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.text import TextLines, announce
from workbench.gui.widgets.layouts import box, clear, column
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.tab_order import follow_in_tab_order

AGREE = "List and keyring agree."


class Check(QWidget):
    """A link that starts the check, and the text that is shown if nothing was found."""

    def __init__(self, intents: Intents) -> None:
        super().__init__()
        self.link = button(
            "Check list against keyring", "link", "keyringCheck", "Check that the keyring holds the listed values"
        )
        self.link.clicked.connect(intents.check_requested)
        self._agree: QLabel = muted(AGREE)
        self._agree.hide()
        self.setLayout(column(self.link, self._agree, spacing=4))

    def show_agreement(self, agree: bool) -> None:
        """Show that list and keyring agree, or hide the text."""
        self._agree.setVisible(agree)
        if agree:
            announce(self._agree, AGREE)


class Findings(QWidget):
    """One message for each disagreement, with a button that repairs it."""

    def __init__(self, intents: Intents) -> None:
        super().__init__()
        self._intents = intents
        self._column = column(spacing=8)
        self.setLayout(self._column)
        self.hide()

    def show_disagreements(self, found: tuple[Disagreement, ...], *, after: QWidget) -> None:
        """Replace what is shown by these disagreements, which follow `after` in the tab order."""
        clear(self._column)
        rows = [self._row(number, each) for number, each in enumerate(found)]
        for row in rows:
            self._column.addWidget(row)
            row.show()
        self.setVisible(bool(found))
        follow_in_tab_order(after, *rows)
        if found:
            announce(self, " ".join(each.says for each in found))

    def _row(self, number: int, each: Disagreement) -> QWidget:
        text = TextLines(f"Disagreement {number + 1}", f"disagreement{number + 1}", "warn")
        text.show_value(f"! {each.says}")
        fix = button(each.fix, "link", f"disagreement{number + 1}Fix", f"{each.fix}: {each.says}")
        fix.clicked.connect(lambda: self._intents.repair_requested.emit(number))
        return box(column(text, fix))
