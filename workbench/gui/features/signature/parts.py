"""Builds the signature pane and copies its values."""

from workbench.gui.feature import Context, Parts
from workbench.gui.features.signature.pane import SignaturePane
from workbench.operations import Derivation


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
        try:
            text = _text_of(what, state.derivation, takes_token=state.takes_token)
        except UnicodeDecodeError:
            text = "Nothing was copied: the body is not UTF-8 text, so the clipboard cannot hold it exactly."
            self._notices.warn(text)
            return
        if text:
            (self._clipboard.copy_secret if what in ("token", "headers") else self._clipboard.copy)(text)
        else:
            self._status.message.emit("There is nothing to copy.")


def _text_of(what: str, derivation: Derivation, *, takes_token: bool) -> str:
    """Return a part of a derivation as text; empty if it has none. Without a token there are no headers either.

    Raises:
        UnicodeDecodeError: the body is not UTF-8.
    """
    if what == "body":
        return (derivation.wire or b"").decode()
    if what == "hash":
        return derivation.payload_hash
    if derivation.signature is None or not takes_token:
        return ""
    if what == "token":
        return derivation.signature.auth_token
    return "\n".join(f"{name}: {value}" for name, value in derivation.signature.headers().items())
