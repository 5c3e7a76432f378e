"""An exchange as it may be kept: no secret, no key, no full token in any part of it.

Owns what is struck out. A header that carries a credential loses its value; any other text loses what redaction knows;
in a body each such value is replaced by as many asterisks, and its place is listed; a packed body is packed anew for
that, all of it. Never touches the exchange itself,
and never the payload hash, which stays that of the bytes that left.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from workbench.exchange import HIDDEN_HEADERS, Exchange, Failure, Marks, Outcome, Request, Response
from workbench.exchange.decoding import compressed, decompressed
from workbench.redaction import REDACTED, known_in, known_state, redact

_HIDDEN: Final = HIDDEN_HEADERS | {"proxy-authorization"}
_TOKEN_DIGITS: Final = 8
_SHORTEST: Final = 8  # a shorter value of a header occurs in any text by chance
_BETWEEN: Final = "\n\x00\n"
_REMEMBERED: Final = 4_096  # bytes of a body of which it is remembered what was found: sends of a run are much alike

_Places = tuple[tuple[int, int], ...]


def begun(exchange: Exchange) -> Exchange:
    """Return the exchange without anything secret; its outcome too, if it has one."""
    asked = exchange.request
    own = _own(asked)
    beside = (exchange.title, exchange.profile, exchange.endpoint, exchange.choices)
    title, profile, endpoint, choices, url, *headers = _struck((*beside, asked.url, *_shown(asked.headers)), own)
    places = _known_in(asked.body, own)
    return replace(
        exchange,
        title=title,
        profile=profile,
        endpoint=endpoint,
        choices=choices,
        request=Request(asked.method, url, _renewed(asked.headers, headers), _hidden(asked.body, places)),
        replaced=tuple(sorted({*exchange.replaced, *places})),
        token_prefix=exchange.token_prefix[:_TOKEN_DIGITS],
        outcome=None if exchange.outcome is None else _outcome(exchange.outcome, own),
        marks=marked(exchange.marks),
    )


def ended(exchange: Exchange) -> Outcome | None:
    """Return its outcome without anything secret, nor the credentials that the request carried."""
    return None if exchange.outcome is None else _outcome(exchange.outcome, _own(exchange.request))


def marked(marks: Marks) -> Marks:
    """Return a person's marks without anything secret."""
    if not marks.note and not marks.tags:
        return marks
    note, *tags = _struck((marks.note, *marks.tags), ())
    return replace(marks, note=note, tags=tuple(tags))


def _own(request: Request) -> tuple[str, ...]:
    """Return the credentials that this request carries; redaction need not know each token."""
    return tuple(value for name, value in request.headers if name.lower() in _HIDDEN and len(value) >= _SHORTEST)


def _outcome(outcome: Outcome, own: tuple[str, ...]) -> Outcome:
    """Return an outcome without anything secret."""
    if isinstance(outcome, Failure):
        (says,) = _struck((outcome.says,), own)
        return replace(outcome, says=says)
    if not isinstance(outcome, Response):
        return outcome
    names = tuple(name for name, _ in outcome.headers)
    reason, *texts = _struck((outcome.reason, *names, *_shown(outcome.headers)), own)
    places = _known_in(outcome.body, own)
    body = _hidden(outcome.body, places)
    if outcome.header("Content-Encoding"):
        plain = decompressed(outcome).body
        inside = _known_in(plain, own)
        if inside and plain != outcome.body:
            body = compressed(outcome, _hidden(plain, inside))
            places = ((0, len(body)),)  # no place of the packed bytes is that of a value
    return replace(
        outcome,
        reason=reason,
        headers=tuple(zip(texts[: len(names)], texts[len(names) :], strict=True)),
        body=body,
        replaced=tuple(sorted({*outcome.replaced, *places})),
    )


def _shown(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the headers' values, without those that are secret whatever they are."""
    return [REDACTED if value and name.lower() in _HIDDEN else value for name, value in headers]


def _renewed(headers: tuple[tuple[str, str], ...], values: list[str]) -> tuple[tuple[str, str], ...]:
    """Return the headers with other values, in their order and case."""
    return tuple((name, value) for (name, _), value in zip(headers, values, strict=True))


def _known_in(body: bytes, own: tuple[str, ...]) -> _Places:
    return known_in(body, own) if len(body) > _REMEMBERED else _found_in(known_state(), body, own)


@lru_cache(maxsize=16)
def _found_in(_state: object, body: bytes, own: tuple[str, ...]) -> _Places:
    """Find values in a body; once, for as long as the same ones are known."""
    return known_in(body, own)


def _struck(texts: tuple[str, ...], own: tuple[str, ...]) -> list[str]:
    """Return the texts without what is secret in them."""
    return list(_without_secrets(known_state(), texts, own))


@lru_cache(maxsize=16)
def _without_secrets(_state: object, texts: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """Strike out. Together the texts are looked through once, for most have nothing."""
    together = _BETWEEN.join(texts)
    if not _has(together, own) and redact(together) == together:
        return texts
    return tuple(_redacted(each, own) for each in texts)


def _has(text: str, own: tuple[str, ...]) -> bool:
    folded = text.lower() if own else ""
    return any(value.lower() in folded for value in own)


def _redacted(text: str, own: tuple[str, ...]) -> str:
    text = redact(text)
    if _has(text, own):
        text = re.sub("|".join(map(re.escape, own)), REDACTED, text, flags=re.IGNORECASE)
    return text


def _hidden(body: bytes, places: _Places) -> bytes:
    """Return the body with asterisks in these places; without one it is the same object."""
    if not places:
        return body
    hidden = bytearray(body)
    for at, length in places:
        hidden[at : at + length] = b"*" * length
    return bytes(hidden)
