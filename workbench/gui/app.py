"""The window composed: services, session, panes, and what stands between a signal and a pane that do not fit.

Who hears what is in `wiring`, the commands are in `menu`. Holds no rule of the product.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from workbench.gui import connections
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.clipboard import Clipboard
from workbench.gui.core.commands import Commands
from workbench.gui.core.crash_reports import CrashReports
from workbench.gui.core.mask_updates import MaskUpdater
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import Session
from workbench.gui.core.state import Document, Notice, ProfileChoice, Shown
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.theme import ThemeSource, dress, theme, wanted_mode
from workbench.gui.features.compose.autosave import Autosave
from workbench.gui.features.compose.files import Files
from workbench.gui.features.log.history_feed import HistoryFeed
from workbench.gui.features.send.repeat_run import RepeatRun
from workbench.gui.features.send.request_panels import RequestPanels
from workbench.gui.features.send.sender import Sender
from workbench.gui.features.send.transport_settings import TransportController
from workbench.gui.features.signature.clipboard_text import text_of
from workbench.gui.late import Late
from workbench.gui.panes import Panes
from workbench.gui.shell import menu
from workbench.gui.shell.close_guard import CloseGuard
from workbench.gui.shell.first_paint import FirstPaint
from workbench.gui.shell.navigation import Navigation
from workbench.operations import Reading
from workbench.payloads import DEFAULT_TEMPLATE, templates
from workbench.redaction import Secret, redact
from workbench.workspace.settings import as_setting

if TYPE_CHECKING:
    from workbench.history import Found, Row


class Workbench(QObject):
    """The running application: one window and what stands behind it.

    Signals:
        idle(): everything is painted and the sandbox answers whoever connects.
    """

    idle = Signal()

    def __init__(
        self, application: QApplication, frame: FirstPaint | None = None, faults: CrashReports | None = None
    ) -> None:
        super().__init__(application)
        frame = frame or FirstPaint(application)
        self.faults = faults or CrashReports(self)
        self.clipboard = Clipboard(self)
        self._application = application
        self._store, self._settings = frame.store, frame.settings
        self.themes = ThemeSource(frame.theme, self)
        self.privacy = ScreenPrivacy(self)
        self.bridge = Tasks(self)
        self.session = Session(self.bridge, self)
        self.records = HistoryFeed(self.bridge, self)
        self.sending = Sender(self.session, self.bridge, self)
        self.sending.recorder = self.records.keeping
        self.keys = ActiveProfile(self.bridge, self)
        self.travel = TransportController(self.session, self.keys, self._settings.transport, self)
        self.sending.travel, self.sending.missing = self.travel.of, self.travel.missing
        self.repeating = RepeatRun(self.session, self.sending, self.records.keeping, self.bridge, self)
        self.drafting = Autosave(self.session, self.bridge, self)
        self.masking = MaskUpdater(self.session, self.bridge, self.privacy, self)
        self.window = frame.window
        self.panes = Panes(self.window, self.themes, self.privacy)
        self.files = Files(self.session, self.window)
        self.files.last_folder = self._settings.last_folder
        self.commands = Commands(self.window)
        self.ways = Navigation(self)
        self.leaving = CloseGuard(self)
        self.late = Late(self)
        self.panels = RequestPanels(self)
        self._columns = self._settings.splitters.get("log", "")
        self._shown: Shown | None = None
        self._profiles: tuple[Sequence[ProfileChoice], str] | None = None
        connections.connect(self)
        self.masking.switch(self._settings.masked)
        menu.fill(self)

    @property
    def shown(self) -> Shown | None:
        """The derivation that is shown."""
        return self._shown

    @property
    def look(self) -> str:
        """The look that was chosen: `system`, `light` or `dark`."""
        return self._settings.theme

    def start(self, files: Sequence[Path] = (), *, profile: str = "") -> None:
        """Open what was open, or these files, or the documented sample; then show the window.

        `profile` is the name of one to sign with instead of the last one; if there is no such profile, that is said.
        """
        self.keys.start(self._settings.profile, named=profile)
        self.sending.start(self._settings.endpoint or "sandbox")
        restored = self.drafting.restore()
        if not self.files.open_paths(files) and not restored:
            self.files.open_template(DEFAULT_TEMPLATE)
        for note in self._store.notes:
            self.warn(note)
        self.panes.status.show_keyring("asked when needed", "It is asked for the values of a profile that is used.")
        self.window.arrange(self._settings.window_state)
        self.panes.log.use_columns(self._columns)
        self.panes.documents.focus_editor()
        self.window.painted.connect(self._become_idle, Qt.ConnectionType.QueuedConnection)
        self.window.show()
        self.window.tell_when_painted()

    def close(self) -> None:
        """Keep the choices made, and end everything under way."""
        geometry, state = self.window.arrangement()
        endpoint = self.session.endpoint
        is_harmless = redact(endpoint.url) == endpoint.url  # an address with a key in it is not written down
        left = {
            "window_geometry": geometry,
            "window_state": state,
            "profile": self.keys.to_remember,
            "endpoint": endpoint.key if endpoint.key != "custom" else endpoint.url if is_harmless else "sandbox",
            "last_folder": self.files.last_folder,
        }
        changed: dict[str, object] = {name: left[name] for name in left if left[name] != getattr(self._settings, name)}
        if self._columns != self._settings.splitters.get("log", ""):
            changed["splitters"] = {"log": self._columns}
        if changed:  # and nothing else: another window may have changed the rest
            self._store.change(**changed)
        self.late.forget()
        self.drafting.close()
        self.sending.close()
        self.bridge.close()
        self.records.close()  # after the bridge: what was under way there has ended, and is written
        self.clipboard.close()

    def choose_theme(self, setting: str) -> None:
        """Use the light or the dark theme, or the desktop's, and remember the choice."""
        chosen = as_setting(setting)
        self._store.change(theme=chosen)
        self._settings = self._settings._replace(theme=chosen)
        self._use_theme(setting)

    def _use_theme(self, setting: str) -> None:
        chosen = theme(wanted_mode(setting))
        dress(self._application, chosen)
        self.themes.set_theme(chosen)

    def mask(self, on: bool) -> None:
        """Hide device ids and addresses in the whole window, or show them again."""
        self.masking.switch(on)
        self._store.change(masked=on)  # at once: a window that ends badly must not open unmasked

    def follow_desktop(self) -> None:
        """Use the theme that the desktop has now, if that was chosen."""
        self._use_theme(self._settings.theme)

    def copy_secret(self, secret: Secret) -> None:
        """Put a value on the clipboard that must not stay there."""
        self.clipboard.copy_secret(secret.reveal())

    def copy(self, what: str) -> None:
        """Put the body, the hash, the token or both headers on the clipboard; the last two must not stay there."""
        if self._shown is None:
            return
        text, problem = text_of(what, self._shown.derivation, takes_token=self._shown.takes_token)
        if problem:
            self.warn(problem)
        elif text:
            (self.clipboard.copy_secret if what in ("token", "headers") else self.clipboard.copy)(text)
        else:
            self.panes.status.show_word("There is nothing to copy.")

    def open_template(self, key: str) -> None:
        """Open a built-in payload, ready to be typed into."""
        self.files.open_template(key)
        self.panes.documents.focus_editor()

    def open_body(self, name: str, body: bytes, identity_link: bool) -> None:
        """Open what was sent as a document, ready to be typed into."""
        self.files.open_body(name, body, identity_link)
        self.panes.documents.focus_editor()

    def show_found(self, found: "Found", rows: "tuple[Row, ...]", total: int, query: str) -> None:
        """Show what the history found."""
        self.panes.log.show_found(found, rows, total=total, query=query)

    def show_results(self, run: str) -> None:
        """Show what a repeat run came to."""
        results = self.repeating.results_of(run)
        if results is None:
            self.records.show_results(run)
        else:
            self.panes.log.show_results(run, results)

    def keep_travel(self, host: str, text: str) -> None:
        """Remember how requests leave for a host, at once: a choice must not be lost with the window."""
        self._store.change(transport={host: text})

    def keep_columns(self, text: str) -> None:
        """Remember which columns the log has, when the window closes."""
        self._columns = text

    def send(self) -> None:
        """Send to the endpoint that the bar shows, confirmed or not."""
        typed = self.panes.bar.typed_endpoint
        if typed is None or self.sending.type_endpoint(typed):
            self.sending.send()

    def show_front(self, document: Document) -> None:
        """Show which document is in front; what was said about the one before goes with it."""
        self.panes.documents.bring_forward(document.id)
        self.panes.notice.show_passing(None)
        key = next((each.key for each in templates() if each.file_name == document.name), None)
        self.panes.templates.show_current(key if document.path is None else None)
        self.sending.follow_document()

    def show_document(self, document: Document, edited: bool) -> None:
        """Show a document's name, and whether it has unsaved edits."""
        document = self.masking.document(document)
        self.panes.documents.show_document(document, edited=edited)
        self.panes.bar.show_document(document.name, edited=edited)
        self.window.setWindowTitle(f"{document.name} — Payload Workbench")

    def show_names(self) -> None:
        """Show the names of all documents and profiles again: what may be seen of them has changed."""
        if self._profiles is not None:
            self.show_profiles(*self._profiles)
        for document, _body in self.session.documents():
            if document.id != self.session.front.id:
                shown, edited = self.masking.document(document), self.session.is_edited(document.id)
                self.panes.documents.show_document(shown, edited=edited)
            else:
                self.show_document(document, self.session.is_edited(document.id))

    def show_profiles(self, choices: Sequence[ProfileChoice], chosen: str) -> None:
        """Show the profiles, and which is chosen."""
        self._profiles = choices, chosen
        shown = self.masking.profiles(choices)
        for chooser in (self.panes.bar, self.panes.credentials):
            chooser.show_profiles(shown, chosen)

    def show_derivation(self, shown: Shown) -> None:
        """Show the derivation of the document in front."""
        self._shown = shown
        self.panes.signature.show_derivation(shown)
        self.panels.show_preview()
        if shown.reading is None:
            self.panes.status.show_json(None, "Still reading this large body")
        self.show_facts()

    def show_reading(self, document_id: int, reading: Reading) -> None:
        """Show what JSON's grammar and PHP make of a document."""
        self.panes.documents.show_reading(document_id, reading)
        problem = reading.problem
        says = problem.says if problem else "The body is JSON"
        self.panes.status.show_json(problem is None, says)

    def show_facts(self) -> None:
        """Show where the caret is, and the facts of the document in front."""
        line, column = self.panes.documents.caret()
        facts = self.panes.documents.facts(self.session.front.id)
        self.panes.status.show_facts(line, column, facts)

    def cancel(self) -> None:
        """Cancel the send under way; without one, the run."""
        (self.sending if self.sending.busy else self.repeating).cancel()

    def enable_cancel(self, _going: bool) -> None:
        """Let Escape cancel while there is something to: else it is the editor's own key for leaving it with Tab."""
        self.commands.actions[menu.CANCEL].setEnabled(self.sending.busy or self.repeating.going)

    def enable_stop_waiting(self, waiting: bool) -> None:
        """Let the menu stop the waiting while there is any."""
        self.commands.actions[menu.STOP_WAITING].setEnabled(waiting)

    def show_keyring(self, says: str, advice: str, usable: bool) -> None:
        """Show the state of the keyring where it is used and where it is always seen."""
        self.panes.credentials.show_keyring(says, advice, usable=usable)
        self.panes.status.show_keyring(says, advice)

    def warn(self, says: str) -> None:
        """Say something that no button answers."""
        self.panes.notice.show_notice(Notice("warn", says))

    def _become_idle(self) -> None:
        self.window.painted.disconnect(self._become_idle)
        self.sending.sandbox.answer_when_asked()
        self.records.start()
        self.records.watch(self.panes.log.isVisible())
        self.idle.emit()
