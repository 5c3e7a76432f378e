"""Compares two exchanges, or an exchange with the editor, and words the result.

Slow for large bodies, so the window does not call it on the GUI thread.
"""

from collections.abc import Iterator

from msgspec import Struct

from workbench.credentials import profile_title
from workbench.evidence.safe import safe_url
from workbench.exchange import Exchange, Response, judge
from workbench.exchange.decoding import decompressed
from workbench.operations.diff import (
    HEADER_NOTATION,
    BodyDiff,
    Difference,
    diff_bodies,
    diff_headers,
)
from workbench.operations.presentation import Row, row
from workbench.operations.presentation.outcomes import outcome_text
from workbench.redaction import redact

_MAX_CHANGES = 100
_MAX_VALUE = 200
_CONTEXT = 16  # bytes of context in a Difference
_LEAD, _TAIL = 4, 8  # bytes that are shown
_SIGNATURE_HEADERS = ("kochava-api-key", "kochava-auth-token")

HeaderChanges = tuple[tuple[str, str | None, str | None], ...]


class Comparison(Struct, frozen=True):
    """The comparison of two exchanges, or of one and the editor.

    Attributes:
        before, after: titles of the two.
        properties: name and both values of each property that differs. Of API key and token, the history stores a
            fingerprint and the first digits.
        request, request_headers: differences of the requests; of each header its name and both values.
        response, response_headers: differences of the responses; None if there are not two.
        outcomes: the outcome of each, as text; empty for the editor.
        bodies: all bodies that are shown, in which the screen mask searches.
        notes: warnings, one sentence each, such as a body that is not byte-exact.
    """

    before: str
    after: str
    properties: tuple[tuple[str, str, str], ...]
    request: BodyDiff
    request_headers: HeaderChanges
    response: BodyDiff | None
    response_headers: HeaderChanges
    outcomes: tuple[str, str]
    bodies: tuple[bytes, ...]
    notes: tuple[str, ...]

    @property
    def same_response(self) -> bool:
        """Whether both have the same status and the same body, or ended in the same way without a response."""
        return self.outcomes[0] == self.outcomes[1] and (self.response is None or _is_equal(self.response))

    @property
    def same(self) -> bool:
        """Whether the same bytes were sent and received."""
        return not self.notes and _is_equal(self.request) and self.same_response


def compare(before: Exchange, after: Exchange, *, with_editor: bool = False) -> Comparison:
    """Return how two exchanges differ; `with_editor` if `after` is what the editor would send."""
    first, second = (each.outcome if isinstance(each.outcome, Response) else None for each in (before, after))
    headers = (
        tuple(each for each in exchange.request.headers if each[0].lower() not in _SIGNATURE_HEADERS)
        for exchange in (before, after)
    )
    bodies = (each.request.body for each in (before, after)), (each.body for each in (first, second) if each)
    return Comparison(
        before=_title(before),
        after=_title(after),
        properties=tuple(_properties(before, after, with_editor=with_editor)),
        request=diff_bodies(before.request.body, after.request.body),
        request_headers=diff_headers(*headers),
        response=diff_bodies(decompressed(first).body, decompressed(second).body) if first and second else None,
        response_headers=diff_headers(first.headers, second.headers) if first and second else (),
        outcomes=(outcome_text(before.outcome), "" if with_editor else outcome_text(after.outcome)),
        bodies=tuple(body for group in bodies for body in group),
        notes=tuple(
            f"The body of {name} is not byte-exact: it contained a secret, replaced by asterisks."
            for name, each in (("A", before), ("B", after))
            if each.replaced
        ),
    )


def comparison_rows(compared: Comparison) -> Iterator[Row]:
    """Yield a comparison: the two exchanges, their properties, requests and responses."""
    yield row("A", compared.before, label_role="accent")
    yield row("B", compared.after, label_role="accent")
    for note in compared.notes:
        yield row("Note", note, "warn")
    for name, old, new in compared.properties:
        yield row(name, f"{old or '(none)'} → {new or '(none)'}")
    yield from _body("Request", compared.request)
    yield from _headers(compared.request_headers)
    yield from response_rows(compared)


