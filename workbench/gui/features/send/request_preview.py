"""The head of a request as it will stand on the wire, in words. Key and token are masked; it changes no byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.evidence.onwire import head_lines
from workbench.exchange import Request

if TYPE_CHECKING:
    from workbench.operations import Derivation, Endpoint, Headers
    from workbench.transport import TransportOptions


def preview(derivation: Derivation, endpoint: Endpoint, headers: Headers, choices: TransportOptions) -> str:
    """Return the request line, every header in order, how long the body is, and how it travels."""
    if derivation.wire is None:
        return f"There is nothing to send: {derivation.message}."
    pairs = headers.pairs()
    if endpoint.takes_token and derivation.signature is not None:
        pairs += tuple(derivation.signature.headers().items())
    request = Request("POST", endpoint.url, pairs, derivation.wire)
    lines = head_lines(request, choices)
    if endpoint.takes_token and derivation.signature is None:
        lines.append("(no key and no token: there are no credentials)")
    length = len(derivation.wire)
    lines += ["", f"{length:,} byte{'' if length == 1 else 's'} of body, as step 1 of the signature shows them"]
    if choices.words():
        lines.append(choices.words())
    return "\n".join(lines)
