"""What a screen reader is told of a choice: its name, and as its value what is chosen.

On Linux Qt gives what is chosen as the name of a combo box, so that nobody could find it by its name. Owns only
that description; the control itself does everything. No method here may return None: PySide6 ends the process then.
"""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox


class SpokenChoice(QAccessibleWidget):
    """A combo box with a name and a value; its list, and the line that is typed into, are its children."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo, QAccessible.Role.ComboBox)
        self._combo = combo

    def text(self, t: QAccessible.Text) -> str:
        """Return the name, the value or the description."""
        if t is QAccessible.Text.Name:
            return self._combo.accessibleName()
        if t is QAccessible.Text.Value:
            return self._combo.currentText()
        return super().text(t)

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
