"""Converts exchanges, and the differences between two, to JSON. Known secrets, API key and token are masked."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import asdict

from workbench.evidence.safe import head, safe_body, safe_headers, safe_url
from workbench.exchange import Exchange, Failure, Outcome, Request, Response, judge
from workbench.operations.diff import BodyDiff
from workbench.operations.presentation.comparison import Comparison, HeaderChanges
from workbench.operations.presentation.timing import channel_of
from workbench.operations.presentation.verdict import advice_for
from workbench.redaction import redact


def exchange_json(exchange: Exchange) -> dict[str, object]:
    """Return what is known of a send and its outcome as JSON, without its bodies."""
    outcome = exchange.outcome
    return {
        "payload_hash": exchange.payload_hash,
        "wire": exchange.wire_form,
        "profile": exchange.profile,
        "options": exchange.options,
        "resend_of": exchange.again or None,
        "outcome": None if outcome is None else type(outcome).__name__.lower(),
        "failure": _failure(outcome) if isinstance(outcome, Failure) else None,
        "verdict": {step.name: step.known for step in judge(outcome, exchange.annotations.recorded).steps},
        "advice": asdict(advice_for(exchange)),
        "timing_ms": None if outcome is None else _timing(outcome),
        "connection": _channel(outcome),
    }


def request_json(request: Request, *, with_body: bool, token_shown: str = "") -> dict[str, object]:
    """Return a request as JSON: all headers, and the body in base64 if `with_body`."""
    found: dict[str, object] = {
        "method": request.method,
        "url": safe_url(request.url),
        "headers": safe_headers(head(request), token_shown=token_shown),
        "body_bytes": len(request.body),
    }
    if with_body:
        body = safe_body(request.body)
        found |= {"body_b64": base64_of(body.body), "body_struck": body.redacted_bytes}
    return found


def base64_of(data: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(data).decode("ascii")


def milliseconds(seconds: float | None) -> float | None:
    """Return a duration in milliseconds, to the microsecond."""
    return None if seconds is None else round(seconds * 1000, 3)


def comparison_json(before: Exchange, after: Exchange, compared: Comparison) -> dict[str, object]:
    """Return the differences between two exchanges as JSON."""
    return {
        "same": compared.same,
        "request": _body(compared.request, compared.request_headers),
        "facts": {name: [old, new] for name, old, new in compared.properties},
        "response": response_changes_json(before, after, compared),
    }


def response_changes_json(before: Exchange, after: Exchange, compared: Comparison) -> dict[str, object]:
    """Return the differences between the responses of two exchanges as JSON."""
    outcomes = before.outcome, after.outcome
    return {
        "status": [each.status if isinstance(each, Response) else None for each in outcomes],
        "same": compared.same_response,
        **({} if compared.response is None else _body(compared.response, compared.response_headers)),
    }


def _body(found: BodyDiff, headers: HeaderChanges) -> dict[str, object]:
    first = found.first
    return {
        "meaning": found.meaning,
        "says": found.message,
        "notation": found.notation,
        "first": None
        if first is None
        else {
            "offset": first.offset,
            "line": first.line,
            "column": first.column,
            "before_hex": first.before.hex(),
            "after_hex": first.after.hex(),
        },
        "changes": [asdict(each) for each in found.changes],
        "headers": [{"name": name, "before": before, "after": after} for name, before, after in headers],
    }


def _failure(failure: Failure) -> dict[str, object]:
    """Return a failure, with the bytes received of an unusable response in base64."""
    return {
        "kind": failure.kind.value,
        "says": redact(failure.says),
        "cause": failure.cause,
        "received_b64": base64_of(safe_body(failure.raw).body),
    }


def _timing(outcome: Outcome) -> dict[str, float | None]:
    """Return the milliseconds of each phase; null for a phase that did not start."""
    return {name.removesuffix("_s"): milliseconds(value) for name, value in asdict(outcome.timing).items()}


def _channel(outcome: Outcome | None) -> Any:  # noqa: ANN401 - JSON
    """Return the connection of an outcome, times in UTC; None if it is unknown."""
    return msgspec.to_builtins(channel_of(outcome), builtin_types=(datetime,))
