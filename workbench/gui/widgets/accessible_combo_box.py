"""Provides the accessible interface of combo boxes: their own name, and the current text as value.

On Linux Qt reports the current text as the name of a combo box, so that it cannot be found by its name. No method here
may return None: PySide6 would abort the process.
"""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox


class AccessibleComboBox(QAccessibleWidget):
    """A combo box with a name and a value; its list and its line edit are its children."""

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
        """Return the number of children."""
        return 2 if self._combo.isEditable() else 1

    def child(self, index: int) -> QAccessibleInterface:
        """Return the list, or the line edit."""
        line = self._combo.lineEdit()
        part: QObject = line if index == 1 and line is not None else self._combo.view()
        return QAccessible.queryAccessibleInterface(part)

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802 - Qt's name
        """Return the index of a child, -1 for any other object."""
        parts = (self._combo.view(), self._combo.lineEdit())
        return next((index for index, part in enumerate(parts) if part is not None and part is child.object()), -1)

    def actionNames(self) -> list[str]:  # noqa: N802 - Qt's name
        """Return the names of the actions."""
        return [self.showMenuAction(), self.pressAction(), *super().actionNames()]

    def doAction(self, actionName: str) -> None:  # noqa: N802, N803 - Qt's names
        """Open the list, or do the default action."""
        if actionName in (self.showMenuAction(), self.pressAction()):
            self._combo.showPopup()
        else:
            super().doAction(actionName)


@cache
def install_accessible(kind: type[QComboBox]) -> None:
    """Use this interface for every control of a class from now on."""

    def create(_name: str, control: QObject | None) -> QAccessibleInterface | None:
        return AccessibleComboBox(control) if isinstance(control, kind) else None

    QAccessible.installFactory(create)
