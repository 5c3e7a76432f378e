"""Compares two exchanges, or an exchange with the editor, and formats the result as spans.

Pure functions; slow for large bodies, so they are not called on the GUI thread.
"""

from collections.abc import Iterator

from workbench.credentials import profile_title
from workbench.exchange import Exchange, Response
from workbench.gui.core.log_values import Comparison
from workbench.gui.features.log.bodies import without_secrets
from workbench.gui.features.log.summary import outcome_of
from workbench.gui.features.log.text import answer_text, local_time
from workbench.operations.diff import (
    HEADER_NOTATION,
    BodyDiff,
    Difference,
    contrast_answers,
    contrast_requests,
    diff_headers,
)
from workbench.operations.presentation import Span
from workbench.redaction import redact

_MAX_CHANGES = 100
_MAX_VALUE = 200
_CONTEXT = 16  # bytes of context in a Difference
_LEAD, _TAIL = 4, 8  # bytes that are shown
_SIGNATURE_HEADERS = ("kochava-api-key", "kochava-auth-token")

HeaderChange = tuple[str, str | None, str | None]


def compare_two(before: Exchange, after: Exchange) -> Comparison:
    """Return how the requests and the responses of two exchanges differ, the earlier one first."""
    if after.started < before.started:
        before, after = after, before
    answers = [each.outcome if isinstance(each.outcome, Response) else None for each in (before, after)]
    first, second = answers
    return Comparison(
        before=_title(before),
        after=_title(after),
        request=contrast_requests(before.request, after.request),
        request_headers=_request_headers(before, after),
        answer=contrast_answers(first, second) if first and second else None,
        answer_headers=diff_headers(first.headers, second.headers) if first and second else (),
        outcomes=(answer_text(outcome_of(before)[0]), answer_text(outcome_of(after)[0])),
        bodies=tuple(_bodies(before, after)),
        notes=tuple(_notes(before, after)),
    )


def compare_with_editor(exchange: Exchange, editor: Exchange) -> Comparison:
    """Return how an exchange differs from `editor`, the request that the editor would send."""
    return Comparison(
        before=_title(exchange),
        after=f"editor: {editor.title}, to {editor.endpoint} by {profile_title(editor.profile)}",
        request=contrast_requests(exchange.request, editor.request),
        request_headers=_request_headers(exchange, editor),
        outcomes=(answer_text(outcome_of(exchange)[0]), ""),
        bodies=tuple(_bodies(exchange, editor)),
        notes=tuple(_notes(exchange)),
    )


def comparison_spans(compared: Comparison) -> list[Span]:
    """Return a comparison as spans."""
    spans: list[Span] = [("A  ", "accent"), (f"{compared.before}\n", "text")]
    spans += [("B  ", "accent"), (f"{compared.after}\n", "text")]
    spans += [(f"! {note}\n", "warn") for note in compared.notes]
    spans += [("\nRequest\n", "muted"), *_body(compared.request), *_headers(compared.request_headers)]
    if compared.answer is not None or any(compared.outcomes):
        spans.append(("\nResponse\n", "muted"))
        first, second = compared.outcomes
        if second:
            same = first == second
            spans.append((f"{'=' if same else '≠'} {first if same else f'{first} → {second}'}\n",
                         "text" if same else "warn"))  # fmt: skip
        else:
            spans.append((f"A: {first}\n", "text"))
    if compared.answer is not None:
        spans += [*_body(compared.answer), *_headers(compared.answer_headers)]
    return spans


def _body(body: BodyDiff) -> Iterator[Span]:
    same = body.meaning == "same bytes"
    yield f"{'=' if same else '≠'} {body.message}\n", "good" if same else "warn"
    if body.first is not None:
        yield from _first_difference(body.first)
    for change in body.changes[:_MAX_CHANGES]:
        yield f"  {change.pointer or '(whole document)'}\n", "json_key"
        yield "    A ", "muted"
        yield f"{_value(change.before)}\n", "text"
        yield "    B ", "muted"
        yield f"{_value(change.after)}\n", "text"
    if len(body.changes) > _MAX_CHANGES:
        yield f"  … {len(body.changes) - _MAX_CHANGES} more values\n", "muted"


def _first_difference(difference: Difference) -> Iterator[Span]:
    at = f"byte {difference.offset:,}, line {difference.line}, column {difference.column}"
    yield f"  first difference: {at}\n", "text"
    lead = min(_CONTEXT, difference.offset)  # bytes before the first that differs
    for name, piece in (("A", difference.before), ("B", difference.after)):
        clean = without_secrets(piece)
        same, other = clean[max(0, lead - _LEAD) : lead], clean[lead : lead + _TAIL]
        yield f"    {name} ", "muted"
        yield f"{same.hex(' ')} ".lstrip(), "muted"
        yield f"{other.hex(' ') or '(end)'}".ljust(_TAIL * 3), "body"
        yield f"{_printable(same)}", "muted"
        yield f"{_printable(other)}\n", "text"


def _printable(piece: bytes) -> str:
    return "".join(chr(each) if 0x20 <= each < 0x7F else "·" for each in piece)


def _headers(headers: tuple[HeaderChange, ...]) -> Iterator[Span]:
    if not headers:
        yield "= Same headers.\n", "good"
        return
    count = "1 header differs" if len(headers) == 1 else f"{len(headers)} headers differ"
    if headers[0][0] == HEADER_NOTATION:
        count = "Same headers in a different order, case or number"
    yield f"≠ {count}.\n", "warn"
    for name, before, after in headers:
        yield f"  {name}\n", "json_key"
        yield "    A ", "muted"
        yield f"{_value(before)}\n", "text"
        yield "    B ", "muted"
        yield f"{_value(after)}\n", "text"


def _value(value: str | None) -> str:
    if value is None:
        return "(missing)"
    safe = redact(value)
    return safe if len(safe) <= _MAX_VALUE else f"{safe[:_MAX_VALUE]}…"


def _request_headers(before: Exchange, after: Exchange) -> tuple[HeaderChange, ...]:
    """Return how the headers differ. Of key and token, the history stores a fingerprint and the first digits."""
    changes = [
        (name, left or None, right or None)
        for name, left, right in (
            (
                "Kochava-Api-Key",
                before.pair and f"of pair {before.pair}",
                after.pair and f"of pair {after.pair}",
            ),
            (
                "Kochava-Auth-Token",
                before.token_prefix and f"{before.token_prefix}…",
                after.token_prefix and f"{after.token_prefix}…",
            ),
        )
        if left != right
    ]
    left, right = (
        tuple(each for each in exchange.request.headers if each[0].lower() not in _SIGNATURE_HEADERS)
        for exchange in (before, after)
    )
    return (*changes, *diff_headers(left, right))


def _title(exchange: Exchange) -> str:
    return (
        f"{exchange.title}, {local_time(exchange.started)}, to {exchange.endpoint} by {profile_title(exchange.profile)}"
    )


def _bodies(*exchanges: Exchange) -> Iterator[bytes]:
    for each in exchanges:
        yield each.request.body
        if isinstance(each.outcome, Response):
            yield each.outcome.body


def _notes(*exchanges: Exchange) -> Iterator[str]:
    for name, each in zip("AB", exchanges, strict=False):
        if each.replaced:
            yield f"The body of {name} is not byte-exact: it contained a secret, replaced by asterisks."
