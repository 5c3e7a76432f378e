"""Converts the differences between two exchanges to JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.exchange import Response

if TYPE_CHECKING:
    from workbench.exchange import Exchange
    from workbench.operations.diff import BodyDiff
    from workbench.operations.presentation.comparison import Comparison, HeaderChanges


def comparison_json(before: Exchange, after: Exchange, compared: Comparison) -> dict[str, object]:
    """Return the differences between two exchanges as JSON."""
    return {
        "same": compared.same,
        "request": _body_json(compared.request) | {"headers": _headers_json(compared.request_headers)},
        "facts": {name: [old, new] for name, old, new in compared.properties},
        "response": response_json(before, after, compared),
    }


def response_json(before: Exchange, after: Exchange, compared: Comparison) -> dict[str, object]:
    """Return the differences between the responses of two exchanges as JSON."""
    outcomes = before.outcome, after.outcome
    found: dict[str, object] = {
        "status": [each.status if isinstance(each, Response) else None for each in outcomes],
        "same": compared.same_response,
    }
    if compared.response is not None:
        found |= _body_json(compared.response) | {"headers": _headers_json(compared.response_headers)}
    return found


def _body_json(found: BodyDiff) -> dict[str, object]:
    first = found.first
    return {
        "meaning": found.meaning,
        "says": found.message,
        "notation": list(found.notation),
        "first": None
        if first is None
        else {
            "offset": first.offset,
            "line": first.line,
            "column": first.column,
            "before_hex": first.before.hex(),
            "after_hex": first.after.hex(),
        },
        "changes": [{"pointer": each.pointer, "before": each.before, "after": each.after} for each in found.changes],
    }


def _headers_json(changes: HeaderChanges) -> list[dict[str, str | None]]:
    return [{"name": name, "before": before, "after": after} for name, before, after in changes]
