"""What an exchange proves and what to make of it, as runs of words: the ladder, causes, the next step, the traps.

Pure functions. What they say is the exchange's own judgement; nothing is judged here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from workbench.exchange import Interrupted, Response, judge
from workbench.exchange.advice import LOOK, TRAPS, advise
from workbench.gui.features.log.text import DYES, MARKS
from workbench.operations.endpoints import is_loopback
from workbench.redaction import redact_known

if TYPE_CHECKING:
    from workbench.exchange import Exchange
    from workbench.gui.features.log.bodies import Run

_HERE = "It stayed on this machine, so no dashboard has it; choose Kochava as the endpoint to have it recorded."
_LONGEST_ADDRESS = 2_000


def verdict_runs(exchange: Exchange) -> list[Run]:
    """Return the ladder, a line for each rung, and what to make of it."""
    runs: list[Run] = []
    for rung in judge(exchange.outcome, exchange.annotations.recorded).steps:
        runs += [(f"{MARKS[rung.state]} {rung.name}", DYES[rung.state]), (f"\t{redact_known(rung.says)}\n", "text")]
    advice = advise(exchange.outcome, sent_bytes=len(exchange.request.body), ended=_ended(exchange))
    runs.append((f"\n{redact_known(advice.says)}\n", "text"))
    traps = advice.causes == TRAPS
    for cause in advice.causes:
        runs += [("! " if traps else "· ", "warn" if traps else "muted"), (f"{cause}\n", "text")]
    here = is_loopback(exchange.request.url)
    if advice.next:
        runs += [("Next: ", "accent"), (f"{_HERE if here and advice.next == LOOK else advice.next}\n", "text")]
    if here:
        return [*runs, *_marks(exchange)]
    if not traps and exchange.outcome is not None:
        runs.append(("\nRecorded is never known from here. ", "muted"))
        runs += [(f"{LOOK} {' '.join(TRAPS)}", "muted")]
    return [*runs, *_marks(exchange)]


def _marks(exchange: Exchange) -> list[Run]:
    runs: list[Run] = []
    if exchange.annotations.tags or exchange.annotations.note:
        runs.append(("\n", "text"))
    if exchange.annotations.tags:
        runs += [("\nTags: ", "muted"), (" ".join(f"#{tag}" for tag in exchange.annotations.tags), "text")]
    if exchange.annotations.note:
        runs += [("\nNote: ", "muted"), (redact_known(exchange.annotations.note), "text")]
    return runs


def wait_until(exchange: Exchange) -> datetime | None:
    """Return when the server wants to be asked again at the earliest; None if it did not say."""
    ended = _ended(exchange)
    if ended is None:
        return None
    seconds = advise(exchange.outcome, sent_bytes=len(exchange.request.body), ended=ended).retry_after_s
    try:
        return None if seconds is None else ended + timedelta(seconds=seconds)
    except OverflowError:
        return None


def countdown(until: datetime, now: datetime) -> str:
    """Return how long it still is, in words."""
    left = -int(-(until - now).total_seconds() // 1)  # the last second counts down from 1
    if left <= 0:
        return "The server may be asked again now."
    minutes, seconds = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    words = f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"The server asks to wait: {words} left."


def redirect_target(exchange: Exchange) -> str:
    """Return the whole address a redirect points to; empty if there is none that could be sent to."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or not 300 <= outcome.status < 400:
        return ""
    said = (outcome.header("Location") or "").strip()
    if not said or len(said) > _LONGEST_ADDRESS:
        return ""
    try:
        address = urljoin(exchange.request.url, said)
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
