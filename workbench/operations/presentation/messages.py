"""Formats the request and the response of an exchange as spans. Pure functions.

API key and token are masked, also where a response repeats them: a token stays valid for ever. Invisible characters are
marked, so the text is safe to print to a terminal.
"""

from collections.abc import Iterator
from typing import Final, Literal

from workbench.evidence.raw import head_lines, is_unencrypted
from workbench.evidence.safe import safe_headers
from workbench.exchange import Exchange, Failure, Interrupted, Outcome, Request, Response
from workbench.exchange.decoding import shown
from workbench.operations.presentation import Span
from workbench.operations.presentation.bodies import SHOWN_BYTES, hex_spans, marked_spans, pretty_spans, raw_spans
from workbench.redaction import redact_known
from workbench.transport import TransportOptions

BodyFormat = Literal["raw", "pretty", "hex"]

_REPLACED: Final = "Not byte-exact: the response contained a secret, replaced by asterisks."
_ROLES = {"kochava-api-key": "key", "kochava-auth-token": "secret"}
_DIRECT = TransportOptions()
_FORWARDED = TransportOptions(proxy="url")


def request_spans(
    request: Request,
    transport: TransportOptions = _DIRECT,
    body_format: BodyFormat = "raw",
    *,
    token_shown: str = "",
    proxy: str = "",
    most: int = SHOWN_BYTES,
) -> Iterator[Span]:
    """Yield a request as sent with these options: request line, headers in their order, and body.

    `token_shown` replaces the masked token, for a token of which only a prefix is saved. `proxy` is the one that
    forwarded the request, if that is known.
    """
    line, *headers = head_lines(request, transport, token_shown=token_shown)
    yield from marked_spans(f"{line}\n", "text")
    for header in headers:
        name, _, value = header.partition(": ")
        yield from marked_spans(f"{name}: ", "muted")
        yield from marked_spans(f"{value}\n", _ROLES.get(name.lower(), "text"))
    if proxy:
        yield f"(sent to the proxy {proxy}, with its login if there is one)\n", "muted"
    yield "\n", "text"
    yield from hex_spans(request.body) if body_format == "hex" else raw_spans(request.body, "body", most)


def sent_request_spans(
    exchange: Exchange, body_format: BodyFormat = "raw", *, most: int = SHOWN_BYTES
) -> Iterator[Span]:
    """Yield the request of an exchange as sent; a proxy that forwarded it received the absolute URL."""
    outcome = exchange.outcome
    channel = None if outcome is None or isinstance(outcome, Interrupted) else outcome.channel
    proxy = channel.proxy if channel is not None and is_unencrypted(exchange.request) else ""
    options = _FORWARDED if proxy else _DIRECT
    return request_spans(
        exchange.request, options, body_format, token_shown=exchange.token_shown, proxy=proxy, most=most
    )


def response_notes(response: Response) -> list[str]:
    """Return what must be known of a response to read it, one sentence each."""
    return [*map(redact_known, shown(response).notes), *([_REPLACED] if response.replaced else [])]


def response_head_spans(response: Response) -> Iterator[Span]:
    """Yield the status line of a response, and its headers in their order."""
    yield from marked_spans(f"{response.http_version} {response.status} {redact_known(response.reason)}\n", "text")
    for name, value in safe_headers(response.headers):
        yield from marked_spans(f"{name}: ", "muted")
        yield from marked_spans(f"{value}\n", "text")


def response_body_spans(
    response: Response, body_format: BodyFormat = "pretty", most: int = SHOWN_BYTES
) -> Iterator[Span]:
    """Yield the body of a response: as received, or decompressed and indented if it is JSON (`pretty`)."""
    if body_format == "pretty" or not response.body:
        return pretty_spans(shown(response).text, "text", most)
    return hex_spans(response.body) if body_format == "hex" else raw_spans(response.body, "text", most)


def received_spans(outcome: Outcome | None, body_format: BodyFormat = "raw", most: int = SHOWN_BYTES) -> Iterator[Span]:
    """Yield the bytes received of an unusable response; nothing of any other outcome."""
    received = outcome.raw if isinstance(outcome, Response | Failure) else b""
    if body_format == "hex":
        yield from hex_spans(received)
    else:
        yield from raw_spans(received, "text", most, None)
