"""Builds the signature pane and copies its values."""

from workbench.gui.feature import Context, Parts
from workbench.gui.features.signature.clipboard_text import text_of
from workbench.gui.features.signature.pane import SignaturePane


class SignatureParts(Parts):
    """The signature feature."""

    pane: SignaturePane

    def __init__(self, context: Context) -> None:
        pane = SignaturePane(context.themes, context.privacy)
        super().__init__(pane)
        self._clipboard, self._notices, self._status = context.clipboard, context.notices, context.status
        session = self._session = context.session
        session.derived.connect(pane.show_derivation)
        session.compared.connect(pane.compare.show_comparison)
        pane.derivation.form_chosen.connect(session.choose_form)
        pane.derivation.copy_requested.connect(self.copy)
        pane.compare.edited.connect(session.compare_with)
        pane.php.make_stable_requested.connect(lambda: context.commands.run("compose.php-stable"))

    def copy(self, what: str) -> None:
        """Copy the `body`, `hash`, `token` or both `headers`; token and headers are cleared after a minute."""
        state = self._session.signature_state
        if state is None:
            return
        text, problem = text_of(what, state.derivation, takes_token=state.takes_token)
        if problem:
            self._notices.warn(problem)
        elif text:
            (self._clipboard.copy_secret if what in ("token", "headers") else self._clipboard.copy)(text)
        else:
            self._status.message.emit("There is nothing to copy.")
