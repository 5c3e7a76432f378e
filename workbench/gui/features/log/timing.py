"""How long each phase of a send took, and the connection it left by, as runs of words. Pure functions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from workbench.exchange import Interrupted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.exchange import Certificate, Channel, Exchange, Timing
    from workbench.gui.features.log.bodies import Run

PHASES: Final = (
    ("name look-up", "dns_s"),
    ("connect", "connect_s"),
    ("TLS", "tls_s"),
    ("send", "send_s"),
    ("wait", "wait_s"),
    ("receive", "receive_s"),
)
"""The phases of a send in their order: what each is called, and its name in a Timing."""

SOON_DAYS: Final = 30
"""Days before its end from which on a certificate is told of."""

_NAMES = 6  # of a certificate that are listed


def phases(timing: Timing) -> tuple[tuple[str, float], ...]:
    """Return the phases that began, and the seconds each took."""
    return tuple((name, seconds) for name, field in PHASES if (seconds := getattr(timing, field)) is not None)


def timing_runs(exchange: Exchange, now: datetime | None = None) -> list[Run]:
    """Return how long each phase took, and what is known of the connection; `now` (aware) is for days left."""
    outcome = exchange.outcome
    if outcome is None:
        return [("Under way…", "muted")]
    runs: list[Run] = []
    for name, field in PHASES:
        seconds = getattr(outcome.timing, field)
        runs += [("■ " if seconds is not None else "  ", f"phase {name}"), *_duration(name, seconds)]
    runs += [("  ", "text"), *_duration("total", None if isinstance(outcome, Interrupted) else outcome.timing.total_s)]
    if exchange.options:
        runs += [*_fact("transport", exchange.options)]
    if not isinstance(outcome, Interrupted) and outcome.channel is not None:
        runs += [("\n", "text"), *_channel(outcome.channel, now or datetime.now(UTC))]
    return runs


def timing_words(exchange: Exchange) -> str:
    """Return the phases in one sentence, for a screen reader."""
    if exchange.outcome is None:
        return "The exchange is under way."
    parts = [f"{name} {_milliseconds(seconds)}" for name, seconds in phases(exchange.outcome.timing)]
    return f"{', '.join(parts) or 'no phase began'}; in all {_milliseconds(exchange.outcome.timing.total_s)}"


def _duration(name: str, seconds: float | None) -> Iterator[Run]:
    yield f"{name:<14}", "muted"
    yield f"{'—' if seconds is None else _milliseconds(seconds):>12}\n", "text"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def _channel(channel: Channel, now: datetime) -> Iterator[Run]:
    if not channel.verified and (channel.tls or channel.certificate):
        yield "✗ NOT VERIFIED: nobody checked whose certificate this is, by your choice\n", "bad"
    if channel.remote:
        yield from _fact("remote address", channel.remote)
    if channel.proxy:
        yield from _fact("proxy", channel.proxy)
    if channel.tls:
        yield from _fact("TLS", " · ".join(filter(None, (channel.tls, channel.cipher))))
    if channel.certificate is not None:
        yield from _certificate(channel.certificate, now)
    if channel.bytes_sent or channel.bytes_received:
        yield from _fact("bytes sent", f"{channel.bytes_sent:,}")
        yield from _fact("bytes received", f"{channel.bytes_received:,}")


def _certificate(certificate: Certificate, now: datetime) -> Iterator[Run]:
    names = list(dict.fromkeys(filter(None, (certificate.subject, *certificate.names))))
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    yield from _fact("certificate", ", ".join(names[:_NAMES]) + more if names else "without a name")
    yield from _fact("issuer", certificate.issuer or "not named")
    yield f"  {'valid until':<16}", "muted"
    yield f"{certificate.not_after:%Y-%m-%d}  ", "text"
    days = (certificate.not_after - now).days
    if certificate.not_before > now:
        yield f"✗ valid only from {certificate.not_before:%Y-%m-%d}\n", "bad"
    elif certificate.not_after < now:
        yield "✗ expired\n", "bad"
    else:
        yield f"{'! ' if days < SOON_DAYS else ''}{_days(days)} left\n", "warn" if days < SOON_DAYS else "muted"
    yield from _fact("SHA-256", certificate.sha256)


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def _fact(name: str, value: str) -> Iterator[Run]:
    yield f"  {name:<16}", "muted"
    yield f"{value}\n", "text"
