"""Formats the head of a request as it will be sent. Key and token are masked."""

from workbench.evidence.raw import head_lines
from workbench.exchange import Request
from workbench.operations import Derivation, Endpoint, Headers
from workbench.transport import TransportOptions


def preview(derivation: Derivation, endpoint: Endpoint, headers: Headers, options: TransportOptions) -> str:
    """Return request line, headers in order, length of the body, and transport options."""
    if derivation.wire is None:
        return f"Nothing to send: {derivation.message}."
    pairs = headers.pairs()
    if endpoint.takes_token and derivation.signature is not None:
        pairs += tuple(derivation.signature.headers().items())
    request = Request("POST", endpoint.url, pairs, derivation.wire)
    lines = head_lines(request, options)
    if endpoint.takes_token and derivation.signature is None:
        lines.append("(no API key and no token: no credentials)")
    length = len(derivation.wire)
    lines += ["", f"{length:,} byte{'' if length == 1 else 's'} in the body, as shown in step 1 of the signature"]
    if options.summary():
        lines.append(options.summary())
    return "\n".join(lines)
