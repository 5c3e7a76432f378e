"""One tab of an exchange: a text to read, with room for a line above and a line below it.

Paints runs of words in the theme's colours; words come from elsewhere. What is long is painted once it is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QShowEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench.gui.widgets.parts import button

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.log.bodies import Run

_AT_ONCE = 20_000
"""Characters of a text that are painted though nobody looks."""

_LONG_WORD = 10_000
"""Characters without a blank beyond which lines end anywhere: to look for a place costs the square of its length."""


class Text(QPlainTextEdit):
    """A text of several colours, read-only."""

    def __init__(
        self, themes: ThemeSource, name: str, object_name: str, about: str, empty: str, *, mono: bool = True
    ) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self._repaint)
        self._runs: list[Run] = []
        self._is_painted = True
        self.setReadOnly(True)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(about)
        self.setProperty("role", "pane")
        if mono:
            self.setProperty("face", "mono")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(12)
        self.setPlaceholderText(empty)
        self.setTabStopDistance(96)

    @property
    def runs(self) -> list[Run]:
        """What it shows."""
        return self._runs

    def show_runs(self, runs: list[Run], *, stay: bool = False) -> None:
        """Show other words; `stay` keeps the place that is read."""
        if stay and runs == self._runs:
            return  # who reads or selects there is left in peace
        self._runs = runs
        if not self.isVisible() and sum(len(words) for words, _dye in runs) > _AT_ONCE:
            self.clear()
            self._is_painted = False
        elif stay:
            self._repaint()
        else:
            self._paint()

    def toPlainText(self) -> str:  # noqa: N802 - Qt's name
        """Return the text, painted or not."""
        if not self._is_painted:
            self._paint()
        return super().toPlainText()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Paint what was too long to be painted unseen."""
        if not self._is_painted:
            self._paint()
        super().showEvent(event)

    def _repaint(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        place = across.value(), down.value()
        self._paint()
        across.setValue(place[0])
        down.setValue(place[1])

    def _paint(self) -> None:
        self._is_painted = True
        self.clear()
        longest = max(map(len, "".join(words for words, _dye in self._runs).split()), default=0)
        mode = QTextOption.WrapMode
        self.setWordWrapMode(mode.WrapAnywhere if longest > _LONG_WORD else mode.WrapAtWordBoundaryOrAnywhere)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        inks: dict[str, QTextCharFormat] = {}
        for words, dye in self._runs:
            if dye not in inks:
                inks[dye] = QTextCharFormat()
                inks[dye].setForeground(self._color(dye))
            cursor.insertText(words, inks[dye])
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _color(self, dye: str) -> QColor:
        kind, _, phase = dye.partition(" ")
        if kind != "phase":
            return self._themes.current.color(dye)
        from workbench.gui.features.log.charts import phase_color  # drawings come with the first answer

        return phase_color(self._themes.current, phase)


class Forms(QWidget):
    """A choice of one of a few words: how a body is shown.

    Signals:
        chosen(str): another one.
    """

    chosen = Signal(str)

    def __init__(self, of: str, object_name: str, forms: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for form, tip in forms:
            made = button(form, "choice", f"{object_name}-{form}", tip)
            made.setAccessibleName(f"{of} {form}")
            made.setAccessibleDescription(tip)
            made.setCheckable(True)
            made.setChecked(form == forms[0][0])
            made.clicked.connect(lambda _checked=False, form=form: self._choose(form))
            self.buttons.append(made)
            row.addWidget(made)

    def _choose(self, form: str) -> None:
        # Not a QButtonGroup: in one of those Tab stops at a single button.
        for each in self.buttons:
            each.setChecked(each.text() == form)
        self.chosen.emit(form)


class TextPage(QWidget):
    """A text, and lines that are put above and below it once there is something to show.

    The text is made, by `make`, when it is first seen or first has something to show; Tab comes to it from `before`.
    """

    def __init__(self, make: Callable[[], Text], before: QWidget) -> None:
        super().__init__()
        self._make = make
        self._before = before
        self._text: Text | None = None
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._above: list[QWidget] = []

    @property
    def text(self) -> Text:
        """The text."""
        if self._text is None:
            self._text = self._make()
            self._column.insertWidget(len(self._above), self._text, 1)
            QWidget.setTabOrder(self._before, self._text)
        return self._text

    def show_runs(self, runs: list[Run], *, stay: bool = False) -> None:
        """Show other words, as the text does; there need be none yet to show nothing."""
        if runs or self._text is not None:
            self.text.show_runs(runs, stay=stay)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Have the text that is to be seen."""
        self.text.show()
        super().showEvent(event)

    def put_above(self, part: QWidget) -> None:
        """Put a part above the text, below those that are there."""
        self._column.insertWidget(len(self._above), part)
        self._above.append(part)
        part.show()  # in a page that is visible already it would not be, for a moment
        QWidget.setTabOrder(part, self.text)

    def show_above(self, shown: bool) -> None:
        """Show the parts above the text, or hide them while there is nothing they could speak of."""
        for part in self._above:
            part.setVisible(shown)

    def put_below(self, part: QWidget) -> None:
        """Put a part below the text."""
        self._column.addWidget(part)
        part.show()
