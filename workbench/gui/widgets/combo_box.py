"""Provides the combo box of the request bar and of forms."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem

from workbench.gui.widgets.accessible_combo_box import install_accessible

_SEPARATOR = 9
"""Height of a separator row, in pixels."""


class _Rows(QStyledItemDelegate):
    """Draws the rows of the open list, with lines as separators."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """Return the size of a row; a separator is low."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), _SEPARATOR) if _is_separator(index) else size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row, or a separator of one pixel."""
        if not _is_separator(index):
            super().paint(painter, option, index)
            return
        middle = option.rect.center().y()
        painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
        painter.drawLine(option.rect.left() + 8, middle, option.rect.right() - 8, middle)


def _is_separator(index: QModelIndex | QPersistentModelIndex) -> bool:
    # As `QComboBox.insertSeparator` marks it.
    return bool(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator")


class ComboBox(QComboBox):
    """A combo box that ignores the wheel while closed, and reports Escape while edited.

    Signals:
        escaped(): Escape was pressed in an editable combo box.
    """

    escaped = Signal()

    def __init__(self) -> None:
        install_accessible(ComboBox)
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(_Rows(self))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scroll the open list; ignore the wheel otherwise, so that it does not choose another endpoint."""
        if self.view().isVisible():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Emit `escaped` on Escape."""
        if self.isEditable() and event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)
