"""Reads everything that a person or a screen reader can read in a window, and the clipboard."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QMimeData, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QClipboard, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from tests.hunt.witness import Witness

_ROLES = (*range(15), *range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 8))
_TEXTS = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
    QAccessible.Text.Accelerator,
)


def look_at_window(witness: Witness) -> None:
    """Record all text of all windows, visible or not, and the accessible text."""
    for widget in QApplication.allWidgets():
        place = f"window: {_name(widget)}"
        for words in _words(widget):
            witness.note(place, words)
    for window in QApplication.topLevelWidgets():
        if not isinstance(window, QMenu) or window.isVisible():
            _listen(QAccessible.queryAccessibleInterface(window), witness)


def look_at_clipboard(witness: Witness) -> None:
    """Record the contents of the clipboard in every format."""
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
        data: QMimeData | None = clipboard.mimeData(mode)
        if data is not None:
            for kind in data.formats():
                witness.note("clipboard", bytes(data.data(kind).data()))


def _name(thing: QObject) -> str:
    parent = thing.parent()
    return thing.objectName() or f"{type(thing).__name__} in {parent.objectName() if parent is not None else 'nothing'}"


def _words(widget: QWidget) -> Iterator[str]:
    yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.objectName())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    yield from _properties(widget)
    yield from (word for action in widget.actions() for word in (action.text(), action.toolTip(), action.statusTip()))
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield from (widget.displayText(), widget.placeholderText(), widget.selectedText())
        case QPlainTextEdit() | QTextEdit():
            yield from (widget.toPlainText(), widget.placeholderText())
        case QGroupBox():
            yield widget.title()
        case QTabBar():
            for place in range(widget.count()):
                yield from (widget.tabText(place), widget.tabToolTip(place), str(widget.tabData(place)))
        case QComboBox():
            yield widget.currentText()
    model: QAbstractItemModel | None = widget.model() if isinstance(widget, QAbstractItemView | QComboBox) else None
    if model is not None:
        yield from _cells(model)


def _properties(widget: QWidget) -> Iterator[str]:
    for name in widget.dynamicPropertyNames():
        try:
            yield str(widget.property(bytes(name.data()).decode()))
        except RuntimeError:
            continue  # one of Qt's own, of a kind that Python has no word for


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    """Return the data of every cell in every role; all models have one level."""
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            for role in _ROLES:
                held = model.data(index, role)
                if held is not None:
                    yield str(held)


def _listen(interface: QAccessibleInterface | None, witness: Witness) -> None:
    if interface is None or not interface.isValid():
        return
    thing: QObject | None = interface.object()
    place = f"accessibility: {'a part' if thing is None else _name(thing)}"
    for kind in _TEXTS:
        witness.note(place, interface.text(kind))
    text = interface.textInterface()
    if text is not None:
        witness.note(place, text.text(0, text.characterCount()))
    for number in range(interface.childCount()):
        _listen(interface.child(number), witness)
