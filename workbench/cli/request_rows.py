"""Owns how a request reads in the terminal: line by line as it stands on the wire, key and token masked.

It must never show a whole token, nor a value that is known to be secret.
"""

from __future__ import annotations

import base64

from workbench.cli.outcome_text import LONGEST
from workbench.cli.terminal import printable, put_row
from workbench.evidence.onwire import head_lines
from workbench.evidence.safe import head, safe_body, safe_headers, safe_url
from workbench.exchange import Request
from workbench.transport import TransportOptions

_PLAIN = TransportOptions()


def put_request(request: Request, token_shown: str = "", transport: TransportOptions = _PLAIN) -> None:
    """Print the request line, every header in its order, and the body in characters; `transport`: the way it leaves.

    `token_shown`: stands in place of the token's mask, of one that was not kept whole.
    """
    lines = head_lines(request, transport, token_shown=token_shown)
    text = safe_body(request.body).body.decode("utf-8", "backslashreplace")
    more = len(text) - LONGEST
    if more > 0:
        text = f"{text[:LONGEST]}\n… {more:,} more characters"
    put_row("Request", printable("\n".join((*lines, "", text.rstrip("\r\n")))).rstrip("\n"))


def request_json(request: Request, *, with_body: bool, token_shown: str = "") -> dict[str, object]:
    """Return the request for JSON, with all headers as they stand on the wire; the body in base64 if it is wanted."""
    body = safe_body(request.body)
    said: dict[str, object] = {
        "method": request.method,
        "url": safe_url(request.url),
        "headers": [[name, value] for name, value in safe_headers(head(request), token_shown=token_shown)],
        "body_bytes": len(request.body),
    }
    if with_body:
        said |= {"body_b64": base64.b64encode(body.body).decode("ascii"), "body_struck": body.struck}
    return said
