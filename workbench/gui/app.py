"""The window composed: services, session, panes, and every connection between them.

The only place that connects one component to another. Holds no rule of the product.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.gui.bridge import Bridge
from workbench.gui.commands import Command, Commands
from workbench.gui.drafting import Drafting
from workbench.gui.files import Files
from workbench.gui.frame import Frame
from workbench.gui.keys import Keys
from workbench.gui.panes import Panes
from workbench.gui.sending import Sending
from workbench.gui.session import Session
from workbench.gui.state import Document, Notice, Shown
from workbench.gui.theme import dress, theme, wanted_mode
from workbench.operations import Reading
from workbench.payloads import DEFAULT_TEMPLATE, templates
from workbench.signing import Credentials
from workbench.workspace.settings import as_setting

CANCEL = "Cancel the send"


class Workbench(QObject):
    """The running application: one window and what stands behind it.

    Signals:
        idle(): everything is painted and the sandbox answers whoever connects.
    """

    idle = Signal()

    def __init__(self, application: QApplication, frame: Frame | None = None) -> None:
        super().__init__(application)
        frame = frame or Frame(application)
        self._application = application
        self._store, self._settings, self._theme = frame.store, frame.settings, frame.theme
        self.bridge = Bridge(self)
        self.session = Session(self.bridge, self)
        self.sending = Sending(self.session, self.bridge, self)
        self.keys = Keys(self.bridge, self)
        self.drafting = Drafting(self.session, self.bridge, self)
        self.window = frame.window
        self.panes = Panes(self.window, self._theme)
        self.files = Files(self.session, self.window)
        self.files.last_folder = self._settings.last_folder
        self.commands = Commands(self.window)
        self._shown: Shown | None = None
        self._lossy_close_told = False
        self._connect()
        self._command()
        self.panes.set_theme(self._theme)

    def start(self, files: Sequence[Path] = ()) -> None:
        """Open what was open, or these files, or the documented sample; then show the window."""
        self.keys.start(self._settings.profile)
        self.sending.start(self._settings.endpoint or "sandbox")
        restored = self.drafting.restore()
        if not self.files.open_paths(files) and not restored:
            self.files.open_template(DEFAULT_TEMPLATE)
        for note in self._store.notes:
            self._notice(note)
        self.panes.status.show_keyring("asked when needed", "No profile of yours is in use, so nothing asked for it.")
        self.window.arrange(self._settings.window_state)
        self.panes.documents.focus_editor()
        self.window.painted.connect(self._become_idle, Qt.ConnectionType.QueuedConnection)
        self.window.show()
        self.window.tell_when_painted()

    def may_close(self) -> bool:
        """Keep what is open; if that cannot be done, say so and stay, unless it was said before."""
        problem = self.drafting.finish()
        edited = any(self.session.is_edited(document.id) for document, _body in self.session.documents())
        if problem is None or not edited or self._lossy_close_told:
            return True
        self._lossy_close_told = True
        self.panes.notice.show_notice(Notice("bad", f"{problem}. Or close again to close all the same."))
        return False

    def close(self) -> None:
        """Keep the choices made, and end everything under way."""
        geometry, state = self.window.arrangement()
        endpoint = self.session.endpoint
        self._settings = self._settings._replace(
            window_geometry=geometry,
            window_state=state,
            profile=self.keys.chosen,
            endpoint=endpoint.url if endpoint.key == "custom" else endpoint.key,
            last_folder=self.files.last_folder,
        )
        self._store.save(self._settings)
        self.drafting.close()
        self.sending.close()
        self.bridge.close()

    def choose_theme(self, setting: str) -> None:
        """Wear the light or the dark theme, or the desktop's."""
        self._settings = self._settings._replace(theme=as_setting(setting))
        self._theme = theme(wanted_mode(setting))
        dress(self._application, self._theme)
        self.panes.set_theme(self._theme)

    def copy(self, what: str) -> None:
        """Put the body, the hash, the token or both headers on the clipboard."""
        if self._shown is None:
            return
        derivation, signature = self._shown.derivation, self._shown.derivation.signature
        try:
            body = (derivation.wire or b"").decode()
        except UnicodeDecodeError:
            body = ""
            if what == "body":
                self._notice("The body is not UTF-8 text, so the clipboard cannot hold it exactly; nothing was copied.")
        text = {
            "body": body,
            "hash": derivation.payload_hash,
            "token": signature.auth_token if signature else "",
            "headers": "\n".join(f"{name}: {value}" for name, value in signature.headers().items())
            if signature
            else "",
        }[what]
        if text:
            QGuiApplication.clipboard().setText(text)

    def _become_idle(self) -> None:
        self.window.painted.disconnect(self._become_idle)
        self.sending.answer_when_asked()
        # Only now: at the start every dock of a tabbed place is shown for a moment.
        dock = self.window.dock("Credentials")
        dock.visibilityChanged.connect(lambda seen: self.keys.ask_keyring() if seen else None)
        self.idle.emit()

    def _connect(self) -> None:
        session, sending, keys, panes = self.session, self.sending, self.keys, self.panes
        session.opened.connect(panes.documents.open)
        session.closed.connect(panes.documents.close_document)
        session.fronted.connect(self._fronted)
        session.document_shown.connect(self._document_shown)
        session.derived.connect(self._derived)
        session.read_done.connect(self._read)
        session.compared.connect(panes.signature.show_comparison)
        session.text_replaced.connect(panes.documents.replace_body)
        session.touched.connect(self.drafting.touch)
        self.files.noticed.connect(panes.notice.show_notice)
        for about_the_front in (session, sending):
            about_the_front.noticed.connect(panes.notice.show_passing)
        self.drafting.noticed.connect(self._notice)
        self.drafting.kept.connect(self._kept)

        panes.documents.edited.connect(lambda key: session.edit(key, panes.documents.body(key)))
        panes.documents.activated.connect(session.bring_forward)
        panes.documents.close_requested.connect(self.files.close)
        panes.documents.caret_moved.connect(self._show_facts)
        panes.templates.template_chosen.connect(self._open_template)
        panes.signature.form_chosen.connect(session.choose_form)
        panes.signature.make_stable_requested.connect(session.make_php_stable)
        panes.signature.compare_edited.connect(session.compare_with)
        panes.signature.copy_requested.connect(self.copy)

        panes.bar.send_requested.connect(self._send)
        panes.bar.cancel_requested.connect(sending.cancel)
        panes.bar.endpoint_chosen.connect(sending.choose_endpoint)
        panes.bar.endpoint_typed.connect(sending.type_endpoint)
        panes.notice.keyboard_left.connect(panes.documents.focus_editor)
        panes.notice.answered.connect(sending.answer)
        panes.notice.answered.connect(self.files.answer)
        sending.exchange_shown.connect(panes.log.show_exchange)
        sending.sending_shown.connect(panes.bar.show_sending)
        sending.sending_shown.connect(self._sending_shown)
        sending.endpoints_shown.connect(panes.bar.show_endpoints)
        sending.left_shown.connect(panes.status.show_left)
        sending.form_wanted.connect(session.choose_form)

        for pane in (panes.bar, panes.credentials):
            pane.profile_chosen.connect(keys.choose)
            keys.profiles_shown.connect(pane.show_profiles)
        keys.sandbox_told.connect(sending.know)
        keys.credentials_had.connect(self._credentials_had)
        panes.credentials.add_requested.connect(keys.add)
        panes.credentials.delete_requested.connect(keys.delete)
        keys.keyring_shown.connect(self._keyring_shown)
        keys.problem_shown.connect(panes.credentials.show_problem)
        keys.added.connect(panes.credentials.show_added)
        self.window.may_close = self.may_close
        self.window.closing.connect(self.close)
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self.choose_theme(self._settings.theme))

    def _command(self) -> None:
        panes, window, commands = self.panes, self.window, self.commands
        commands.add(
            Command("New", ("Ctrl+N",), self.files.new),
            Command("Open…", ("Ctrl+O",), self.files.ask_open),
            Command("Save", ("Ctrl+S",), self.files.save),
            Command("Save as…", ("Ctrl+Shift+S",), self.files.ask_save),
            Command("Close document", ("Ctrl+W",), lambda: self.files.close(self.session.front.id)),
        )
        commands.add(
            Command("Send", ("Ctrl+Return", "Ctrl+Enter"), self._send),
            Command(CANCEL, ("Escape",), self.sending.cancel),
            Command("Make PHP-stable", ("Ctrl+Shift+P",), self.session.make_php_stable),
            Command("Choose the wire form", ("Ctrl+Shift+W",), panes.signature.ladder.open_forms),
        )
        commands.add(
            Command("Copy the body", ("Ctrl+Shift+B",), lambda: self.copy("body")),
            Command("Copy the payload hash", ("Ctrl+Shift+D",), lambda: self.copy("hash")),
            Command("Copy the auth token", ("Ctrl+Shift+C",), lambda: self.copy("token")),
            Command("Copy both headers", ("Ctrl+Shift+H",), lambda: self.copy("headers")),
        )
        commands.add(
            Command("Go to templates", ("Ctrl+1",), lambda: self._go("Templates", panes.templates.list)),
            Command("Go to the editor", ("Ctrl+2",), panes.documents.focus_editor),
            Command("Go to the log", ("Ctrl+3",), lambda: self._go("Log", panes.log.table)),
            Command("Go to problems", ("Ctrl+4",), panes.documents.problems.setFocus),
            Command("Go to credentials", ("Ctrl+5",), lambda: self._go("Credentials", panes.credentials.list)),
            Command("Go to the message", ("Ctrl+J",), panes.notice.take_keyboard),
            Command("Go to the signature", ("Ctrl+6",), lambda: self._go("Signature", panes.signature.ladder.token)),
            Command("Compare", ("Ctrl+K",), lambda: self._go("Signature", panes.signature.compare.pasted)),
            Command("Choose the profile", ("Ctrl+Shift+L",), panes.bar.profile.showPopup),
            Command("Choose the endpoint", ("Ctrl+L",), panes.bar.endpoint.showPopup),
        )
        looks = (("system", "As the desktop"), ("light", "Light"), ("dark", "Dark"))
        commands.add_choice("Look", looks, self._settings.theme, self.choose_theme)
        commands.add(
            Command("Menu", ("F10",), panes.bar.menu_button.showMenu), Command("Quit", ("Ctrl+Q",), window.close)
        )
        panes.bar.set_menu(commands.menu)

    def _go(self, dock: str, widget: QObject) -> None:
        self.window.dock(dock).show()
        self.window.dock(dock).raise_()
        widget.setFocus()  # type: ignore[attr-defined]

    def _open_template(self, key: str) -> None:
        self.files.open_template(key)
        self.panes.documents.focus_editor()

    def _fronted(self, document: Document) -> None:
        self.panes.documents.bring_forward(document.id)
        self.panes.notice.show_passing(None)
        key = next((each.key for each in templates() if each.file_name == document.name), None)
        self.panes.templates.show_current(key if document.path is None else None)
        self.sending.follow_document()

    def _document_shown(self, document: Document, edited: bool) -> None:
        self.panes.documents.show_document(document, edited=edited)
        self.panes.bar.show_document(document.name, edited=edited)
        self.window.setWindowTitle(f"{document.name} — Payload Workbench")

    def _derived(self, shown: Shown) -> None:
        self._shown = shown
        self.panes.signature.show_derivation(shown)
        if shown.reading is None:
            self.panes.status.show_json(None, "Still reading this large body")
        self._show_facts()

    def _read(self, document_id: int, reading: Reading) -> None:
        self.panes.documents.show_reading(document_id, reading)
        problem = reading.problem
        says = problem.says if problem else "The body is JSON"
        self.panes.status.show_json(problem is None, says)

    def _show_facts(self) -> None:
        line, column = self.panes.documents.caret()
        facts = self.panes.documents.facts(self.session.front.id)
        self.panes.status.show_facts(line, column, facts)

    def _send(self) -> None:
        typed = self.panes.bar.typed_endpoint
        if typed is None or self.sending.type_endpoint(typed):
            self.sending.send()

    def _sending_shown(self, sending: bool) -> None:
        # Escape is the editor's own key for leaving it with Tab, except while there is something to cancel.
        self.commands.actions[CANCEL].setEnabled(sending)

    def _credentials_had(self, name: str, credentials: Credentials | None, why: str) -> None:
        self.session.use_credentials(name, credentials, why)

    def _keyring_shown(self, says: str, advice: str, usable: bool) -> None:
        self.panes.credentials.show_keyring(says, advice, usable=usable)
        self.panes.status.show_keyring(says, advice)

    def _kept(self) -> None:
        self._lossy_close_told = False

    def _notice(self, says: str) -> None:
        self.panes.notice.show_notice(Notice("warn", says))
