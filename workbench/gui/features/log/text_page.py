"""One tab of the exchange details: a coloured read-only text, with optional widgets above and below it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QShowEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.charts import phase_color
from workbench.gui.widgets.parts import button
from workbench.operations.presentation import Span

_MAX_HIDDEN = 20_000
"""Characters; a longer text in a hidden tab is inserted when the tab is shown."""

_LONG_WORD = 10_000
"""Characters without a space beyond which lines wrap anywhere: Qt's search for a break takes quadratic time."""


class Text(QPlainTextEdit):
    """A read-only text of several colours."""

    def __init__(
        self, themes: ThemeSource, name: str, object_name: str, description: str, placeholder: str, *, mono: bool = True
    ) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self._insert_again)
        self._spans: list[Span] = []
        self._is_inserted = True
        self.setReadOnly(True)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setProperty("role", "pane")
        if mono:
            self.setProperty("face", "mono")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(12)
        self.setPlaceholderText(placeholder)
        self.setTabStopDistance(96)

    @property
    def spans(self) -> list[Span]:
        """The spans that are shown."""
        return self._spans

    def show_spans(self, spans: list[Span], *, keep_position: bool = False) -> None:
        """Show other spans; `keep_position` keeps the scroll position."""
        if keep_position and spans == self._spans:
            return  # keeps the selection too
        self._spans = spans
        if not self.isVisible() and sum(len(words) for words, _role in spans) > _MAX_HIDDEN:
            self.clear()
            self._is_inserted = False
        elif keep_position:
            self._insert_again()
        else:
            self._insert()

    def toPlainText(self) -> str:  # noqa: N802 - Qt's name
        """Return the text, also if it is not inserted yet."""
        if not self._is_inserted:
            self._insert()
        return super().toPlainText()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Insert a text that was too long for a hidden tab."""
        if not self._is_inserted:
            self._insert()
        super().showEvent(event)

    def _insert_again(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        position = across.value(), down.value()
        self._insert()
        across.setValue(position[0])
        down.setValue(position[1])

    def _insert(self) -> None:
        self._is_inserted = True
        self.clear()
        longest = max(map(len, "".join(words for words, _role in self._spans).split()), default=0)
        mode = QTextOption.WrapMode
        self.setWordWrapMode(mode.WrapAnywhere if longest > _LONG_WORD else mode.WrapAtWordBoundaryOrAnywhere)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        formats: dict[str, QTextCharFormat] = {}
        for words, role in self._spans:
            if role not in formats:
                formats[role] = QTextCharFormat()
                formats[role].setForeground(self._color(role))
            cursor.insertText(words, formats[role])
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _color(self, role: str) -> QColor:
        kind, _, phase = role.partition(" ")
        if kind != "phase":
            return self._themes.current.color(role)
        return phase_color(self._themes.current, phase)


class FormatButtons(QWidget):
    """Buttons to choose how a body is shown.

    Signals:
        chosen(str): another format.
    """

    chosen = Signal(str)

    def __init__(self, of: str, object_name: str, names: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for name, tip in names:
            made = button(name, "choice", f"{object_name}-{name}", tip)
            made.setAccessibleName(f"{of} {name}")
            made.setAccessibleDescription(tip)
            made.setCheckable(True)
            made.setChecked(name == names[0][0])
            made.clicked.connect(lambda _checked=False, name=name: self._choose(name))
            self.buttons.append(made)
            row.addWidget(made)

    def _choose(self, name: str) -> None:
        # Not a QButtonGroup: Tab would stop at one of its buttons only.
        for each in self.buttons:
            each.setChecked(each.text() == name)
        self.chosen.emit(name)


class TextPage(QWidget):
    """A text with widgets above and below it.

    The text is created by `make` when it is first shown or first has content; it follows `before` in the tab order.
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
        """The text widget."""
        if self._text is None:
            self._text = self._make()
            self._column.insertWidget(len(self._above), self._text, 1)
            QWidget.setTabOrder(self._before, self._text)
        return self._text

    def show_spans(self, spans: list[Span], *, keep_position: bool = False) -> None:
        """Show other spans, as `Text.show_spans` does."""
        if spans or self._text is not None:
            self.text.show_spans(spans, keep_position=keep_position)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Create the text."""
        self.text.show()
        super().showEvent(event)

    def add_above(self, widget: QWidget) -> None:
        """Add a widget above the text."""
        self._column.insertWidget(len(self._above), widget)
        self._above.append(widget)
        widget.show()  # a child added to a visible page is hidden at first
        QWidget.setTabOrder(widget, self.text)

    def set_above_visible(self, shown: bool) -> None:
        """Show or hide the widgets above the text."""
        for widget in self._above:
            widget.setVisible(shown)

    def add_below(self, widget: QWidget) -> None:
        """Add a widget below the text."""
        self._column.addWidget(widget)
        widget.show()
