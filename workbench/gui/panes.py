"""All panes of the window, made and put into their places. Knows where each stands and what each is called."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workbench.gui.core.theme import Theme
from workbench.gui.features.compose.documents_pane import DocumentsPane
from workbench.gui.features.compose.templates_pane import TemplatesPane
from workbench.gui.features.credentials import CredentialsPane
from workbench.gui.features.log import LogPane
from workbench.gui.features.send.request_bar import RequestBar
from workbench.gui.features.signature import SignaturePane
from workbench.gui.shell.notice_bar import NoticeBar
from workbench.gui.shell.status_bar import StatusBar
from workbench.gui.shell.window import Window
from workbench.payloads import templates

if TYPE_CHECKING:
    from workbench.redaction.pii import ScreenMask


class Panes:
    """The panes, by name."""

    def __init__(self, window: Window, theme: Theme) -> None:
        self.bar = RequestBar()
        self.notice = NoticeBar()
        self.documents = DocumentsPane(theme)
        self.templates = TemplatesPane(theme, templates())
        self.signature = SignaturePane(theme)
        self.credentials = CredentialsPane(theme)
        self.log = LogPane(theme)
        self.status = StatusBar()
        area = Qt.DockWidgetArea
        window.lay_out(self.bar, self.notice, self.documents)
        window.add_dock("Templates", self.templates, area.LeftDockWidgetArea)
        window.add_dock("Signature", self.signature, area.RightDockWidgetArea)
        window.add_dock("Credentials", self.credentials, area.RightDockWidgetArea, behind="Signature")
        window.add_dock("Log", self.log, area.BottomDockWidgetArea)
        window.setStatusBar(self.status)
        window.share_out()
        # Tab goes from left to right, though the middle was there first.
        QWidget.setTabOrder(self.templates.list, self.documents.tabs)
        QWidget.setTabOrder(self.documents.tabs, self.documents.problems)

    def set_theme(self, theme: Theme) -> None:
        """Give every pane the theme."""
        for pane in (self.bar, self.documents, self.signature, self.credentials, self.log):
            pane.set_theme(theme)

    def wear_mask(self, mask: "ScreenMask | None") -> None:
        """Have every pane hide device ids and addresses; None shows them again."""
        for pane in (self.bar, self.notice, self.documents, self.signature, self.credentials, self.log, self.status):
            pane.wear_mask(mask)
