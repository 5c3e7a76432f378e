"""Formats the request and the response of an exchange as spans. Pure functions.

API key and token are masked, also where a response repeats them: a token stays valid for ever.
"""

from collections.abc import Iterator
from typing import Literal

from workbench.evidence.raw import absolute_url, is_unencrypted
from workbench.evidence.safe import head, safe_headers, safe_url, target
from workbench.exchange import (
    Cancelled,
    Exchange,
    Failure,
    Interrupted,
    Outcome,
    Response,
    judge,
)
from workbench.exchange.decoding import shown
from workbench.gui.features.log import bodies
from workbench.gui.features.log.text import answer_role, size
from workbench.operations.presentation import Span
from workbench.operations.presentation.hashes import hash_rows, sent_sha1
from workbench.operations.presentation.outcomes import REPLACED_RESPONSE, replaced_text
from workbench.redaction import known_in, redact_known

BodyFormat = Literal["raw", "pretty", "hex"]

_ROLES = {"kochava-api-key": "key", "kochava-auth-token": "secret"}
_HASH_LABELS = 18  # characters


def request_spans(exchange: Exchange, body_format: BodyFormat = "raw") -> list[Span]:
    """Return the request as sent, head and body."""
    request = exchange.request
    proxy = _forwarding_proxy(exchange)
    line = absolute_url(request) if proxy else safe_url(target(request))
    spans: list[Span] = [(f"{request.method} {line} HTTP/1.1\n", "text")]
    for name, value in safe_headers(head(request), token_shown=exchange.token_shown):
        spans += [(f"{name}: ", "muted"), (f"{value}\n", _ROLES.get(name.lower(), "text"))]
    if proxy:
        spans.append((f"(sent to the proxy {proxy}, with its login if there is one)\n", "muted"))
    spans.append(("\n", "text"))
    return [
        *spans,
        *(bodies.hex_spans(request.body) if body_format == "hex" else bodies.raw_spans(request.body, "body")),
    ]


def _forwarding_proxy(exchange: Exchange) -> str:
    """Return the proxy that forwarded the request; empty without one, or if it only opened a tunnel."""
    outcome = exchange.outcome
    channel = None if outcome is None or isinstance(outcome, Interrupted) else outcome.channel
    return channel.proxy if channel is not None and is_unencrypted(exchange.request) else ""


def signed_spans(exchange: Exchange) -> list[Span]:
    """Return whether the bytes sent are the bytes signed, and whether the stored body is byte-exact."""
    spans: list[Span] = []
    outcome, payload_hash = exchange.outcome, exchange.payload_hash
    sent = sent_sha1(outcome)
    if sent == payload_hash:
        spans += [("✓ sent = signed\n", "good"), (payload_hash, "body")]
    elif _is_partly_sent(outcome):
        spans += [("! answered before the whole request was sent\npayload hash  ", "warn"), (payload_hash, "body")]
    elif sent:
        spans += [
            ("✗ the bytes sent are not the bytes signed\n", "bad"),
            ("SHA-1 of bytes sent  ", "muted"),
            (sent, "body"),
        ]
        spans += [("\npayload hash         ", "muted"), (payload_hash, "body")]
    else:
        spans += [("payload hash\n", "muted"), (payload_hash, "body")]
    if positions := secret_positions(exchange):
        spans.append((f"\n! {replaced_text(positions)}", "warn"))
    return spans


def secret_positions(exchange: Exchange) -> tuple[tuple[int, int], ...]:
    """Return offset and length in bytes of the secrets in the body, which are neither stored nor shown."""
    return exchange.replaced or known_in(exchange.request.body[: bodies.SHOWN_BYTES])


def signed_text(exchange: Exchange) -> str:
    """Return the same as one sentence, for the tooltip and screen readers."""
    outcome, payload_hash = exchange.outcome, exchange.payload_hash
    sent = sent_sha1(outcome)
    if sent == payload_hash:
        return "SHA-1 of the bytes sent, computed independently of the signature. It equals the payload hash."
    if _is_partly_sent(outcome):
        return "SHA-1 of the bytes signed. The server answered before all of them were sent."
    if sent:
        return "SHA-1 of the bytes sent differs from the payload hash: the bytes sent are not the bytes signed."
    return "SHA-1 of the bytes signed. Not all of them were sent, or that is unknown."


def response_spans(exchange: Exchange, body_format: BodyFormat = "pretty") -> list[Span]:
    """Return the response, the hashes that each side computed, and the headers."""
    match exchange.outcome:
        case None:
            return [("Waiting for the response…", "muted")]
        case Failure(says=says, raw=received):
            return [("✗ ", "bad"), (redact_known(says), "text"), *_received(received, body_format)]
        case Interrupted():
            return [("? ", "warn"), (judge(exchange.outcome).steps[0].says, "text")]
        case Cancelled():
            return [("Cancelled. ", "warn"), (judge(exchange.outcome).steps[0].says, "text")]
        case Response() as response:
            return [
                *_body(response, body_format),
                ("\n\n", "text"),
                *bodies.row_spans(hash_rows(exchange), _HASH_LABELS, indented=False),
                *_headers(response),
                *_received(response.raw, body_format),
            ]


def _received(received: bytes, body_format: BodyFormat) -> Iterator[Span]:
    """Yield the bytes of an unusable response."""
    if received:
        yield f"\n\nReceived ({size(len(received))})\n", "muted"
        yield from bodies.hex_spans(received) if body_format == "hex" else bodies.raw_spans(received, "text")


def _is_partly_sent(outcome: Outcome | None) -> bool:
    return isinstance(outcome, Response) and outcome.request_left is not True


def answer_line(exchange: Exchange) -> tuple[str, str]:
    """Return a summary of the response and its colour role; empty without a response."""
    response = exchange.outcome
    if not isinstance(response, Response):
        return "", "text"
    kind = response.header("Content-Type") or ""
    status = f"{response.status} {response.reason}".strip()
    shown_value = " · ".join(filter(None, (status, kind, size(len(response.body)))))
    return redact_known(shown_value), answer_role(str(response.status), judge(response).steps[2].state)


def _body(response: Response, body_format: BodyFormat) -> Iterator[Span]:
    read = shown(response)
    for note in read.notes:
        yield f"! {redact_known(note)}\n", "warn"
    if response.replaced:
        yield f"! {REPLACED_RESPONSE}\n", "warn"
    if read.notes or response.replaced:
        yield "\n", "text"
    if body_format == "pretty" or not response.body:
        yield from bodies.pretty_spans(read.text, "text")
    elif body_format == "raw":
        yield from bodies.raw_spans(response.body, "text")
    else:
        yield from bodies.hex_spans(response.body)


def _headers(response: Response) -> Iterator[Span]:
    yield "\n", "text"
    yield from bodies.marked_spans(
        f"{response.http_version} {response.status} {redact_known(response.reason)}\n", "text"
    )
    for name, value in safe_headers(response.headers):
        yield f"{name}: ", "muted"
        yield from bodies.marked_spans(f"{value}\n", "text")
