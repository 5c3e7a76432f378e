"""An exchange as Markdown for a ticket: request, response and verdict. Contains no HTML."""

import re
from collections.abc import Iterable

from workbench import __version__
from workbench.credentials import profile_title
from workbench.evidence.safe import head, safe_body, safe_headers, safe_url, target
from workbench.exchange import MARKS, Exchange, Response, judge
from workbench.exchange.advice import advise
from workbench.exchange.decoding import shown
from workbench.redaction import redact

_MAX_LENGTH = 20_000  # characters of a body in a ticket


def markdown(exchanges: Iterable[Exchange]) -> str:
    """Return the exchanges as Markdown, one section each; key and token are masked."""
    return "\n".join(_section(exchange) for exchange in exchanges)


def _section(exchange: Exchange) -> str:
    request, outcome = exchange.request, exchange.outcome
    body = safe_body(request.body)
    took = "" if outcome is None else f"{outcome.timing.total_s * 1000:.0f} ms"
    facts = [
        ("Sent", f"{exchange.started:%Y-%m-%d %H:%M:%S} UTC"),
        ("To", safe_url(request.url)),
        ("Profile", profile_title(exchange.profile)),
        ("Wire form", exchange.wire_form),
        ("Body", f"{len(request.body)} bytes"),
        ("Payload hash", exchange.payload_hash),
        ("Auth token", f"{exchange.token_prefix}…" if exchange.token_prefix else "none"),
        ("Took", took),
    ]
    parts = [f"## {_escape(exchange.title)}", ""]
    parts += [f"- **{name}**: {_code(redact(value))}" for name, value in facts if value]
    parts += ["", "### Status", ""]
    for step in judge(outcome, exchange.annotations.recorded).steps:
        parts.append(f"- {MARKS[step.state]} **{step.name}**: {_escape(step.says)}")
    advice = advise(outcome, request)
    if advice.next:
        parts += ["", f"Next step: {_escape(advice.next)}"]
    lines = [f"{request.method} {safe_url(target(request))} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in safe_headers(head(request), token_shown=exchange.token_shown)]
    parts += ["", "### Request", "", _block("\n".join([*lines, "", _text(body.body)]))]
    if body.redacted_bytes or exchange.replaced:
        parts += ["", "A secret in the body was masked: it is not byte-exact."]
    if isinstance(outcome, Response):
        parts += ["", "### Response", "", _block(_answer(outcome))]
        parts += [f"\n{note}" for note in shown(outcome).notes]
    parts += ["", f"Payload Workbench {__version__}", ""]
    return "\n".join(parts)


def _answer(response: Response) -> str:
    lines = [f"{response.http_version} {response.status} {redact(response.reason)}".rstrip()]
    lines += [f"{name}: {value}" for name, value in safe_headers(response.headers)]
    return "\n".join([*lines, "", redact(shown(response).text[:_MAX_LENGTH])])


def _text(body: bytes) -> str:
    text = body[:_MAX_LENGTH].decode("utf-8", "backslashreplace")
    return text + (f"\n… {len(body) - _MAX_LENGTH} more bytes" if len(body) > _MAX_LENGTH else "")


def _block(text: str) -> str:
    """Fence a text with more backticks than it has in a row, so that nothing in it ends the block."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{' '.join(text.split())}{pad}{fence}"


def _escape(text: str) -> str:
    """Escape Markdown and HTML special characters."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", " ".join(redact(text).split()))
