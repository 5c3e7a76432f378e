"""All panes of the window, made and put into their places. Knows where each stands and what each is called."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
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


class Panes:
    """The panes, by name."""

    def __init__(self, window: Window, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        self.bar = RequestBar(themes, privacy)
        self.notice = NoticeBar(privacy)
        self.documents = DocumentsPane(themes, privacy)
        self.templates = TemplatesPane(themes, templates())
        self.signature = SignaturePane(themes, privacy)
        self.credentials = CredentialsPane(themes, privacy)
        self.log = LogPane(themes, privacy)
        self.status = StatusBar(privacy)
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
