"""Owns how what came of a send reads in the terminal: the answer, its flaws, what it proves, and what to do next.

It must never let an answer steer the terminal, and never show a value that is known to be secret.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from workbench.cli.exit_codes import Status
from workbench.cli.terminal import printable, put_row, say
from workbench.evidence.safe import safe_headers, safe_url
from workbench.exchange import (
    Cancelled,
    Channel,
    Exchange,
    Failure,
    FailureKind,
    Interrupted,
    Outcome,
    Response,
    SandboxView,
    Timing,
    judge,
    sandbox_view,
)
from workbench.exchange.advice import Advice, advise
from workbench.exchange.decoding import shown
from workbench.operations import is_loopback
from workbench.redaction import redact

LONGEST: Final = 20_000
"""Characters of a body that are printed among other rows; `history show --response` writes all its bytes."""

_PHASES: Final = (
    ("name look-up", "dns_s"),
    ("connect", "connect_s"),
    ("TLS", "tls_s"),
    ("send", "send_s"),
    ("wait", "wait_s"),
    ("receive", "receive_s"),
)


def status_of(outcome: Outcome | None) -> Status:
    """Return the exit status that an outcome means."""
    if isinstance(outcome, Cancelled):
        return Status.INTERRUPTED
    if isinstance(outcome, Response):
        return Status.YES if judge(outcome).success is True else Status.NO
    if isinstance(outcome, Failure) and outcome.kind is FailureKind.OPTIONS:
        return Status.BAD_INPUT  # a file or a proxy that was given cannot be used
    return Status.TRANSPORT_FAILED


def advice_for(exchange: Exchange) -> Advice:
    """Return what to make of what came of a send."""
    outcome = exchange.outcome
    took = 0.0 if outcome is None else outcome.timing.total_s
    return advise(outcome, sent_bytes=len(exchange.request.body), ended=exchange.started + timedelta(seconds=took))


def answer_text(response: Response) -> str:
    """Return an answer's body in characters, unpacked, without anything that would steer a terminal."""
    text = printable(redact(shown(response).text)).rstrip("\n")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n… {len(text) - LONGEST:,} more characters"


def put_outcome(exchange: Exchange, *, verbose: bool = False) -> None:
    """Print what came back, what is peculiar about it, the ladder of what that proves, and the next step."""
    outcome = exchange.outcome
    if isinstance(outcome, Response):
        _put_answer(outcome, verbose=verbose)
        view = sandbox_view(outcome)
        if view is not None:
            put_row("Sandbox", _sandbox_says(view, exchange.payload_hash))
    sent = _sent_says(outcome, exchange.payload_hash)
    if sent:
        put_row("Sent", sent)
    if verbose and outcome is not None and not isinstance(outcome, Interrupted):
        put_row("Timing", timing_words(outcome.timing))
        if outcome.channel is not None:
            _put_channel(outcome.channel)
    verdict = judge(outcome, exchange.annotations.recorded)
    put_row("Verdict", verdict.text)
    if verbose:
        for rung in verdict.steps:
            put_row("", f"{rung.name}: {printable(redact(rung.says))}")
    _put_advice(exchange, verbose=verbose)


def say_outcome(outcome: Outcome | None) -> None:
    """Tell a person why the verdict is no yes; nothing if it is."""
    if isinstance(outcome, Cancelled):
        say("cancelled")
    elif isinstance(outcome, Failure):
        say(f"workbench: {redact(outcome.says)}")
    elif isinstance(outcome, Response) and judge(outcome).success is not True:
        say(f"workbench: {next(rung.says for rung in judge(outcome).steps if rung.name == 'success')}")


def status_line(response: Response) -> str:
    """Return status and reason."""
    return f"{response.status} {printable(redact(response.reason))}".rstrip()


def timing_words(timing: Timing) -> str:
    """Return how long each phase took that began, and all of it."""
    parts = [(name, getattr(timing, field)) for name, field in _PHASES]
    return " · ".join(
        f"{name} {seconds * 1000:,.1f} ms"
        for name, seconds in (*parts, ("total", timing.total_s))
        if seconds is not None
    )


def timing_json(timing: Timing) -> dict[str, float | None]:
    """Return the milliseconds of each phase, for JSON; null for one that did not begin."""
    seconds = {field.removesuffix("_s"): getattr(timing, field) for _, field in (*_PHASES, ("total", "total_s"))}
    return {name: None if value is None else round(value * 1000, 3) for name, value in seconds.items()}


def advice_json(advice: Advice) -> dict[str, object]:
    """Return advice for JSON."""
    return {
        "says": advice.says,
        "causes": list(advice.causes),
        "next": advice.next,
        "retry_after_s": advice.retry_after_s,
    }


