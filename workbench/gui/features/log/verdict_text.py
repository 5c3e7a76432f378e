"""Formats the verdict of an exchange as spans: steps, causes, and the next step. Pure functions."""

from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from workbench.exchange import Exchange, Interrupted, Response, judge
from workbench.exchange.advice import LOOK, TRAPS, advise
from workbench.gui.features.log.text import ROLES, SYMBOLS
from workbench.operations.endpoints import is_loopback
from workbench.operations.presentation import Span
from workbench.redaction import redact_known

_LOCAL = "The request stayed on this machine. To have it recorded, choose Kochava as the endpoint."
_MAX_URL = 2_000


def verdict_spans(exchange: Exchange) -> list[Span]:
    """Return one line for each step, and the advice."""
    spans: list[Span] = []
    for step in judge(exchange.outcome, exchange.annotations.recorded).steps:
        spans += [(f"{SYMBOLS[step.state]} {step.name}", ROLES[step.state]), (f"\t{redact_known(step.says)}\n", "text")]
    advice = advise(exchange.outcome, sent_bytes=len(exchange.request.body), ended=_ended(exchange))
    spans.append((f"\n{redact_known(advice.says)}\n", "text"))
    is_success = advice.causes == TRAPS
    for cause in advice.causes:
        spans += [("! " if is_success else "· ", "warn" if is_success else "muted"), (f"{cause}\n", "text")]
    is_local = is_loopback(exchange.request.url)
    if advice.next:
        spans += [("Next: ", "accent"), (f"{_LOCAL if is_local and advice.next == LOOK else advice.next}\n", "text")]
    if is_local:
        return [*spans, *_tags_and_note(exchange)]
    if not is_success and exchange.outcome is not None:
        spans.append(("\nWhether it was recorded is only visible in the dashboard. ", "muted"))
        spans += [(f"{LOOK} {' '.join(TRAPS)}", "muted")]
    return [*spans, *_tags_and_note(exchange)]


def _tags_and_note(exchange: Exchange) -> list[Span]:
    spans: list[Span] = []
    if exchange.annotations.tags or exchange.annotations.note:
        spans.append(("\n", "text"))
    if exchange.annotations.tags:
        spans += [("\nTags: ", "muted"), (" ".join(f"#{tag}" for tag in exchange.annotations.tags), "text")]
    if exchange.annotations.note:
        spans += [("\nNote: ", "muted"), (redact_known(exchange.annotations.note), "text")]
    return spans


def wait_until(exchange: Exchange) -> datetime | None:
    """Return the earliest time for the next request according to the server; None if it did not say."""
    ended = _ended(exchange)
    if ended is None:
        return None
    seconds = advise(exchange.outcome, sent_bytes=len(exchange.request.body), ended=ended).retry_after_s
    try:
        return None if seconds is None else ended + timedelta(seconds=seconds)
    except OverflowError:
        return None


def countdown(until: datetime, now: datetime) -> str:
    """Return the remaining time as text."""
    left = -int(-(until - now).total_seconds() // 1)  # rounded up
    if left <= 0:
        return "The server accepts requests again now."
    minutes, seconds = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    time_left = f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"The server asks to wait: {time_left} left."


def redirect_target(exchange: Exchange) -> str:
    """Return the absolute URL of a redirect; empty if there is none that can be sent to."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or not 300 <= outcome.status < 400:
        return ""
    location = (outcome.header("Location") or "").strip()
    if not location or len(location) > _MAX_URL:
        return ""
    try:
        address = urljoin(exchange.request.url, location)
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return address if usable and address.isprintable() else ""


def _ended(exchange: Exchange) -> datetime | None:
    outcome = exchange.outcome
    if outcome is None or isinstance(outcome, Interrupted):
        return None
    return exchange.started + timedelta(seconds=outcome.timing.total_s)
