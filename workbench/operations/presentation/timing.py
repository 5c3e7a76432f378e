"""Words the phases of a send and its connection."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from workbench.exchange import Certificate, Channel, Interrupted, Outcome
from workbench.operations.presentation import Row, row

_PHASES: Final = (
    ("name look-up", "dns_s"),
    ("connect", "connect_s"),
    ("TLS", "tls_s"),
    ("send", "send_s"),
    ("wait", "wait_s"),
    ("receive", "receive_s"),
)

EXPIRES_SOON_DAYS: Final = 30
"""A warning is shown if a certificate expires within this number of days."""

_MAX_NAMES = 6  # of a certificate


def phases(outcome: Outcome | None) -> tuple[tuple[str, float], ...]:
    """Return the phases that were measured, with their duration in seconds."""
    if outcome is None:
        return ()
    found = ((name, getattr(outcome.timing, field)) for name, field in _PHASES)
    return tuple((name, seconds) for name, seconds in found if seconds is not None)


def timing_rows(outcome: Outcome | None) -> list[Row]:
    """Return the duration of each phase and the total; the label's role names the phase if it was measured."""
    if outcome is None:
        return [row("", "In progress…", "muted")]
    measured = dict(phases(outcome))
    rows = [
        row(name, _milliseconds(measured.get(name)), label_role=f"phase {name}" if name in measured else "muted")
        for name, _field in _PHASES
    ]
    total = None if isinstance(outcome, Interrupted) else outcome.timing.total_s
    return [*rows, row("total", _milliseconds(total))]


def timing_text(outcome: Outcome | None) -> str:
    """Return the phases as one sentence, for screen readers."""
    if outcome is None:
        return "The exchange is in progress."
    parts = [f"{name} {_milliseconds(seconds).lstrip()}" for name, seconds in phases(outcome)]
    return f"{', '.join(parts) or 'no phase was measured'}; total {_milliseconds(outcome.timing.total_s).lstrip()}"


def connection_rows(outcome: Outcome | None, now: datetime | None = None) -> Iterator[Row]:
    """Yield what is known of the connection; `now` (aware) is the time to count days from."""
    channel = channel_of(outcome)
    if channel is None:
        return
    if not channel.verified and (channel.tls or channel.certificate):
        yield row("verification", "✗ NOT VERIFIED: certificate checks are turned off", "bad")
    if channel.remote:
        yield row("remote address", channel.remote)
    if channel.proxy:
        yield row("proxy", channel.proxy)
    if channel.remote or channel.tls:
        yield row("TLS", " · ".join(filter(None, (channel.tls, channel.cipher))) or "none")
    if channel.certificate is not None:
        yield from _certificate(channel.certificate, now or datetime.now(UTC))
    if channel.bytes_sent or channel.bytes_received:
        yield row("bytes sent", f"{channel.bytes_sent:,}")
        yield row("bytes received", f"{channel.bytes_received:,}")


def channel_of(outcome: Outcome | None) -> Channel | None:
    """Return the connection of an outcome; None if it is unknown."""
    return None if outcome is None or isinstance(outcome, Interrupted) else outcome.channel


def _certificate(certificate: Certificate, now: datetime) -> Iterator[Row]:
    names = list(dict.fromkeys(filter(None, (certificate.subject, *certificate.names))))
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    yield row("certificate", ", ".join(names[:_MAX_NAMES]) + more if names else "no name")
    yield row("issuer", certificate.issuer or "unknown")
    days = (certificate.not_after - now).days
    is_soon = days < EXPIRES_SOON_DAYS
    if certificate.not_before > now:
        state = f"✗ valid only from {certificate.not_before:%Y-%m-%d}", "bad"
    elif certificate.not_after < now:
        state = "✗ expired", "bad"
    else:
        left = "1 day" if days == 1 else f"{days:,} days"
        state = f"{'! ' * is_soon}{left} left", "warn" if is_soon else "muted"
    yield Row("valid until", ((f"{certificate.not_after:%Y-%m-%d}  ", "text"), state))
    yield row("SHA-256", certificate.sha256)


def _milliseconds(seconds: float | None) -> str:
    return f"{'—' if seconds is None else f'{seconds * 1000:,.1f} ms':>12}"
