"""Two exchanges beside each other, or one and the editor: put together, and as runs of words.

Pure functions; for large bodies they take a moment, so they are called off the window's thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.credentials import profile_title
from workbench.exchange import Response
from workbench.exchange.decoding import shown
from workbench.gui.core.log_values import Comparison
from workbench.gui.features.log.bodies import without_secrets
from workbench.gui.features.log.summary import came_to
from workbench.gui.features.log.text import answer_words, local_time
from workbench.operations.diff import HEADER_NOTATION, diff_bodies, diff_headers
from workbench.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.exchange import Exchange
    from workbench.gui.features.log.bodies import Run
    from workbench.operations.diff import BodyDiff, Difference

_MOST_CHANGES = 100
_LONGEST_VALUE = 200
_AROUND = 16  # bytes that a Difference has on either side
_LEAD, _TAIL = 4, 8  # bytes that are shown of them
_OURS = ("kochava-api-key", "kochava-auth-token")

HeaderChange = tuple[str, str | None, str | None]


def compare_two(before: Exchange, after: Exchange) -> Comparison:
    """Return how two exchanges differ, the earlier one first: what was sent, and what came back."""
    if after.started < before.started:
        before, after = after, before
    answers = [each.outcome if isinstance(each.outcome, Response) else None for each in (before, after)]
    first, second = answers
    return Comparison(
        before=_called(before),
        after=_called(after),
        request=diff_bodies(before.request.body, after.request.body),
        request_headers=_request_headers(before, after),
        answer=diff_bodies(shown(first).body, shown(second).body) if first and second else None,
        answer_headers=diff_headers(first.headers, second.headers) if first and second else (),
        outcomes=(answer_words(came_to(before)[0]), answer_words(came_to(after)[0])),
        bodies=tuple(_bodies(before, after)),
        notes=tuple(_notes(before, after)),
    )


def compare_with_editor(exchange: Exchange, mine: Exchange) -> Comparison:
    """Return how what is in the editor, as it would leave, differs from what was sent; its title is the document's."""
    return Comparison(
        before=_called(exchange),
        after=f"the editor: {mine.title}, to {mine.endpoint} by {profile_title(mine.profile)}",
        request=diff_bodies(exchange.request.body, mine.request.body),
        request_headers=_request_headers(exchange, mine),
        outcomes=(answer_words(came_to(exchange)[0]), ""),
        bodies=tuple(_bodies(exchange, mine)),
        notes=tuple(_notes(exchange)),
    )


def comparison_runs(compared: Comparison) -> list[Run]:
    """Return a comparison in words."""
    runs: list[Run] = [("A  ", "accent"), (f"{compared.before}\n", "text")]
    runs += [("B  ", "accent"), (f"{compared.after}\n", "text")]
    runs += [(f"! {note}\n", "warn") for note in compared.notes]
    runs += [("\nSENT\n", "muted"), *_body(compared.request), *_headers(compared.request_headers)]
    if compared.answer is not None or any(compared.outcomes):
        runs.append(("\nCAME BACK\n", "muted"))
        first, second = compared.outcomes
        if second:
            same = first == second
            runs.append((f"{'=' if same else '≠'} {first if same else f'{first} → {second}'}\n",
                         "text" if same else "warn"))  # fmt: skip
        else:
            runs.append((f"A: {first}\n", "text"))
    if compared.answer is not None:
        runs += [*_body(compared.answer), *_headers(compared.answer_headers)]
    return runs


def _body(body: BodyDiff) -> Iterator[Run]:
    same = body.meaning == "same bytes"
    yield f"{'=' if same else '≠'} {body.message}\n", "good" if same else "warn"
    if body.first is not None:
        yield from _first(body.first)
    for change in body.changes[:_MOST_CHANGES]:
        yield f"  {change.pointer or '(the whole)'}\n", "json_key"
        yield "    A ", "muted"
        yield f"{_value(change.before)}\n", "text"
        yield "    B ", "muted"
        yield f"{_value(change.after)}\n", "text"
    if len(body.changes) > _MOST_CHANGES:
        yield f"  … {len(body.changes) - _MOST_CHANGES} more values\n", "muted"


def _first(difference: Difference) -> Iterator[Run]:
    at = f"byte {difference.offset:,}, line {difference.line}, column {difference.column}"
    yield f"  first difference at {at}\n", "text"
    lead = min(_AROUND, difference.offset)  # bytes before the first that differs
    for name, piece in (("A", difference.before), ("B", difference.after)):
        clean = without_secrets(piece)
        same, other = clean[max(0, lead - _LEAD) : lead], clean[lead : lead + _TAIL]
        yield f"    {name} ", "muted"
        yield f"{same.hex(' ')} ".lstrip(), "muted"
        yield f"{other.hex(' ') or '(ends)'}".ljust(_TAIL * 3), "body"
        yield f"{_seen(same)}", "muted"
        yield f"{_seen(other)}\n", "text"


def _seen(piece: bytes) -> str:
    return "".join(chr(each) if 0x20 <= each < 0x7F else "·" for each in piece)


def _headers(headers: tuple[HeaderChange, ...]) -> Iterator[Run]:
    if not headers:
        yield "= The same headers.\n", "good"
        return
    count = "1 header differs" if len(headers) == 1 else f"{len(headers)} headers differ"
    if headers[0][0] == HEADER_NOTATION:
        count = "The same headers, written in another order, case or number"
    yield f"≠ {count}.\n", "warn"
    for name, before, after in headers:
        yield f"  {name}\n", "json_key"
        yield "    A ", "muted"
        yield f"{_value(before)}\n", "text"
        yield "    B ", "muted"
        yield f"{_value(after)}\n", "text"


def _value(value: str | None) -> str:
    if value is None:
        return "(not there)"
    safe = redact(value)
    return safe if len(safe) <= _LONGEST_VALUE else f"{safe[:_LONGEST_VALUE]}…"


def _request_headers(before: Exchange, after: Exchange) -> tuple[HeaderChange, ...]:
    """Return how the headers differ. Of key and token a history keeps but the pair's fingerprint and a few digits."""
    changes = [
        (name, left or None, right or None)
        for name, left, right in (
            (
                "Kochava-Api-Key",
                before.pair and f"of the pair {before.pair}",
                after.pair and f"of the pair {after.pair}",
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
        tuple(each for each in made.request.headers if each[0].lower() not in _OURS) for made in (before, after)
    )
    return (*changes, *diff_headers(left, right))


def _called(exchange: Exchange) -> str:
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
            yield f"The body of {name} held a secret and is not byte-exact: where it stood there are asterisks."
