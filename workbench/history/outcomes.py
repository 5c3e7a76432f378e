"""Converts outcomes to columns of the outcome table and back, with their timing and connection."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from math import inf
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from workbench.exchange import (
    Cancelled,
    Cause,
    Certificate,
    Channel,
    Failure,
    FailureKind,
    Flaw,
    Interrupted,
    Outcome,
    Response,
    Timing,
)
from workbench.history.outcome_labels import CANCELLED, INTERRUPTED, answer_of

_T = TypeVar("_T")

_RESPONSE, _FAILURE = "response", "failure"
_DAYS: Final = ("not_before", "not_after")
_SHA1: Final = re.compile(r"[0-9a-f]{40}")


class Columns(NamedTuple):
    """One row of the outcome table; `search_text` is searchable, in addition to the body."""

    kind: str
    search_text: str
    head: str
    body: bytes | None


def columns_of(outcome: Outcome) -> Columns:
    """Return the columns of an outcome."""
    answer = answer_of(outcome)
    head: dict[str, Any] = {"timing": _timing_record(outcome.timing)}
    if not isinstance(outcome, Interrupted):
        head["channel"] = _channel_record(outcome.channel)
    if outcome.request_left is not True or not isinstance(outcome, Response):
        head["left"] = outcome.request_left
    match outcome:
        case Response():
            head |= {
                "status": outcome.status,
                "reason": outcome.reason,
                "version": outcome.http_version,
                "headers": outcome.headers,
                "sha1": outcome.sent_sha1,
                "flaw": outcome.flaw,
                "replaced": outcome.replaced,
            }
            if outcome.broken_rule or outcome.raw:
                head |= {"rule": outcome.broken_rule, "raw": base64.b64encode(outcome.raw).decode("ascii")}
            return Columns(_RESPONSE, f"{answer} {outcome.reason}", packed(head), outcome.body)
        case Failure():
            head |= {"kind": outcome.kind, "says": outcome.says, "sha1": outcome.sent_sha1, "cause": outcome.cause}
            return Columns(_FAILURE, f"{answer} {outcome.says}", packed(head), outcome.raw or None)
        case Cancelled():
            head["sha1"] = outcome.sent_sha1
            return Columns(CANCELLED, answer, packed(head), None)
        case Interrupted():
            return Columns(INTERRUPTED, answer, packed(head), None)


def outcome_of(kind: str, head: str, body: bytes | None) -> Outcome:
    """Return the outcome of these columns; raises ValueError or LookupError for an impossible one."""
    record = json.loads(head)
    timing = _timing_of(record["timing"])
    values = {"timing": timing, "request_left": record.get("left", True)}
    if kind == INTERRUPTED:
        return checked(Interrupted, values)
    values |= {"channel": _channel_of(record["channel"]), "sent_sha1": _sha1_of(record.get("sha1"))}
    if kind == CANCELLED:
        return checked(Cancelled, values)
    if kind not in {_RESPONSE, _FAILURE} or not isinstance(body, bytes | None):
        raise ValueError("no outcome")
    if kind == _FAILURE:
        values |= {"kind": _kind_of(record["kind"]), "says": record["says"], "cause": _cause_of(record.get("cause"))}
        return checked(Failure, values | {"raw": body or b""})
    values |= {"broken_rule": record.get("rule", ""), "raw": _bytes_of(record.get("raw", ""))}
    values |= {name: record[name] for name in ("status", "reason", "headers", "replaced")}
    return checked(
        Response, values | {"http_version": record["version"], "body": body or b"", "flaw": _flaw_of(record["flaw"])}
    )


def checked(kind: type[_T], values: Any) -> _T:  # noqa: ANN401 - any JSON
    """Return a value whose fields all have their types, lists as tuples.

    Raises:
        ValueError: a field has another type.
    """
    return msgspec.convert(values, kind)


def sha1_of(value: Any) -> str:  # noqa: ANN401 - a column, or JSON
    """Return a SHA-1.

    Raises:
        ValueError: it is not 40 hex digits.
    """
    if not isinstance(value, str) or not _SHA1.fullmatch(value):
        raise ValueError("no SHA-1")
    return value


def packed(record: object) -> str:
    """Return a value as JSON in ASCII, so that lone surrogates are preserved."""
    return json.dumps(record, separators=(",", ":"))


def _timing_record(timing: Timing) -> list[float | None]:
    return [
        timing.total_s,
        timing.dns_s,
        timing.connect_s,
        timing.tls_s,
        timing.send_s,
        timing.wait_s,
        timing.receive_s,
    ]


def _channel_record(channel: Channel | None) -> list[Any] | None:
    if channel is None:
        return None
    return [
        channel.remote,
        channel.proxy,
        channel.tls,
        channel.cipher,
        _certificate_record(channel.certificate),
        channel.verified,
        channel.bytes_sent,
        channel.bytes_received,
        channel.proxy_login,
    ]


def _timing_of(record: list[float | None]) -> Timing:
    if not all(each is None or (type(each) is float and 0 <= each < inf) for each in record):
        raise ValueError("no duration")
    return checked(Timing, dict(zip(Timing.__struct_fields__, record, strict=True)))


def _sha1_of(value: Any) -> str | None:  # noqa: ANN401 - JSON
    return None if value is None else sha1_of(value)


def _bytes_of(value: Any) -> bytes:  # noqa: ANN401 - JSON
    return base64.b64decode(checked(str, value), validate=True)


def _channel_of(record: list[Any] | None) -> Channel | None:
    if record is None:
        return None
    values = dict(zip(Channel.__struct_fields__, record, strict=True))
    return checked(Channel, values | {"certificate": _certificate_of(values["certificate"])})


def _certificate_record(certificate: Certificate | None) -> list[Any] | None:
    if certificate is None:
        return None
    days = [each.isoformat() for each in (certificate.not_before, certificate.not_after)]
    return [certificate.subject, certificate.names, certificate.issuer, *days, certificate.sha256]


def _certificate_of(record: list[Any] | None) -> Certificate | None:
    if record is None:
        return None
    values = dict(zip(Certificate.__struct_fields__, record, strict=True))
    return checked(Certificate, values | {each: datetime.fromisoformat(values[each]) for each in _DAYS})


def _kind_of(word: str) -> FailureKind:
    """Return the kind; an unknown one, of a later version, becomes OTHER: its message tells the rest."""
    return FailureKind(word) if word in set(FailureKind) else FailureKind.OTHER


def _cause_of(word: str | None) -> Cause | None:
    """Return the cause; None for an unknown one, of a later version."""
    return Cause(word) if word in set(Cause) else None


def _flaw_of(word: str | None) -> Flaw | None:
    """Return the flaw; an unknown one, of a later version, becomes GARBLED."""
    if word is None:
        return None
    return Flaw(word) if word in set(Flaw) else Flaw.GARBLED
