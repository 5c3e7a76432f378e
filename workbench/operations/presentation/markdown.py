"""An exchange as Markdown for a ticket: request, response and verdict. Contains no HTML."""

import re
from collections.abc import Iterable

from workbench import __version__
from workbench.credentials import profile_title
from workbench.evidence.safe import safe_url
from workbench.exchange import Exchange, Response
from workbench.operations.presentation import Span, text_of
from workbench.operations.presentation.hashes import replaced_text, secret_positions
from workbench.operations.presentation.messages import (
    received_spans,
    response_body_spans,
    response_head_spans,
    response_notes,
    sent_request_spans,
)
from workbench.operations.presentation.verdict import advice_rows, step_rows
from workbench.redaction import redact

_MAX_LENGTH = 20_000  # bytes of a body in a ticket


def markdown(exchanges: Iterable[Exchange]) -> str:
    """Return the exchanges as Markdown, one section each; key and token are masked."""
    return "\n".join(_section(exchange) for exchange in exchanges)


def _section(exchange: Exchange) -> str:
    outcome = exchange.outcome
    facts = [
        ("Sent", f"{exchange.started:%Y-%m-%d %H:%M:%S} UTC"),
        ("To", safe_url(exchange.request.url)),
        ("Profile", profile_title(exchange.profile)),
        ("Wire form", exchange.wire_form),
        ("Body", f"{len(exchange.request.body)} bytes"),
        ("Payload hash", exchange.payload_hash),
        ("Auth token", f"{exchange.token_prefix}…" if exchange.token_prefix else "none"),
        ("Took", "" if outcome is None else f"{outcome.timing.total_s * 1000:.0f} ms"),
    ]
    parts = [f"## {_escape(exchange.title)}", ""]
    parts += [f"- **{name}**: {_code(redact(value))}" for name, value in facts if value]
    parts += ["", "### Status", ""]
    for step in step_rows(exchange):
        mark, _, name = step.label.partition(" ")
        parts.append(f"- {mark} **{name}**: {_escape(step.text)}")
    parts.append("")
    parts += [f"- {f'**{each.label}**: ' if each.label else ''}{_escape(each.text)}" for each in advice_rows(exchange)]
    parts += ["", "### Request", "", _block(sent_request_spans(exchange, most=_MAX_LENGTH))]
    if positions := secret_positions(exchange):
        parts += ["", _escape(replaced_text(positions))]
    if isinstance(outcome, Response):
        spans = *response_head_spans(outcome), ("\n", "text"), *response_body_spans(outcome, most=_MAX_LENGTH)
        parts += ["", "### Response", "", _block(spans)]
        parts += [f"\n{_escape(note)}" for note in response_notes(outcome)]
    if received := list(received_spans(outcome, most=_MAX_LENGTH)):
        parts += ["", "### Received", "", _block(received)]
    parts += ["", f"Payload Workbench {__version__}", ""]
    return "\n".join(parts)


def _block(spans: Iterable[Span]) -> str:
    """Fence a text with more backticks than it has in a row, so that nothing in it ends the block."""
    text = text_of(spans)
    fence = "`" * max(3, _backticks(text) + 1)
    return f"{fence}\n{text}\n{fence}"


def _code(text: str) -> str:
    fence = "`" * (_backticks(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{' '.join(text.split())}{pad}{fence}"


def _backticks(text: str) -> int:
    """Return the largest number of backticks in a row."""
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def _escape(text: str) -> str:
    """Escape Markdown and HTML special characters."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", " ".join(redact(text).split()))
