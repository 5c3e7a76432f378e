"""Builds the signature pane and copies its values."""

from workbench.gui.core.state import SignatureState
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
        self._shown: SignatureState | None = None
        session = context.session
        session.derived.connect(self._show)
        session.compared.connect(pane.show_comparison)
        pane.form_chosen.connect(session.choose_form)
        pane.compare_edited.connect(session.compare_with)
        pane.copy_requested.connect(self.copy)
        pane.make_stable_requested.connect(lambda: context.commands.run("compose.php-stable"))

    def copy(self, what: str) -> None:
        """Copy the `body`, `hash`, `token` or both `headers`; token and headers are cleared after a minute."""
        if self._shown is None:
            return
        text, problem = text_of(what, self._shown.derivation, takes_token=self._shown.takes_token)
        if problem:
            self._notices.warn(problem)
        elif text:
            (self._clipboard.copy_secret if what in ("token", "headers") else self._clipboard.copy)(text)
        else:
            self._status.message.emit("There is nothing to copy.")

    def _show(self, shown: SignatureState) -> None:
        self._shown = shown
        self.pane.show_derivation(shown)
