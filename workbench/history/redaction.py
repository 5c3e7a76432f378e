"""Redacts an exchange before it is stored: no secret, no key, no full token.

The value of a credential header is removed; known secrets in other text are replaced. In a body, each known value is
replaced by as many asterisks and its position is recorded; a compressed body is compressed again. The exchange passed
in is not changed, and the payload hash remains that of the bytes sent.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from workbench.exchange import HIDDEN_HEADERS, Annotations, Exchange, Failure, Outcome, Request, Response
from workbench.exchange.decoding import compressed, decompressed
from workbench.redaction import REDACTED, known_in, known_state, redact

_HIDDEN: Final = HIDDEN_HEADERS | {"proxy-authorization"}
_TOKEN_DIGITS: Final = 8
_MIN_LENGTH: Final = 8  # a shorter header value may occur in any text by chance
_SEPARATOR: Final = "\n\x00\n"
_CACHED_SIZE: Final = 4_096  # bytes up to which results are cached: the bodies of a run are much alike

_Positions = tuple[tuple[int, int], ...]


def redact_exchange(exchange: Exchange) -> Exchange:
    """Return the exchange redacted, with its outcome if it has one."""
    request = exchange.request
    credentials = _request_credentials(request)
    beside = (exchange.title, exchange.profile, exchange.endpoint, exchange.options)
    title, profile, endpoint, options, url, *headers = _redact_texts(
        (*beside, request.url, *_header_values(request.headers)), credentials
    )
    positions = _known_values(request.body, credentials)
    return replace(
        exchange,
        title=title,
        profile=profile,
        endpoint=endpoint,
        options=options,
        request=Request(request.method, url, _with_values(request.headers, headers), _masked(request.body, positions)),
        replaced=tuple(sorted({*exchange.replaced, *positions})),
        token_prefix=exchange.token_prefix[:_TOKEN_DIGITS],
        outcome=None if exchange.outcome is None else _redact_outcome(exchange.outcome, credentials),
        annotations=redact_annotations(exchange.annotations),
    )


def redact_outcome(exchange: Exchange) -> Outcome | None:
    """Return its outcome redacted, including the credentials of its request."""
    return (
        None if exchange.outcome is None else _redact_outcome(exchange.outcome, _request_credentials(exchange.request))
    )


def redact_annotations(annotations: Annotations) -> Annotations:
    """Return annotations redacted."""
    if not annotations.note and not annotations.tags:
        return annotations
    note, *tags = _redact_texts((annotations.note, *annotations.tags), ())
    return replace(annotations, note=note, tags=tuple(tags))


def _request_credentials(request: Request) -> tuple[str, ...]:
    """Return the credentials that this request carries; the redactor does not know every token."""
    return tuple(value for name, value in request.headers if name.lower() in _HIDDEN and len(value) >= _MIN_LENGTH)


def _redact_outcome(outcome: Outcome, credentials: tuple[str, ...]) -> Outcome:
    """Return an outcome redacted."""
    if isinstance(outcome, Failure):
        (says,) = _redact_texts((outcome.says,), credentials)
        return replace(outcome, says=says, raw=_masked(outcome.raw, _known_values(outcome.raw, credentials)))
    if not isinstance(outcome, Response):
        return outcome
    names = tuple(name for name, _ in outcome.headers)
    reason, *texts = _redact_texts((outcome.reason, *names, *_header_values(outcome.headers)), credentials)
    positions = _known_values(outcome.body, credentials)
    body = _masked(outcome.body, positions)
    if outcome.header("Content-Encoding"):
        plain = decompressed(outcome).body
        inside = _known_values(plain, credentials)
        if inside and plain != outcome.body:
            body = compressed(outcome, _masked(plain, inside))
            positions = ((0, len(body)),)  # positions in the compressed bytes do not correspond to values
    return replace(
        outcome,
        reason=reason,
        headers=tuple(zip(texts[: len(names)], texts[len(names) :], strict=True)),
        body=body,
        raw=_masked(outcome.raw, _known_values(outcome.raw, credentials)),
        replaced=tuple(sorted({*outcome.replaced, *positions})),
    )


def _header_values(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the values of the headers, credential headers replaced."""
    return [REDACTED if value and name.lower() in _HIDDEN else value for name, value in headers]


def _with_values(headers: tuple[tuple[str, str], ...], values: list[str]) -> tuple[tuple[str, str], ...]:
    """Return the headers with other values, in their order and case."""
    return tuple((name, value) for (name, _), value in zip(headers, values, strict=True))


def _known_values(body: bytes, credentials: tuple[str, ...]) -> _Positions:
    return (
        known_in(body, credentials)
        if len(body) > _CACHED_SIZE
        else _cached_known_values(known_state(), body, credentials)
    )


@lru_cache(maxsize=16)
def _cached_known_values(_state: object, body: bytes, credentials: tuple[str, ...]) -> _Positions:
    """Find values in a body; cached while the known values stay the same."""
    return known_in(body, credentials)


def _redact_texts(texts: tuple[str, ...], credentials: tuple[str, ...]) -> list[str]:
    """Return the texts without secrets."""
    return list(_cached_redaction(known_state(), texts, credentials))


@lru_cache(maxsize=16)
def _cached_redaction(_state: object, texts: tuple[str, ...], credentials: tuple[str, ...]) -> tuple[str, ...]:
    """Redact the texts. They are scanned together first, because most contain nothing."""
    together = _SEPARATOR.join(texts)
    if not _contains_any(together, credentials) and redact(together) == together:
        return texts
    return tuple(_redact_text(each, credentials) for each in texts)


def _contains_any(text: str, credentials: tuple[str, ...]) -> bool:
    folded = text.lower() if credentials else ""
    return any(value.lower() in folded for value in credentials)


def _redact_text(text: str, credentials: tuple[str, ...]) -> str:
    text = redact(text)
    if _contains_any(text, credentials):
        text = re.sub("|".join(map(re.escape, credentials)), REDACTED, text, flags=re.IGNORECASE)
    return text


def _masked(body: bytes, positions: _Positions) -> bytes:
    """Return the body with asterisks at these positions; the same object if there are none."""
    if not positions:
        return body
    hidden = bytearray(body)
    for at, length in positions:
        hidden[at : at + length] = b"*" * length
    return bytes(hidden)
