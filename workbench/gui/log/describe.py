"""What is known of one exchange, as runs of words with colour names: request, response, timing, verdict.

The API key and the token are masked here: the token is replayable for ever, so the log treats it like a secret, also
where an answer repeats it. Pure functions; the pane only paints what they return.
"""

import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from workbench.exchange import Cancelled, Exchange, Failure, Response, judge, sandbox_view
from workbench.exchange.values import HIDDEN_HEADERS
from workbench.gui.log.delegate import DYES, MARKS
from workbench.secrecy import mask, strike_known
from workbench.workspace.view import MARKED, label, show

Run = tuple[str, str]
"""Words, and the name of their colour in measures.json."""

MASKED_HEADERS: Final = HIDDEN_HEADERS
"""Names, in lower case, of headers of which only the start and the end of the value are shown."""

SHOWN_BYTES = 200_000
"""So much of a body is shown, at most."""

_SHORT = 60  # bytes of an answer that is read at a glance as it came
_ODD = re.compile(f"(?:{MARKED.pattern})+")
_TRAPS = (
    "Recorded is never known from here: a free account answers success and drops the data, and while strict "
    "authentication is off any token is accepted. Look in the dashboard: Apps & Assets, Install Feed Validation."
)


def request_runs(exchange: Exchange) -> list[Run]:
    """Return the request as it was sent, head and body."""
    request = exchange.request
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    runs: list[Run] = [(strike_known(f"{request.method} {target} HTTP/1.1\n"), "text")]
    headers = [("Host", parts.netloc), *request.headers, ("Content-Length", str(len(request.body)))]
    for name, value in headers:
        shown = mask(value) if name.lower() in MASKED_HEADERS else value
        dye = {"kochava-api-key": "key", "kochava-auth-token": "secret"}.get(name.lower(), "text")
        runs += [(f"{name}: ", "muted"), (f"{shown}\n", dye)]
    runs.append(("\n", "text"))
    return [*runs, *_exactly(request.body)]


def response_runs(exchange: Exchange) -> list[Run]:
    """Return the answer, and beside it what each side computed."""
    match exchange.outcome:
        case None:
            return [("Waiting for the answer…", "muted")]
        case Failure(says=says):
            return [("✗ ", "bad"), (strike_known(says), "text")]
        case Cancelled():
            return [("Cancelled. ", "warn"), (judge(exchange.outcome).rungs[0].says, "text")]
        case Response() as response:
            return [*_said(response), *_compared(exchange, response), *_head(response)]


def timing_runs(exchange: Exchange) -> list[Run]:
    """Return how long each phase took."""
    if exchange.outcome is None:
        return [("Under way…", "muted")]
    timing = exchange.outcome.timing
    runs: list[Run] = []
    for name, seconds in (
        ("name look-up", timing.dns_s),
        ("connect", timing.connect_s),
        ("TLS", timing.tls_s),
        ("send", timing.send_s),
        ("wait", timing.wait_s),
        ("receive", timing.receive_s),
        ("total", timing.total_s),
    ):
        shown = "—" if seconds is None else f"{seconds * 1000:9.1f} ms"
        runs += [(f"{name:<14}", "muted"), (f"{shown:>12}\n", "text")]
    return runs


def verdict_runs(exchange: Exchange) -> list[Run]:
    """Return the ladder, a line for each rung, and what no answer can prove."""
    runs: list[Run] = []
    for rung in judge(exchange.outcome).rungs:
        runs += [(f"{MARKS[rung.state]} {rung.name:<9}", DYES[rung.state]), (f"  {strike_known(rung.says)}\n", "text")]
    return [*runs, ("\n" + _TRAPS, "muted")]


def _said(response: Response) -> Iterator[Run]:
    yield strike_known(_pretty(response.body)) + "\n\n", "text"


def _head(response: Response) -> Iterator[Run]:
    yield f"\n{response.http_version} {response.status} {response.reason}\n", "text"
    for name, value in response.headers:
        yield f"{name}: ", "muted"
        yield f"{mask(value) if name.lower() in MASKED_HEADERS else strike_known(value)}\n", "text"


def _compared(exchange: Exchange, response: Response) -> Iterator[Run]:
    ours = exchange.payload_hash
    view = sandbox_view(response)
    if response.sent_sha1:
        yield from _same("left the socket", response.sent_sha1, ours, other="other bytes than were signed", bad=True)
    if view is None:
        return
    yield from _same("sandbox computed", view.payload_hash_raw, ours, other="other bytes than were sent", bad=True)
    if view.payload_hash_php is None:
        yield "PHP would hash    ", "muted"
        yield "nothing: it refuses this body\n", "warn"
    else:
        yield from _same("PHP would hash", view.payload_hash_php, ours, other="other bytes", bad=False)
    if exchange.request.header("Kochava-Auth-Token") is None:
        return
    yield "token right for   ", "muted"
    reading = {"both": "both readings", "raw": "the raw body", "php": "PHP's reading"}.get(view.token_match)
    yield f"✓ {reading}\n" if reading else "✗ no reading\n", "good" if reading else "bad"


def _same(words: str, digits: str, ours: str, *, other: str, bad: bool) -> Iterator[Run]:
    yield f"{words:<18}", "muted"
    yield f"{digits[:20]}…  ", "body"
    if digits == ours:
        yield "✓ same\n", "good"
    else:
        yield f"{'✗' if bad else '!'} {other}\n", "bad" if bad else "warn"


def _exactly(body: bytes) -> Iterator[Run]:
    """Yield a body so that no two bodies look alike: what cannot be seen is named, as in the editor."""
    shown = body[:SHOWN_BYTES]
    while len(shown) < len(body) and body[len(shown)] & 0xC0 == 0x80 and len(shown) > SHOWN_BYTES - 3:
        shown = shown[:-1]  # not in the middle of a character
    text = show(shown, b"\n").text
    start = 0
    for odd in _ODD.finditer(text):
        if odd.start() > start:
            yield text[start : odd.start()], "body"
        yield "".join(f"‹{label(character)}›" for character in odd[0]), "warn"
        start = odd.end()
    if start < len(text):
        yield text[start:], "body"
    if len(body) > len(shown):
        yield f"\n… {len(body) - len(shown)} more bytes", "muted"


def _text(body: bytes) -> str:
    text = body[:SHOWN_BYTES].decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
    more = len(body) - SHOWN_BYTES
    return text + (f"\n… {more} more bytes" if more > 0 else "")


def _pretty(body: bytes) -> str:
    if not body:
        return "(no body)"
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _text(body)
    if not isinstance(document, dict | list) or len(body) <= _SHORT:
        return _text(body)
    # Only a view: the bytes as received stay in the exchange.
    return json.dumps(document, indent=2, ensure_ascii=False)
