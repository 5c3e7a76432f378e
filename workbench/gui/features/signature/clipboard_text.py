"""Returns the parts of a derivation as text for the clipboard."""

from workbench.operations import Derivation


def text_of(what: str, derivation: Derivation, *, takes_token: bool) -> tuple[str, str]:
    """Return the text of `what` (`body`, `hash`, `token` or `headers`) and an error message, one of them empty or both.

    If the endpoint takes no token, there is neither a token nor headers.
    """
    signature = derivation.signature if takes_token else None
    match what:
        case "body":
            try:
                return (derivation.wire or b"").decode(), ""
            except UnicodeDecodeError:
                return "", "Nothing was copied: the body is not UTF-8 text, so the clipboard cannot hold it exactly."
        case "hash":
            return derivation.payload_hash, ""
        case "token":
            return signature.auth_token if signature else "", ""
    return "\n".join(f"{name}: {value}" for name, value in signature.headers().items()) if signature else "", ""
