"""What a screen reader is told of a choice: its name, and as text what is chosen.

On Linux Qt gives what is chosen as the name of a combo box, so that nobody could find it by its name. Owns only
that description; the control itself does everything.
"""

from functools import cache
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleTextInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox


class SpokenText(QAccessibleTextInterface):
    """What is chosen, as text to read."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__()
        self._combo = combo

    def text(self, startOffset: int, endOffset: int) -> str:  # noqa: N803 - Qt's names
        """Return a part of it."""
        return self._combo.currentText()[startOffset:endOffset]

    def characterCount(self) -> int:  # noqa: N802 - Qt's name
        """Return its length."""
        return len(self._combo.currentText())

    def attributes(self, offset: int) -> object:  # noqa: ARG002
        """Return none: it is plain."""
        return "", 0, self.characterCount()

    def characterRect(self, offset: int) -> QRect:  # noqa: ARG002, N802
        """Return where the control is."""
        return QRect(self._combo.mapToGlobal(QPoint(0, 0)), self._combo.size())

    def offsetAtPoint(self, point: QPoint) -> int:  # noqa: ARG002, N802
        """Return that it is not known."""
        return -1

    def cursorPosition(self) -> int:  # noqa: N802
        """Return the beginning: there is no caret."""
        return 0

    def setCursorPosition(self, position: int) -> None:  # noqa: N802
        """Do nothing: there is no caret."""

    def selectionCount(self) -> int:  # noqa: N802
        """Return that no part of it is selected."""
        return 0

    def selection(self, selectionIndex: int) -> object:  # noqa: ARG002, N803
        """Return no part of it."""
        return 0, 0

    def addSelection(self, startOffset: int, endOffset: int) -> None:  # noqa: N802, N803
        """Do nothing: it is chosen as a whole."""

    def removeSelection(self, selectionIndex: int) -> None:  # noqa: N802, N803
        """Do nothing: it is chosen as a whole."""

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:  # noqa: N802, N803
        """Do nothing: it is chosen as a whole."""

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:  # noqa: N802, N803
        """Do nothing: all of it can be seen."""


class SpokenChoice(QAccessibleWidget):
    """A combo box with a name and a value; its list, and the line that is typed into, are its children."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo, QAccessible.Role.ComboBox)
        self._combo = combo
        self._text = SpokenText(combo)

    def text(self, t: QAccessible.Text) -> str:
        """Return the name, the value or the description."""
        if t is QAccessible.Text.Name:
            return self._combo.accessibleName()
        if t is QAccessible.Text.Value:
            return self._combo.currentText()
        return super().text(t)

    def interface_cast(self, t: QAccessible.InterfaceType) -> Any:  # noqa: ANN401 - Qt's
        """Return the text, too."""
        return self._text if t is QAccessible.InterfaceType.TextInterface else super().interface_cast(t)

    def childCount(self) -> int:  # noqa: N802 - Qt's name
        """Return how many parts there are."""
        return 2 if self._combo.isEditable() else 1

    def child(self, index: int) -> QAccessibleInterface:
        """Return the list, or the line that is typed into."""
        line = self._combo.lineEdit()
        part: QObject = line if index == 1 and line is not None else self._combo.view()
        return QAccessible.queryAccessibleInterface(part)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802 - Qt's name
        """Return which part this is; -1 if it is none."""
        parts = (self._combo.view(), self._combo.lineEdit())
        return next((index for index, part in enumerate(parts) if part is not None and part is child.object()), -1)

    def actionNames(self) -> list[str]:  # noqa: N802 - Qt's name
        """Name what can be done with it."""
        return [self.showMenuAction(), self.pressAction(), *super().actionNames()]

    def doAction(self, actionName: str) -> None:  # noqa: N802, N803 - Qt's names
        """Open the list, or what any control does."""
        if actionName in (self.showMenuAction(), self.pressAction()):
            self._combo.showPopup()
        else:
            super().doAction(actionName)


@cache
def speak(kind: type[QComboBox]) -> None:
    """Have every control of this kind described so from now on."""

    def describe(_name: str, thing: QObject | None) -> QAccessibleInterface | None:
        return SpokenChoice(thing) if isinstance(thing, kind) else None

    QAccessible.installFactory(describe)
