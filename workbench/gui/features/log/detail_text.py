"""Formats rows, the response of an exchange and its summary for the details. Pure functions."""

from collections.abc import Iterable, Iterator

from workbench.exchange import Cancelled, Exchange, Failure, Interrupted, Response, judge
from workbench.gui.features.log.text import answer_role, size
from workbench.operations.presentation import Row, Span
from workbench.operations.presentation.hashes import hash_rows
from workbench.operations.presentation.messages import (
    BodyFormat,
    received_spans,
    response_body_spans,
    response_head_spans,
    response_notes,
)
from workbench.redaction import redact_known

_HASH_LABELS = 18  # characters


def row_spans(rows: Iterable[Row], width: int = 0, *, indented: bool = True) -> Iterator[Span]:
    """Yield rows as lines; the label of a measured phase has a mark in its colour.

    Labels are indented unless `indented` is False, and have this width in characters; with 0, a tab follows them.
    """
    for each in rows:
        is_phase = each.label_role.startswith("phase ")
        if width and indented:
            yield "■ " if is_phase else "  ", each.label_role
        yield f"{each.label:<{width}}" if width else f"{each.label}\t", "muted" if is_phase else each.label_role
        yield from each.spans
        yield "\n", "text"


def response_spans(exchange: Exchange, body_format: BodyFormat = "pretty") -> list[Span]:
    """Return the response, the hashes that each side computed, and the headers."""
    match exchange.outcome:
        case None:
            return [("Waiting for the response…", "muted")]
        case Failure(says=says) as failure:
            return [("✗ ", "bad"), (redact_known(says), "text"), *_received(failure, body_format, "\n\n")]
        case Interrupted():
            return [("? ", "warn"), (judge(exchange.outcome).steps[0].says, "text")]
        case Cancelled():
            return [("Cancelled. ", "warn"), (judge(exchange.outcome).steps[0].says, "text")]
        case Response() as response:
            notes = response_notes(response)
            return [
                *((f"! {note}\n", "warn") for note in notes),
                *([("\n", "text")] if notes else []),
                *response_body_spans(response, body_format),
                ("\n\n", "text"),
                *row_spans(hash_rows(exchange), _HASH_LABELS, indented=False),
                ("\n", "text"),
                *response_head_spans(response),
                *_received(response, body_format, "\n"),
            ]


def _received(outcome: Response | Failure, body_format: BodyFormat, gap: str) -> Iterator[Span]:
    """Yield the bytes received of an unusable response, after a gap and a heading."""
    if outcome.raw:
        yield f"{gap}Received ({size(len(outcome.raw))})\n", "muted"
        yield from received_spans(outcome, body_format)


def answer_line(exchange: Exchange) -> tuple[str, str]:
    """Return a summary of the response and its colour role; empty without a response."""
    response = exchange.outcome
    if not isinstance(response, Response):
        return "", "text"
    kind = response.header("Content-Type") or ""
    status = f"{response.status} {response.reason}".strip()
    shown_value = " · ".join(filter(None, (status, kind, size(len(response.body)))))
    return redact_known(shown_value), answer_role(str(response.status), judge(response).steps[2].state)
