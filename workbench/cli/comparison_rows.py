"""Prints the differences between two exchanges as rows, and converts them to JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli.exchange_rows import status_line
from workbench.cli.output import printable, put_row
from workbench.credentials import profile_title
from workbench.evidence.safe import head, safe_url
from workbench.exchange import Response, judge
from workbench.operations.diff import contrast_answers, contrast_requests, diff_headers
from workbench.redaction import redact

if TYPE_CHECKING:
    from workbench.exchange import Exchange
    from workbench.operations.diff import BodyDiff

SHOWN_DIGITS = 8
"""Digits of an exchange id that are printed."""

_MAX_LISTED = 40
"""Changed values that are printed; --json lists all."""

_HeaderChanges = tuple[tuple[str, str | None, str | None], ...]


def are_same(before: Exchange, after: Exchange) -> bool:
    """Return whether two exchanges have the same request body and the same response."""
    if before.replaced or after.replaced:
        return False
    return _same_response(before, after) and _is_equal(contrast_requests(before.request, after.request))


def put_comparison(before: Exchange, after: Exchange) -> None:
    """Print the differences between two exchanges."""
    put_row("Before", _title(before))
    put_row("After", _title(after))
    for name, old, new in _properties(before, after):
        put_row(name, printable(f"{old or 'none'} → {new or 'none'}"))
    _put_body_diff("Request", contrast_requests(before.request, after.request))
    if before.replaced or after.replaced:
        put_row("", "not byte-exact: a body contained a secret, which is replaced by asterisks")
    _put_header_diff(diff_headers(head(before.request), head(after.request)))
    put_response_diff(before, after)


def comparison_json(before: Exchange, after: Exchange) -> dict[str, object]:
    """Return the differences between two exchanges as JSON."""
    headers = diff_headers(head(before.request), head(after.request))
    return {
        "same": are_same(before, after),
        "request": _body_diff_json(contrast_requests(before.request, after.request))
        | {"headers": _header_diff_json(headers)},
        "facts": {name: [old, new] for name, old, new in _properties(before, after)},
        "response": response_diff_json(before, after),
    }


def put_response_diff(before: Exchange, after: Exchange) -> None:
    """Print the differences between the responses of two exchanges."""
    put_row("Response", f"{_outcome_text(before)} → {_outcome_text(after)}")
    if isinstance(before.outcome, Response) and isinstance(after.outcome, Response):
        _put_body_diff("", contrast_answers(before.outcome, after.outcome))
        _put_header_diff(diff_headers(before.outcome.headers, after.outcome.headers))


def response_diff_json(before: Exchange, after: Exchange) -> dict[str, object]:
    """Return the differences between the responses of two exchanges as JSON."""
    first, second = before.outcome, after.outcome
    found: dict[str, object] = {
        "status": [each.status if isinstance(each, Response) else None for each in (first, second)],
        "same": _same_response(before, after),
    }
    if isinstance(first, Response) and isinstance(second, Response):
        found |= _body_diff_json(contrast_answers(first, second))
        found["headers"] = _header_diff_json(diff_headers(first.headers, second.headers))
    return found


def _is_equal(diff: BodyDiff) -> bool:
    return diff.meaning == "same bytes"


def _same_response(before: Exchange, after: Exchange) -> bool:
    first, second = before.outcome, after.outcome
    if isinstance(first, Response) and isinstance(second, Response):
        return first.status == second.status and _is_equal(contrast_answers(first, second))
    return type(first) is type(second) and judge(first).text == judge(second).text


def _properties(before: Exchange, after: Exchange) -> list[tuple[str, str, str]]:
    """Return name, value before and value after of each property that differs."""
    pairs = (
        ("Address", safe_url(before.request.url), safe_url(after.request.url)),
        ("Wire form", before.wire_form, after.wire_form),
        ("Profile", profile_title(before.profile), profile_title(after.profile)),
        ("Fingerprint", before.pair, after.pair),
        ("SHA-1", before.payload_hash, after.payload_hash),
        ("Token", before.token_prefix and f"{before.token_prefix}…", after.token_prefix and f"{after.token_prefix}…"),
        ("Transport", before.options, after.options),
        ("Verdict", _verdict(before), _verdict(after)),
    )
    return [(name, old, new) for name, old, new in pairs if old != new]


def _verdict(exchange: Exchange) -> str:
    return judge(exchange.outcome, exchange.annotations.recorded).text


def _title(exchange: Exchange) -> str:
    local = exchange.started.astimezone()
    return printable(
        f"{exchange.id[:SHOWN_DIGITS]} · {local:%Y-%m-%d %H:%M:%S} · {exchange.title} → {exchange.endpoint}"
    )


def _outcome_text(exchange: Exchange) -> str:
    if isinstance(exchange.outcome, Response):
        return status_line(exchange.outcome)
    return "in progress" if exchange.outcome is None else f"none ({type(exchange.outcome).__name__.lower()})"


def _put_body_diff(label: str, found: BodyDiff) -> None:
    put_row(label, found.message)
    first = found.first
    if first is not None:
        put_row("", f"first difference at byte {first.offset} (line {first.line}, column {first.column})")
        put_row("", f"  before  {first.before.hex(' ')}  {_ascii(first.before)}".rstrip())
        put_row("", f"  after   {first.after.hex(' ')}  {_ascii(first.after)}".rstrip())
    for change in found.changes[:_MAX_LISTED]:
        old, new = ("missing" if each is None else redact(each) for each in (change.before, change.after))
        put_row("", printable(f"  {change.pointer or 'whole document'}  {old} → {new}"))
    if len(found.changes) > _MAX_LISTED:
        put_row("", f"  and {len(found.changes) - _MAX_LISTED} more values")


def _put_header_diff(changes: _HeaderChanges) -> None:
    for name, *values in changes:
        old, new = ("missing" if each is None else redact(each) for each in values)
        put_row("", printable(f"  {name}: {old} → {new}"))


def _ascii(data: bytes) -> str:
    return "".join(chr(each) if 0x20 <= each < 0x7F else "." for each in data)


def _body_diff_json(found: BodyDiff) -> dict[str, object]:
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


def _header_diff_json(changes: _HeaderChanges) -> list[dict[str, str | None]]:
    return [{"name": name, "before": before, "after": after} for name, before, after in changes]
