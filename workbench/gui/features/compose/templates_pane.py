"""Provides the Templates pane: the built-in payloads, which open as new documents."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.layouts import column
from workbench.gui.widgets.parts import list_row, named, title
from workbench.gui.widgets.plain_text import plain_tip
from workbench.payloads import Template


class TemplatesPane(QWidget):
    """A list of payloads to start from.

    Signals:
        template_chosen(str): the key of a template.
    """

    template_chosen = Signal(str)

    def __init__(self, themes: ThemeSource, templates: Sequence[Template]) -> None:
        super().__init__()
        self.setProperty("role", "dock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = QListWidget()
        named(self.list, "Templates", "templates", "Press Enter or click to open a template (Ctrl+1)")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for each in templates:
            item = list_row(each.title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, each.key)
            item.setToolTip(plain_tip(each.note))
        self.list.itemClicked.connect(self._chosen)
        self.list.itemActivated.connect(self._chosen)
        heading = title("Templates", themes.current.title)
        heading.setContentsMargins(10, 0, 0, 0)
        self.setLayout(column(heading, (self.list, 1), spacing=8, margins=(8, 16, 8, 8)))

    def show_current(self, key: str | None) -> None:
        """Select the template that the active document was made from."""
        self.list.setCurrentRow(-1)
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == key:
                self.list.setCurrentRow(row)

    def _chosen(self, item: QListWidgetItem) -> None:
        self.template_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
