"""Provides the list of profiles: grouped by client, with badges, and filtered as the user types."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from workbench.gui.core.state import ProfileChoice
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.profile_rows import Row, rows
from workbench.gui.widgets.parts import ROW, is_enter, list_row, named
from workbench.gui.widgets.plain_text import plain_tip

_TITLE, _BADGE, _IN_USE = (Qt.ItemDataRole.UserRole + number for number in (1, 2, 3))
_NAME = Qt.ItemDataRole.UserRole
_MOST_ROWS = 8
_IN_USE_TEXT = "✓ in use"


class _Rows(QStyledItemDelegate):
    """Draws a row: title, badge and mark; or the header of a group."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002, N802
        """Return the same height for every row."""
        return QSize(0, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the background of the style sheet, then the text."""
        background = QStyleOptionViewItem(option)
        self.initStyleOption(background, index)
        text, background.text = background.text, ""
        style = background.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, background, painter, background.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside: QRect = option.rect.adjusted(8, 0, -8, 0)
        title = index.data(_TITLE)
        painter.setFont(self._themes.current.text)
        if title is None:
            self._draw(painter, inside.adjusted(0, 4, 0, 0), text, "muted", self._themes.current.title)
            painter.restore()
            return
        if index.data(_IN_USE):
            width = painter.fontMetrics().horizontalAdvance(_IN_USE_TEXT)
            self._draw(painter, inside.adjusted(inside.width() - width, 0, 0, 0), _IN_USE_TEXT, "good")
            inside.adjust(0, 0, -width - 8, 0)
        if badge := index.data(_BADGE):
            painter.setFont(self._themes.current.title)
            badge_width = painter.fontMetrics().horizontalAdvance(badge) + 16
            painter.setFont(self._themes.current.text)
            width = painter.fontMetrics().horizontalAdvance(title) + 8
            left = inside.left() + min(width, inside.width() - badge_width)
            pill = QRect(left, inside.center().y() - 8, badge_width, 18)
            self._pill(painter, pill, badge)
            inside.setRight(pill.left() - 8)
        self._draw(painter, inside, title, "text")
        painter.restore()

    def _draw(self, painter: QPainter, where: QRect, text: str, role: str, font: QFont | None = None) -> None:
        painter.setFont(font or self._themes.current.text)
        painter.setPen(self._themes.current.color(role))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, where.width())
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _pill(self, painter: QPainter, where: QRect, text: str) -> None:
        painter.setFont(self._themes.current.title)
        painter.setPen(QPen(self._themes.current.color("warn"), 1))
        painter.drawRoundedRect(where.adjusted(0, 0, -1, -1), 8, 8)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, text)


class ProfileList(QListWidget):
    """All profiles, or those that match the filter.

    Signals:
        selected(ProfileChoice | None): the selection has changed.
    """

    selected = Signal(object)

    def __init__(self, intents: Intents, themes: ThemeSource) -> None:
        super().__init__()
        self._intents = intents
        tip = "Enter or click signs with this profile; F2 edits it, Del deletes it (Ctrl+5)"
        named(self, "Credentials", "credentials", tip)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._delegate = _Rows(themes)
        self.setItemDelegate(self._delegate)
        themes.theme_changed.connect(self.viewport().update)
        self._choices: tuple[ProfileChoice, ...] = ()
        self._rows: list[Row] = []
        self._in_use = ""
        self._filter = ""
        self._next = ""
        self.itemClicked.connect(self._choose)
        self.currentItemChanged.connect(lambda *_: self.selected.emit(self.current()))

    def current(self) -> ProfileChoice | None:
        """Return the selected profile."""
        row = self.currentRow()
        return self._rows[row].choice if 0 <= row < len(self._rows) else None

    def show_profiles(self, choices: Sequence[ProfileChoice], chosen: str) -> None:
        """Show the profiles, and which one signs; the selection stays where it was, or near it."""
        before = self.current()
        names = {choice.name for choice in choices}
        wanted = before.name if before and chosen == self._in_use else chosen
        if before and before.name not in names:
            wanted = ""
        if self._next in names:
            wanted, self._next = self._next, ""
        self._choices, self._in_use = tuple(choices), chosen
        self._build(wanted)

    def select(self, name: str) -> None:
        """Select a profile, or do so as soon as the list has it."""
        if any(choice.name == name for choice in self._choices):
            self._build(name)
        else:
            self._next = name

    def filter(self, wanted: str) -> None:
        """Show only the profiles that match these words."""
        before = self.current()
        self._filter = wanted
        self._build(before.name if before else self._in_use)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the profile on Enter."""
        item = self.currentItem()
        if is_enter(event) and item is not None:
            self._choose(item)
            return
        super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem) -> None:
        if (name := item.data(_NAME)) is not None:
            self._intents.profile_chosen.emit(name)

    def _build(self, wanted: str) -> None:
        near = self.currentRow()
        with QSignalBlocker(self):
            self.clear()
            self._rows = rows(self._choices, self._filter)
            for row in self._rows:
                self._add(row)
            self.setCurrentRow(self._row_of(wanted, near))
            self.setFixedHeight(min(max(len(self._rows), 1), _MOST_ROWS) * ROW)
        self.selected.emit(self.current())

    def _add(self, row: Row) -> None:
        if row.choice is None:
            item = list_row(row.header, self)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            return
        choice = row.choice
        text = f"{choice.title}   {choice.badge}" if choice.badge else choice.title
        in_use = choice.name == self._in_use
        item = list_row(f"{text}   {_IN_USE_TEXT}" if in_use else text, self)
        item.setData(_NAME, choice.name)
        item.setData(_TITLE, choice.title)
        item.setData(_BADGE, choice.badge)
        item.setData(_IN_USE, in_use)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text}{', in use' if in_use else ''}")
        item.setToolTip(plain_tip(choice.detail))

    def _row_of(self, wanted: str, near: int) -> int:
        """Return the row of this profile, or the nearest row that is not a header."""
        profiles = [number for number, row in enumerate(self._rows) if row.choice is not None]
        for number in profiles:
            choice = self._rows[number].choice
            if choice is not None and choice.name == wanted:
                return number
        return min(profiles, key=lambda number: (abs(number - near), -number), default=-1)
