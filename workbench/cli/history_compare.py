"""Owns how two exchanges read beside each other: bytes, JSON meaning, headers, answers. It must never write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli import history_lookup
from workbench.cli.exit_codes import Status
from workbench.cli.outcome_text import status_line
from workbench.cli.terminal import printable, put_json, put_row
from workbench.credentials import profile_title
from workbench.evidence.safe import head, safe_body, safe_url
from workbench.exchange import Response, judge
from workbench.operations.diff import diff_bodies, diff_headers
from workbench.redaction import redact

if TYPE_CHECKING:
    from argparse import Namespace

    from workbench.exchange import Exchange
    from workbench.operations.diff import BodyDiff

_MOST = 40
"""Changes of values that are printed; --json has them all."""

_HeaderChanges = tuple[tuple[str, str | None, str | None], ...]


def compare(options: Namespace) -> int:
    """Compare two exchanges of the history."""
    with history_lookup.opened() as history:
        before = history_lookup.exchange(history, options.before)
        after = history_lookup.exchange(history, options.after)
    bodies = _bodies(before, after)
    headers = diff_headers(head(before.request), head(after.request))
    facts = _facts(before, after)
    struck = bool(before.replaced or after.replaced)
    same = _same_answers(before, after) and bodies.meaning == "same bytes" and not struck
    if options.json:
        put_json(
            {
                "same": same,
                "request": _contrast_json(bodies) | {"headers": _headers_json(headers)},
                "facts": {name: [old, new] for name, old, new in facts},
                "response": answers_json(before, after),
            }
        )
        return Status.YES if same else Status.NO
    put_row("Before", _title(before))
    put_row("After", _title(after))
    for name, old, new in facts:
        put_row(name, printable(f"{old or 'none'} → {new or 'none'}"))
    _put_contrast("Request", bodies)
    if struck:
        put_row("", "not byte-exact: a body held a secret, and where it stood there are asterisks")
    _put_headers(headers)
    put_answers(before, after)
    return Status.YES if same else Status.NO


def put_answers(before: Exchange, after: Exchange) -> None:
    """Print what changed between the answers of two exchanges."""
    put_row("Answer", f"{_answer_words(before)} → {_answer_words(after)}")
    if isinstance(before.outcome, Response) and isinstance(after.outcome, Response):
        _put_contrast("", diff_bodies(_safe(before.outcome.body), _safe(after.outcome.body)))
        _put_headers(diff_headers(before.outcome.headers, after.outcome.headers))


def answers_json(before: Exchange, after: Exchange) -> dict[str, object]:
    """Return what changed between the answers of two exchanges, for JSON."""
    one, other = before.outcome, after.outcome
    said: dict[str, object] = {
        "status": [each.status if isinstance(each, Response) else None for each in (one, other)],
        "same": _same_answers(before, after),
    }
    if isinstance(one, Response) and isinstance(other, Response):
        said |= _contrast_json(diff_bodies(_safe(one.body), _safe(other.body)))
        said["headers"] = _headers_json(diff_headers(one.headers, other.headers))
    return said


def _bodies(before: Exchange, after: Exchange) -> BodyDiff:
    return diff_bodies(_safe(before.request.body), _safe(after.request.body))


def _safe(body: bytes) -> bytes:
    return safe_body(body).body


def _same_answers(before: Exchange, after: Exchange) -> bool:
    one, other = before.outcome, after.outcome
    if isinstance(one, Response) and isinstance(other, Response):
        return (one.status, one.body) == (other.status, other.body)
    return type(one) is type(other) and judge(one).text == judge(other).text


def _facts(before: Exchange, after: Exchange) -> list[tuple[str, str, str]]:
    pairs = (
        ("Address", safe_url(before.request.url), safe_url(after.request.url)),
        ("Wire form", before.wire_form, after.wire_form),
        ("Profile", profile_title(before.profile), profile_title(after.profile)),
        ("Pair", before.pair, after.pair),
        ("SHA-1", before.payload_hash, after.payload_hash),
        ("Token", before.token_prefix and f"{before.token_prefix}…", after.token_prefix and f"{after.token_prefix}…"),
        ("How", before.choices, after.choices),
        ("Verdict", _verdict(before), _verdict(after)),
    )
    return [(name, old, new) for name, old, new in pairs if old != new]


def _verdict(exchange: Exchange) -> str:
    return judge(exchange.outcome, exchange.marks.recorded).text


def _title(exchange: Exchange) -> str:
    local = exchange.started.astimezone()
    return printable(
        f"{exchange.id[: history_lookup.SHOWN]} · {local:%Y-%m-%d %H:%M:%S} · {exchange.title} → {exchange.endpoint}"
    )


def _answer_words(exchange: Exchange) -> str:
    if isinstance(exchange.outcome, Response):
        return status_line(exchange.outcome)
    return "under way" if exchange.outcome is None else f"none ({type(exchange.outcome).__name__.lower()})"


def _put_contrast(label: str, found: BodyDiff) -> None:
    put_row(label, found.message)
    first = found.first
    if first is not None:
        put_row("", f"first at byte {first.offset} (line {first.line}, column {first.column})")
        put_row("", f"  before  {first.before.hex(' ')}  {_characters(first.before)}".rstrip())
        put_row("", f"  after   {first.after.hex(' ')}  {_characters(first.after)}".rstrip())
    for change in found.changes[:_MOST]:
        old, new = ("not there" if each is None else redact(each) for each in (change.before, change.after))
        put_row("", printable(f"  {change.pointer or 'all of it'}  {old} → {new}"))
    if len(found.changes) > _MOST:
        put_row("", f"  and {len(found.changes) - _MOST} more values")


def _put_headers(changes: _HeaderChanges) -> None:
    for name, *values in changes:
        old, new = ("not there" if each is None else redact(each) for each in values)
        put_row("", printable(f"  {name}: {old} → {new}"))


def _characters(some: bytes) -> str:
    return "".join(chr(each) if 0x20 <= each < 0x7F else "." for each in some)


def _contrast_json(found: BodyDiff) -> dict[str, object]:
    first = found.first
    return {
        "meaning": found.meaning,
        "says": found.message,
        "ways": list(found.notation),
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


def _headers_json(changes: _HeaderChanges) -> list[dict[str, str | None]]:
    return [{"name": name, "before": before, "after": after} for name, before, after in changes]
