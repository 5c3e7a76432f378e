"""Composes the window: core services, shell and features.

`FEATURES` is the only list of features. Features do not import each other; they communicate by signals of the core.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.clipboard import Clipboard
from workbench.gui.core.commands import Commands, MenuGroup
from workbench.gui.core.crash_reports import CrashReports
from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.exchanges import Exchanges
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.mask_updates import MaskUpdater
from workbench.gui.core.notices import Notices
from workbench.gui.core.profile_usage import ProfileUsage
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import Session
from workbench.gui.core.settings_writer import SettingsWriter
from workbench.gui.core.shown_names import ShownNames
from workbench.gui.core.state import Document
from workbench.gui.core.status import Status
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.theme import ThemeSource, apply_theme, mode_for, theme
from workbench.gui.core.transport_settings import TransportController
from workbench.gui.feature import Context, Feature
from workbench.gui.features.compose import feature as compose
from workbench.gui.features.credentials import feature as credentials
from workbench.gui.features.log import feature as log
from workbench.gui.features.repeat import feature as repeat
from workbench.gui.features.send import feature as send
from workbench.gui.features.signature import feature as signature
from workbench.gui.features.transport import feature as transport
from workbench.gui.shell.feature_host import FeatureHost
from workbench.gui.shell.first_paint import FirstPaint
from workbench.gui.shell.notice_bar import NoticeBar
from workbench.gui.shell.status_bar import StatusBar
from workbench.redaction import Secret, redact
from workbench.workspace.settings import as_setting

FEATURES: tuple[Feature[Any], ...] = (
    repeat.FEATURE,
    transport.FEATURE,
    send.FEATURE,
    compose.TEMPLATES,
    compose.FEATURE,
    signature.FEATURE,
    credentials.FEATURE,
    log.FEATURE,
)
"""All features, in the order of placement and of the Tab key."""

_THEMES = (("system", "System"), ("light", "Light"), ("dark", "Dark"))


class App(QObject):
    """The running application: one window with its services and features.

    Signals:
        idle(): the window is painted, and the sandbox accepts connections.
    """

    idle = Signal()

    def __init__(
        self,
        application: QApplication,
        first_paint: FirstPaint | None = None,
        crash_reports: CrashReports | None = None,
        features: Sequence[Feature[Any]] = FEATURES,
    ) -> None:
        super().__init__(application)
        first_paint = first_paint or FirstPaint(application)
        self._application = application
        self._saved = first_paint.settings
        self._theme = self._saved.theme
        self.window = first_paint.window
        self.crash_reports = crash_reports or CrashReports(self)
        self.tasks = Tasks(self)
        self.session = Session(self.tasks, self)
        self.session.last_folder = self._saved.last_folder
        self.notices = Notices(self)
        self.profiles = ActiveProfile(self.tasks, self.notices, self)
        self.transport = TransportController(self.session, self.profiles, self.notices, self._saved.transport, self)
        self.sandbox = EmbeddedSandbox(self.tasks, self)
        self.exchanges = Exchanges(self)
        failed = self.exchanges.history_failed
        self.history = HistoryGateway(lambda text: self.tasks.post(lambda: failed.emit(text)))
        self.commands = Commands(self.window)
        self._settings = SettingsWriter(
            first_paint.store, lambda text: self.tasks.post(lambda: self.notices.warn(text))
        )
        self.status = Status(self)
        self.clipboard = Clipboard(self)
        self.themes = ThemeSource(first_paint.theme, self)
        self.privacy = ScreenPrivacy(self)
        self.masks = MaskUpdater(self.session, self.tasks, self.privacy, self)
        self.names = ShownNames(self.session, self.profiles, self.masks, self.privacy, self)
        self.profile_usage = ProfileUsage(self.profiles, self.tasks, self.notices)
        self.notice_bar = NoticeBar(self.notices, self.privacy)
        self.status_bar = StatusBar(self.status, self.session, self.profiles, self.privacy)
        self.window.setStatusBar(self.status_bar)
        self._connect()
        self.masks.switch(self._saved.masked)
        self.features = FeatureHost(features, self._context(), self.window, self.notice_bar)
        self.window.may_close = self.features.may_close
        self._add_commands()

    def start(self, files: Sequence[Path] = (), *, profile: str = "") -> None:
        """Restore the documents, open `files`, and show the window.

        `profile` is the name of the profile to use instead of the last one; if it does not exist, a notice is shown.
        """
        self.profiles.start(self._saved.profile, named=profile)
        self.features.start(files)
        for note in (*self._settings.notes, *self.transport.notes):
            self.notices.warn(note)
        self.window.restore_docks(self._saved.window_state, self.features.tabs_tip())
        self.commands.run("compose.show")
        self.window.painted.connect(self._become_idle, Qt.ConnectionType.QueuedConnection)
        self.window.show()
        self.window.emit_when_painted()

    def close(self) -> None:
        """Save the settings that this window has changed, and stop all tasks."""
        geometry, state = self.window.layout_state()
        endpoint = self.session.endpoint
        is_harmless = redact(endpoint.url) == endpoint.url  # a URL that contains a key is not saved
        last = {
            "window_geometry": geometry,
            "window_state": state,
            "profile": self.profiles.name_to_save,
            "endpoint": endpoint.key if endpoint.key != "custom" else endpoint.url if is_harmless else "sandbox",
            "last_folder": self.session.last_folder,
        }
        changed: dict[str, object] = {name: last[name] for name in last if last[name] != getattr(self._saved, name)}
        if changed:  # only these: another window may have changed others
            self._settings.change(**changed)
        self.features.close()
        self.window.hide()  # before waiting, for a moment, for what is still being saved
        self._settings.finish()
        self.tasks.close()
        self.sandbox.close()
        self.history.close()  # after the tasks, so that their exchanges are recorded
        self.clipboard.close()

    def choose_theme(self, setting: str) -> None:
        """Use the theme `light`, `dark` or `system`, and save the choice."""
        self._theme = as_setting(setting)
        self._settings.change(theme=self._theme)
        self._use_theme()

    def switch_mask(self) -> None:
        """Turn *Mask for screen-sharing* on or off."""
        on = not self.masks.on
        self.masks.switch(on)
        self.commands.set_checked("window.mask", on)
        self._settings.change(masked=on)  # at once, also in case of a crash

    def _context(self) -> Context:
        return Context(
            window=self.window,
            settings=self._settings,
            saved=self._saved,
            tasks=self.tasks,
            session=self.session,
            profiles=self.profiles,
            profile_usage=self.profile_usage,
            transport=self.transport,
            sandbox=self.sandbox,
            history=self.history,
            exchanges=self.exchanges,
            commands=self.commands,
            notices=self.notices,
            status=self.status,
            clipboard=self.clipboard,
            themes=self.themes,
            privacy=self.privacy,
            masks=self.masks,
            names=self.names,
            set_badge=lambda _text: None,
            hide=lambda: None,
        )

    def _connect(self) -> None:
        notices, profiles, session = self.notices, self.profiles, self.session
        self.window.closing.connect(self.close)
        self.names.front_changed.connect(self._show_title)
        self.notice_bar.focus_returned.connect(lambda: self.commands.run("compose.show"))
        self.clipboard.message.connect(self.status.message)
        self.crash_reports.notice_posted.connect(notices.show)
        self.crash_reports.copy_requested.connect(self.clipboard.copy)
        self.transport.settings_changed.connect(lambda host, text: self._settings.change(transport={host: text}))
        session.draft_changed.connect(self.masks.update_later)
        profiles.credentials_changed.connect(session.use_credentials)
        profiles.credentials_changed.connect(self.masks.update_later)
        profiles.sandbox_pair_changed.connect(self.sandbox.set_pair)
        profiles.copy_requested.connect(self._copy_secret)
        profiles.values_missing.connect(self._check_profile)
        profiles.keyring_calls.waiting_changed.connect(
            lambda waiting: self.commands.set_enabled("credentials.stop-waiting", waiting)
        )
        self._application.applicationStateChanged.connect(profiles.reload_when_active)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._use_theme)

    def _add_commands(self) -> None:
        add = self.commands.add
        add("window.notification", "Focus notification", MenuGroup.GO, self.notice_bar.take_focus, keys=("Ctrl+J",))
        add(
            "window.mask",
            "Mask for screen-sharing",
            MenuGroup.VIEW,
            self.switch_mask,
            keys=("Ctrl+Shift+M",),
            checkable=True,
        )
        self.commands.set_checked("window.mask", self.masks.on)
        self.commands.add_choice("Appearance", MenuGroup.VIEW, _THEMES, self._theme, self.choose_theme)
        add("window.menu", "Menu", MenuGroup.WINDOW, self._open_menu, keys=("F10",))
        add("window.quit", "Quit", MenuGroup.WINDOW, self.window.close, keys=("Ctrl+Q",))
        self.commands.fill_menu()

    def _open_menu(self) -> None:
        self.features.parts("send").bar.menu_button.showMenu()

    def _use_theme(self) -> None:
        chosen = theme(mode_for(self._theme))
        apply_theme(self._application, chosen)
        self.themes.set_theme(chosen)

    def _show_title(self, document: Document, _edited: bool) -> None:
        self.window.setWindowTitle(f"{document.name} — Payload Workbench")

    def _check_profile(self, name: str) -> None:
        self.features.parts("credentials").editing.check_one(name)

    def _copy_secret(self, secret: Secret) -> None:
        self.clipboard.copy_secret(secret.reveal())

    def _become_idle(self) -> None:
        self.window.painted.disconnect(self._become_idle)
        self.sandbox.serve_on_demand()
        self.features.become_idle()
        self.idle.emit()