def response_rows(compared: Comparison) -> Iterator[Row]:
    """Yield how the outcomes and the responses differ."""
    first, second = compared.outcomes
    if not second:
        yield row("Response", f"A: {first}")
    elif first == second:
        yield row("Response", f"= {first}")
    else:
        yield row("Response", f"≠ {first} → {second}", "warn")
    if compared.response is not None:
        yield from _body("", compared.response)
        yield from _headers(compared.response_headers)


def _is_equal(diff: BodyDiff) -> bool:
    return diff.meaning == "same bytes"


def _properties(before: Exchange, after: Exchange, *, with_editor: bool) -> Iterator[tuple[str, str, str]]:
    names = "Address", "Wire form", "Profile", "Fingerprint", "SHA-1", "Token", "Transport", "Verdict"
    values = (
        (
            safe_url(each.request.url),
            each.wire_form,
            profile_title(each.profile),
            each.pair,
            each.payload_hash,
            each.token_prefix and f"{each.token_prefix}…",
            each.options,
            judge(each.outcome, each.annotations.recorded).text,
        )
        for each in (before, after)
    )
    for name, old, new in zip(names, *values, strict=True):
        if old != new and not (with_editor and name in ("Transport", "Verdict")):
            yield name, old, new


def _body(label: str, body: BodyDiff) -> Iterator[Row]:
    same = _is_equal(body)
    yield row(label, f"{'=' if same else '≠'} {body.message}", "good" if same else "warn")
    if body.first is not None:
        yield from _first_difference(body.first)
    for change in body.changes[:_MAX_CHANGES]:
        yield from _change(change.pointer or "(whole document)", change.before, change.after)
    if len(body.changes) > _MAX_CHANGES:
        yield row("", f"… {len(body.changes) - _MAX_CHANGES} more values", "muted")


def _first_difference(difference: Difference) -> Iterator[Row]:
    at = f"byte {difference.offset:,}, line {difference.line}, column {difference.column}"
    yield row("", f"first difference: {at}")
    lead = min(_CONTEXT, difference.offset)  # bytes before the first that differs
    for name, piece in (("A", difference.before), ("B", difference.after)):
        same, other = piece[max(0, lead - _LEAD) : lead], piece[lead : lead + _TAIL]
        digits = f"{other.hex(' ') or '(end)'}".ljust(_TAIL * 3)
        spans = (f"{same.hex(' ')} ".lstrip(), "muted"), (digits, "body"), (_printable(same), "muted")
        yield Row("", ((f"  {name} ", "muted"), *spans, (_printable(other), "text")))


def _printable(piece: bytes) -> str:
    return "".join(chr(each) if 0x20 <= each < 0x7F else "·" for each in piece)


def _headers(headers: HeaderChanges) -> Iterator[Row]:
    if not headers:
        yield row("", "= Same headers.", "good")
        return
    count = "1 header differs" if len(headers) == 1 else f"{len(headers)} headers differ"
    if headers[0][0] == HEADER_NOTATION:
        count = "Same headers in a different order, case or number"
    yield row("", f"≠ {count}.", "warn")
    for change in headers:
        yield from _change(*change)


def _change(name: str, before: str | None, after: str | None) -> Iterator[Row]:
    yield row("", name, "json_key")
    for side, value in (("A", before), ("B", after)):
        safe = "(missing)" if value is None else redact(value)
        shown = safe if len(safe) <= _MAX_VALUE else f"{safe[:_MAX_VALUE]}…"
        yield Row("", ((f"  {side} ", "muted"), (shown, "text")))


def _title(exchange: Exchange) -> str:
    when = f"{exchange.id[:8]} · {exchange.started.astimezone():%Y-%m-%d %H:%M:%S}" if exchange.id else "editor"
    return f"{when} · {exchange.title} · {profile_title(exchange.profile) or 'not signed'} → {exchange.endpoint}"
