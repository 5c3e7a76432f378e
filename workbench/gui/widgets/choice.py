"""A choice from a list that opens below it, as the request bar has them. It holds what it is given, and no rule."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem

from workbench.gui.widgets.spoken import speak

_SEPARATOR = 9
"""Height of the row that only parts others, in pixels."""


class _Rows(QStyledItemDelegate):
    """The rows of the open list: as the style sheet has them, with a line where others are parted."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Make the row of a line low."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), _SEPARATOR) if _is_separator(index) else size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row, or a line of one pixel."""
        if not _is_separator(index):
            super().paint(painter, option, index)
            return
        middle = option.rect.center().y()
        painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(option.rect.left() + 8, middle, option.rect.right() - 8, middle)


def _is_separator(index: QModelIndex | QPersistentModelIndex) -> bool:
    # Where `insertSeparator` notes it.
    return bool(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator")


class ComboBox(QComboBox):
    """A choice that only a deliberate act changes: the wheel passes over it, Escape leaves what is being typed.

    Signals:
        escaped(): Escape was pressed while it is edited.
    """

    escaped = Signal()

    def __init__(self) -> None:
        speak(ComboBox)
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(_Rows(self))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Turn the list if it is open; one notch over a closed one must not choose another endpoint."""
        if self.view().isVisible():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Give the text up at Escape."""
        if self.isEditable() and event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)
