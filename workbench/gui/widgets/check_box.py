"""Provides a check box drawn in the theme's colours, so that it is visible in both themes."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox

_BOX = 16


class CheckBox(QCheckBox):
    """A check box with its label."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw box, tick and label."""
        colors = self.palette()
        accent, quiet = colors.color(QPalette.ColorRole.Accent), colors.color(QPalette.ColorRole.PlaceholderText)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _BOX) / 2
        painter.setPen(QPen(accent if self.hasFocus() else quiet, 1))
        painter.setBrush(colors.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(0.5, top + 0.5, _BOX - 1, _BOX - 1), 4, 4)
        if self.isChecked():
            painter.setPen(QPen(accent, 1.8))
            painter.drawPolyline([QPointF(4, top + 8.5), QPointF(7, top + 11.5), QPointF(12, top + 5)])
        painter.setPen(colors.color(QPalette.ColorRole.WindowText))
        label = self.rect().adjusted(_BOX + 8, 0, 0, 0)
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()
