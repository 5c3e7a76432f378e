"""Formats the phases of a send and its connection as spans. Pure functions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from workbench.exchange import Certificate, Channel, Exchange, Interrupted, Timing
from workbench.gui.features.log.bodies import Span

PHASES: Final = (
    ("name look-up", "dns_s"),
    ("connect", "connect_s"),
    ("TLS", "tls_s"),
    ("send", "send_s"),
    ("wait", "wait_s"),
    ("receive", "receive_s"),
)
"""The phases of a send in order: label, and attribute of a Timing."""

EXPIRES_SOON_DAYS: Final = 30
"""A warning is shown if a certificate expires within this number of days."""

_MAX_NAMES = 6  # of a certificate


def phases(timing: Timing) -> tuple[tuple[str, float], ...]:
    """Return the phases that were measured, with their duration in seconds."""
    return tuple((name, seconds) for name, field in PHASES if (seconds := getattr(timing, field)) is not None)


def timing_spans(exchange: Exchange, now: datetime | None = None) -> list[Span]:
    """Return the duration of each phase and the connection; `now` (aware) is the time to count days from."""
    outcome = exchange.outcome
    if outcome is None:
        return [("In progress…", "muted")]
    spans: list[Span] = []
    for name, field in PHASES:
        seconds = getattr(outcome.timing, field)
        spans += [("■ " if seconds is not None else "  ", f"phase {name}"), *_duration(name, seconds)]
    spans += [("  ", "text"), *_duration("total", None if isinstance(outcome, Interrupted) else outcome.timing.total_s)]
    if exchange.options:
        spans += [*_property("transport", exchange.options)]
    if not isinstance(outcome, Interrupted) and outcome.channel is not None:
        spans += [("\n", "text"), *_channel(outcome.channel, now or datetime.now(UTC))]
    return spans


def timing_text(exchange: Exchange) -> str:
    """Return the phases as one sentence, for screen readers."""
    if exchange.outcome is None:
        return "The exchange is in progress."
    parts = [f"{name} {_milliseconds(seconds)}" for name, seconds in phases(exchange.outcome.timing)]
    return f"{', '.join(parts) or 'no phase was measured'}; total {_milliseconds(exchange.outcome.timing.total_s)}"


def _duration(name: str, seconds: float | None) -> Iterator[Span]:
    yield f"{name:<14}", "muted"
    yield f"{'—' if seconds is None else _milliseconds(seconds):>12}\n", "text"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def _channel(channel: Channel, now: datetime) -> Iterator[Span]:
    if not channel.verified and (channel.tls or channel.certificate):
        yield "✗ NOT VERIFIED: certificate checks are turned off\n", "bad"
    if channel.remote:
        yield from _property("remote address", channel.remote)
    if channel.proxy:
        yield from _property("proxy", channel.proxy)
    if channel.tls:
        yield from _property("TLS", " · ".join(filter(None, (channel.tls, channel.cipher))))
    if channel.certificate is not None:
        yield from _certificate(channel.certificate, now)
    if channel.bytes_sent or channel.bytes_received:
        yield from _property("bytes sent", f"{channel.bytes_sent:,}")
        yield from _property("bytes received", f"{channel.bytes_received:,}")


def _certificate(certificate: Certificate, now: datetime) -> Iterator[Span]:
    names = list(dict.fromkeys(filter(None, (certificate.subject, *certificate.names))))
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    yield from _property("certificate", ", ".join(names[:_MAX_NAMES]) + more if names else "no name")
    yield from _property("issuer", certificate.issuer or "unknown")
    yield f"  {'valid until':<16}", "muted"
    yield f"{certificate.not_after:%Y-%m-%d}  ", "text"
    days = (certificate.not_after - now).days
    if certificate.not_before > now:
        yield f"✗ valid only from {certificate.not_before:%Y-%m-%d}\n", "bad"
    elif certificate.not_after < now:
        yield "✗ expired\n", "bad"
    else:
        yield (
            f"{'! ' if days < EXPIRES_SOON_DAYS else ''}{_days(days)} left\n",
            "warn" if days < EXPIRES_SOON_DAYS else "muted",
        )
    yield from _property("SHA-256", certificate.sha256)


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def _property(name: str, value: str) -> Iterator[Span]:
    yield f"  {name:<16}", "muted"
    yield f"{value}\n", "text"
