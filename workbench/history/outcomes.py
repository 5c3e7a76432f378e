"""Converts outcomes to columns of the outcome table and back, with their timing and connection."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any, NamedTuple

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

_RESPONSE, _FAILURE = "response", "failure"


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
    """Return the outcome of these columns."""
    record = json.loads(head)
    timing = Timing(*record["timing"])
    if kind == INTERRUPTED:
        return Interrupted(timing, record["left"])
    channel = _channel_of(record["channel"])
    if kind == CANCELLED:
        return Cancelled(timing, record["left"], channel, record.get("sha1"))
    if kind == _FAILURE:
        failure, says = _kind_of(record["kind"]), record["says"]
        cause = _cause_of(record.get("cause"))
        return Failure(failure, says, timing, record["left"], channel, record.get("sha1"), cause, body or b"")
    return Response(
        status=record["status"],
        reason=record["reason"],
        http_version=record["version"],
        headers=pairs(record["headers"]),
        body=body or b"",
        timing=timing,
        sent_sha1=record["sha1"],
        flaw=_flaw_of(record["flaw"]),
        channel=channel,
        replaced=pairs(record["replaced"]),
        request_left=record.get("left", True),
        broken_rule=record.get("rule", ""),
        raw=base64.b64decode(record.get("raw", "")),
    )


def packed(record: object) -> str:
    """Return a value as JSON in ASCII, so that lone surrogates are preserved."""
    return json.dumps(record, separators=(",", ":"))


def pairs(record: Any) -> tuple[Any, ...]:  # noqa: ANN401 - used for headers and for positions
    """Return a list of lists as a tuple of tuples."""
    return tuple(map(tuple, record))


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


def _channel_of(record: list[Any] | None) -> Channel | None:
    if record is None:
        return None
    remote, proxy, tls, cipher, certificate, *rest = record
    return Channel(remote, proxy, tls, cipher, _certificate_of(certificate), *rest)


def _certificate_record(certificate: Certificate | None) -> list[Any] | None:
    if certificate is None:
        return None
    days = [each.isoformat() for each in (certificate.not_before, certificate.not_after)]
    return [certificate.subject, certificate.names, certificate.issuer, *days, certificate.sha256]


def _certificate_of(record: list[Any] | None) -> Certificate | None:
    if record is None:
        return None
    subject, names, issuer, first, last, sha256 = record
    return Certificate(
        subject, tuple(names), issuer, datetime.fromisoformat(first), datetime.fromisoformat(last), sha256
    )


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
