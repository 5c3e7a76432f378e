"""What of a derivation is copied, as text. It copies nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.operations import Derivation


def text_of(what: str, derivation: Derivation, *, takes_token: bool) -> tuple[str, str]:
    """Return the `body`, the `hash`, the `token` or both `headers`; and why there is none, if that must be said.

    Where no token is taken there is neither a token nor headers, whatever could be signed.
    """
    signature = derivation.signature if takes_token else None
    match what:
        case "body":
            try:
                return (derivation.wire or b"").decode(), ""
            except UnicodeDecodeError:
                says = "The body is not UTF-8 text, so the clipboard cannot hold it exactly; nothing was copied."
                return "", says
        case "hash":
            return derivation.payload_hash, ""
        case "token":
            return signature.auth_token if signature else "", ""
    return "\n".join(f"{name}: {value}" for name, value in signature.headers().items()) if signature else "", ""