def channel_json(outcome: Outcome | None) -> dict[str, object] | None:
    """Return what is known of the connection of a send, for JSON; times in UTC."""
    channel = None if outcome is None or isinstance(outcome, Interrupted) else outcome.channel
    if channel is None:
        return None
    certificate = channel.certificate
    return {
        "remote": channel.remote,
        "proxy": channel.proxy,
        "tls": channel.tls,
        "cipher": channel.cipher,
        "verified": channel.verified,
        "bytes_sent": channel.bytes_sent,
        "bytes_received": channel.bytes_received,
        "certificate": None
        if certificate is None
        else {
            "subject": certificate.subject,
            "names": list(certificate.names),
            "issuer": certificate.issuer,
            "not_before": certificate.not_before.isoformat(),
            "not_after": certificate.not_after.isoformat(),
            "sha256": certificate.sha256,
        },
    }


def _put_answer(response: Response, *, verbose: bool) -> None:
    put_row("Answer", f"{status_line(response)} · {response.timing.total_s * 1000:.0f} ms")
    if verbose:
        lines = [f"{name}: {value}" for name, value in safe_headers(response.headers)]
        put_row("", printable("\n".join((*lines, ""))))
    put_row("", answer_text(response))
    location = response.header("Location")
    if location is not None and 300 <= response.status < 400:
        put_row("", f"Location: {printable(safe_url(location))} (not followed)")
    for note in shown(response).notes:
        put_row("Note", printable(note))
    if response.replaced:
        put_row("Note", "The answer held a secret, which the history does not keep: it is not byte-exact.")


def _put_channel(channel: Channel) -> None:
    via = f"{channel.remote} as proxy" if channel.proxy else channel.remote
    tls = f"{channel.tls} {channel.cipher}".strip() or "no TLS"
    count = f"{channel.bytes_sent:,} bytes sent, {channel.bytes_received:,} received"
    put_row("Connection", " · ".join(filter(None, (via, tls, count))))
    certificate = channel.certificate
    if certificate is not None:
        names = ", ".join(dict.fromkeys(filter(None, (certificate.subject, *certificate.names)))) or "no name"
        ends = f"valid until {certificate.not_after:%Y-%m-%d}"
        expired = ", EXPIRED" if certificate.not_after < datetime.now(UTC) else ""
        put_row(
            "Certificate", printable(f"{names} · issued by {certificate.issuer or 'nobody named'} · {ends}{expired}")
        )
    if channel.tls and not channel.verified:
        put_row("", "NOT VERIFIED: nobody checked whose certificate this is, by your choice")


def _put_advice(exchange: Exchange, *, verbose: bool) -> None:
    advice = advice_for(exchange)
    if isinstance(exchange.outcome, Response) and judge(exchange.outcome).success:
        if verbose:
            put_row("Beware", "\n".join(advice.causes))
        if not is_loopback(exchange.request.url) and exchange.annotations.recorded is None:
            put_row("Next", advice.next)
        return
    if isinstance(exchange.outcome, Response | Interrupted):
        put_row("Means", advice.says)
    if advice.causes:
        put_row("Causes", "\n".join(advice.causes))
    if advice.retry_after_s is not None and exchange.outcome is not None:
        after = timedelta(seconds=exchange.outcome.timing.total_s + advice.retry_after_s)
        not_before = (exchange.started + after).astimezone()
        put_row("Retry-After", f"{advice.retry_after_s:.0f} s: not before {not_before:%Y-%m-%d %H:%M:%S}")
    if advice.next:
        put_row("Next", advice.next)


def left_sha1(outcome: Outcome | None) -> str | None:
    """Return the SHA-1 of the body as it left the socket, with an answer or without; None where it is not known."""
    return None if outcome is None or isinstance(outcome, Interrupted) else outcome.sent_sha1


def _sent_says(outcome: Outcome | None, payload_hash: str) -> str:
    """Say what the bytes that left have to do with those that were signed; empty where that is not known."""
    if isinstance(outcome, Response) and outcome.request_left is not True:
        return "the server answered before all of the signed bytes had left"
    left = left_sha1(outcome)
    if left is None:
        return ""
    if left == payload_hash:
        return "sent = signed: the bytes that left the socket have this SHA-1, too"
    return f"NOT what was signed: the bytes that left the socket have the SHA-1 {left}"


def _sandbox_says(view: SandboxView, payload_hash: str) -> str:
    same = "the same hash" if view.payload_hash_raw == payload_hash else "another hash"
    token = {
        "both": "the token is right under both readings",
        "raw": "the token is right for the raw body, and not for PHP's re-encoding",
        "php": "the token is right for PHP's re-encoding, and not for the raw body",
        "none": "the token is wrong under both readings",
    }[view.token_match]
    return f"computed {view.payload_hash_raw}: {same}; {token}"
