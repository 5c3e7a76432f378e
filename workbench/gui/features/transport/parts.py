"""Connects the panel for headers and transport with the settings and with the request in front."""

from workbench.gui.core import dialogs
from workbench.gui.core.state import SignatureState
from workbench.gui.feature import Context, Parts
from workbench.gui.features.transport.panel import TransportPanel
from workbench.gui.features.transport.preview import preview
from workbench.payloads import lacks_user_agent


class TransportParts(Parts):
    """The transport feature."""

    pane: TransportPanel

    def __init__(self, context: Context) -> None:
        panel = TransportPanel(context.privacy)
        super().__init__(panel)
        self._context = context
        transport = context.transport
        panel.changed.connect(transport.change)
        panel.verify_chosen.connect(transport.check_certificates)
        panel.login_typed.connect(transport.save_login)
        panel.reset_requested.connect(transport.reset)
        panel.file_wanted.connect(self._choose_file)
        panel.closed.connect(context.hide)
        transport.current_changed.connect(panel.show_settings)
        transport.problem_changed.connect(panel.show_problem)
        transport.changed.connect(self.show_preview)
        context.session.derived.connect(self.show_preview)

    def set_visible(self, visible: bool) -> None:
        """Show the settings and the request when the panel is opened."""
        if visible:
            self._context.transport.emit_current()

    def show_preview(self, _state: SignatureState | None = None) -> None:
        """Show the request as it would be sent now, while the panel is open."""
        session, transport = self._context.session, self._context.transport
        if session.signature_state is None or not self.pane.isVisible():
            return
        headers, options = transport.of(session.endpoint)
        wants = not headers.user_agent and lacks_user_agent(session.expanded.body)
        head = preview(session.signature_state.derivation, session.endpoint, headers, options)
        self.pane.show_preview(head, wants_user_agent=wants)

    def _choose_file(self, name: str) -> None:
        path = dialogs.ask_open(self._context.window, "Choose a PEM file", "", "PEM files (*.pem *.crt *.key)")
        if path is not None:
            self._context.transport.change(name, str(path))
