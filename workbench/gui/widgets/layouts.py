"""Provides rows and columns of widgets, without the margins and the spacing that Qt adds."""

from typing import Final, TypeAlias, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

STRETCH: Final = -1
"""An item of a row or a column: the space that is left."""

Item: TypeAlias = QWidget | QLayout | int | tuple[QWidget, int] | tuple[QWidget, int, Qt.AlignmentFlag]
"""A widget or a layout, pixels between two of them, or a widget with its stretch factor and its alignment."""

Margins: TypeAlias = tuple[int, int, int, int]
"""The left, top, right and bottom margin, in pixels."""

_Layout = TypeVar("_Layout", bound=QBoxLayout)


def row(*items: Item, spacing: int = 0, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a layout of items beside each other."""
    return _filled(QHBoxLayout(), items, spacing, margins)


def column(*items: Item, spacing: int = 0, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a layout of items below each other."""
    return _filled(QVBoxLayout(), items, spacing, margins)


def box(layout: QLayout) -> QWidget:
    """Return a widget with this layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def clear(layout: QLayout) -> None:
    """Remove the widgets of a layout: they are hidden now and deleted later."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _filled(layout: _Layout, items: tuple[Item, ...], spacing: int, margins: Margins) -> _Layout:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    for item in items:
        if isinstance(item, QWidget):
            layout.addWidget(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        elif isinstance(item, tuple):
            layout.addWidget(*item)
        elif item == STRETCH:
            layout.addStretch(1)
        else:
            layout.addSpacing(item)
    return layout
