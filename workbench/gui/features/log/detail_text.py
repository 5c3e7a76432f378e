"""What is known of one exchange, as runs of words with colour names: the request as it was sent, and the answer.

The API key and the token are masked here: the token is replayable for ever, so the log treats it like a secret, also
where an answer repeats it. Pure functions; the pane only paints what they return.
"""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from workbench.evidence.raw import absolute_url, is_unencrypted
from workbench.exchange import (
    HIDDEN_HEADERS,
    Cancelled,
    Exchange,
    Failure,
    Interrupted,
    Outcome,
    Response,
    judge,
    sandbox_view,
)
from workbench.exchange.decoding import shown
from workbench.gui.features.log import bodies
from workbench.gui.features.log.bodies import Run
from workbench.gui.features.log.text import answer_dye, size
from workbench.redaction import known_in, mask, redact, redact_known

Form = Literal["raw", "pretty", "hex"]

MASKED_HEADERS = (*sorted(HIDDEN_HEADERS), "proxy-authorization")
"""Names, in lower case, of headers of which only the start and the end of the value are shown."""

_DYES = {"kochava-api-key": "key", "kochava-auth-token": "secret"}
_MOST_PLACES = 3  # of secrets in a body that are told one by one
_PORTS = {"http": ":80", "https": ":443"}


def request_runs(exchange: Exchange, form: Form = "raw") -> list[Run]:
    """Return the request as it was sent, head and body."""
    request = exchange.request
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    proxy = _forwarded_by(exchange)
    line = absolute_url(request) if proxy else redact(target)
    runs: list[Run] = [(f"{request.method} {line} HTTP/1.1\n", "text")]
    host = parts.netloc.rpartition("@")[2].removesuffix(_PORTS.get(parts.scheme, " "))
    for name, value in (("Host", host), *request.headers, ("Content-Length", str(len(request.body)))):
        said = _value(name, value, exchange.token_shown)
        runs += [(f"{name}: ", "muted"), (f"{said}\n", _DYES.get(name.lower(), "text"))]
    if proxy:
        runs.append((f"(to the proxy {proxy}; with its login, if it was given one)\n", "muted"))
    runs.append(("\n", "text"))
    return [*runs, *(bodies.dump(request.body) if form == "hex" else bodies.exactly(request.body, "body"))]


def _forwarded_by(exchange: Exchange) -> str:
    """Return the proxy that was told the whole address; empty where there was none, or it only opened a tunnel."""
    outcome = exchange.outcome
    channel = None if outcome is None or isinstance(outcome, Interrupted) else outcome.channel
    return channel.proxy if channel is not None and is_unencrypted(exchange.request) else ""


def signed_runs(exchange: Exchange) -> list[Run]:
    """Return whether the bytes that left are those that were signed, and whether those kept are."""
    runs: list[Run] = []
    outcome, ours = exchange.outcome, exchange.payload_hash
    left = _left(outcome)
    if left == ours:
        runs += [("✓ sent = signed\n", "good"), (ours, "body")]
    elif _is_partly_sent(outcome):
        runs += [("! answered before all of it had left\npayload hash      ", "warn"), (ours, "body")]
    elif left:
        runs += [("✗ other bytes left than were signed\n", "bad"), ("left the socket   ", "muted"), (left, "body")]
        runs += [("\npayload hash      ", "muted"), (ours, "body")]
    else:
        runs += [("payload hash\n", "muted"), (ours, "body")]
    if places := held_secrets(exchange):
        at = ", ".join(f"{length} at byte {offset:,}" for offset, length in places[:_MOST_PLACES])
        more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
        runs.append((f"\n! not byte-exact: held a secret, bytes replaced by *: {at}{more}", "warn"))
    return runs


def held_secrets(exchange: Exchange) -> tuple[tuple[int, int], ...]:
    """Return where the body held a secret, which is neither kept nor shown: offset and length in bytes."""
    return exchange.replaced or known_in(exchange.request.body[: bodies.SHOWN_BYTES])


def signed_words(exchange: Exchange) -> str:
    """Return the same in a sentence, for a tooltip and a screen reader."""
    outcome, ours = exchange.outcome, exchange.payload_hash
    left = _left(outcome)
    if left == ours:
        return "SHA-1 of the bytes that left the socket, computed apart from the signature: it is the payload hash."
    if _is_partly_sent(outcome):
        return "SHA-1 of the bytes that were signed. The server answered before all of them had left."
    if left:
        return "SHA-1 of the bytes that left the socket is not the payload hash: other bytes left than were signed."
    return "SHA-1 of the bytes that were signed. Not all of them left, or that is not known."


def response_runs(exchange: Exchange, form: Form = "pretty") -> list[Run]:
    """Return the answer, and beside it what each side computed."""
    match exchange.outcome:
        case None:
            return [("Waiting for the answer…", "muted")]
        case Failure(says=says):
            return [("✗ ", "bad"), (redact_known(says), "text")]
        case Interrupted():
            return [("? ", "warn"), (judge(exchange.outcome).steps[0].says, "text")]
        case Cancelled():
            return [("Cancelled. ", "warn"), (judge(exchange.outcome).steps[0].says, "text")]
        case Response() as response:
            return [*_said(response, form), ("\n\n", "text"), *_compared(exchange, response), *_head(response)]


def _left(outcome: Outcome | None) -> str | None:
    """Return the SHA-1 of what left, with an answer or without; None where it is not known."""
    return None if outcome is None or isinstance(outcome, Interrupted) else outcome.sent_sha1


def _is_partly_sent(outcome: Outcome | None) -> bool:
    return isinstance(outcome, Response) and outcome.request_left is not True


def answer_line(exchange: Exchange) -> tuple[str, str]:
    """Return an answer in one line, and the name of its colour; empty where none came."""
    response = exchange.outcome
    if not isinstance(response, Response):
        return "", "text"
    kind = response.header("Content-Type") or ""
    status = f"{response.status} {response.reason}".strip()
    said = " · ".join(filter(None, (status, kind, size(len(response.body)))))
    return redact_known(said), answer_dye(str(response.status), judge(response).steps[2].state)


def _said(response: Response, form: Form) -> Iterator[Run]:
    read = shown(response)
    for note in read.notes:
        yield f"! {redact_known(note)}\n", "warn"
    if response.replaced:
        yield "! The answer held a secret, replaced by *: it is not byte-exact.\n", "warn"
    if read.notes or response.replaced:
        yield "\n", "text"
    if form == "pretty" or not response.body:
        yield from bodies.pretty(read.text, "text")
    elif form == "raw":
        yield from bodies.exactly(response.body, "text")
    else:
        yield from bodies.dump(response.body)


def _head(response: Response) -> Iterator[Run]:
    yield "\n", "text"
    yield from bodies.named(f"{response.http_version} {response.status} {redact_known(response.reason)}\n", "text")
    for name, value in response.headers:
        yield f"{name}: ", "muted"
        yield from bodies.named(f"{_value(name, value)}\n", "text")


def _value(name: str, value: str, token: str = "") -> str:
    if token and name.lower() == "kochava-auth-token":
        return token  # the same before and after a history has kept it
    return mask(value) if name.lower() in MASKED_HEADERS else redact_known(value)


def _compared(exchange: Exchange, response: Response) -> Iterator[Run]:
    ours = exchange.payload_hash
    view = sandbox_view(response)
    if response.sent_sha1 and response.request_left is True:
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
