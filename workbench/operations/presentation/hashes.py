"""Words the hashes that each side computed of a body, and whether the bytes sent are the bytes signed."""

from collections.abc import Iterator

from workbench.exchange import Exchange, Interrupted, Outcome, Response, sandbox_view
from workbench.operations.presentation import Row, Span, row
from workbench.operations.presentation.bodies import SHOWN_BYTES
from workbench.redaction import known_in

_SHOWN_DIGITS = 20
_MAX_POSITIONS = 3  # of secrets in a body that are listed
_PARTLY_SENT = "! answered before the whole request was sent"


def sent_sha1(outcome: Outcome | None) -> str | None:
    """Return the SHA-1 of the body as written to the socket; None if it is not known."""
    return None if outcome is None or isinstance(outcome, Interrupted) else outcome.sent_sha1


def hash_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield the hashes of what was sent and of what the sandbox received, and for which of them the token is valid."""
    outcome, signed = exchange.outcome, exchange.payload_hash
    sent = sent_sha1(outcome)
    if _is_partly_sent(exchange):
        yield row("SHA-1 sent", _PARTLY_SENT, "warn")
    elif sent:
        yield _hash_row("SHA-1 sent", sent, signed, "✗ not the bytes signed", "bad")
    view = sandbox_view(outcome) if isinstance(outcome, Response) else None
    if view is None:
        return
    yield _hash_row("sandbox computed", view.payload_hash_raw, signed, "✗ not the bytes sent", "bad")
    if view.payload_hash_php is None:
        yield row("PHP would hash", "nothing: PHP cannot parse this body", "warn")
    else:
        yield _hash_row("PHP would hash", view.payload_hash_php, signed, "! different", "warn")
    if exchange.request.header("Kochava-Auth-Token") is not None:
        reading = {"both": "both readings", "raw": "the raw body", "php": "PHP's reading"}.get(view.token_match)
        yield (
            row("token valid for", f"✓ {reading}", "good") if reading else row("token valid for", "✗ no reading", "bad")
        )


def signed_spans(exchange: Exchange) -> list[Span]:
    """Return whether the bytes sent are the bytes signed, and whether the stored body is byte-exact."""
    payload_hash, sent = exchange.payload_hash, sent_sha1(exchange.outcome)
    spans: list[Span] = [("payload hash\n", "muted"), (payload_hash, "body")]
    if _is_partly_sent(exchange):
        spans = [(f"{_PARTLY_SENT}\npayload hash  ", "warn"), (payload_hash, "body")]
    elif sent == payload_hash:
        spans = [("✓ sent = signed\n", "good"), (payload_hash, "body")]
    elif sent:
        spans = [
            ("✗ the bytes sent are not the bytes signed\n", "bad"),
            ("SHA-1 of bytes sent  ", "muted"),
            (sent, "body"),
            ("\npayload hash         ", "muted"),
            (payload_hash, "body"),
        ]
    if positions := secret_positions(exchange):
        spans.append((f"\n! {replaced_text(positions)}", "warn"))
    return spans


def signed_text(exchange: Exchange) -> str:
    """Return the same as one sentence, for the tooltip and screen readers."""
    sent = sent_sha1(exchange.outcome)
    if _is_partly_sent(exchange):
        return "SHA-1 of the bytes signed. The server answered before all of them were sent."
    if sent == exchange.payload_hash:
        return "SHA-1 of the bytes sent, computed independently of the signature. It equals the payload hash."
    if sent:
        return "SHA-1 of the bytes sent differs from the payload hash: the bytes sent are not the bytes signed."
    return "SHA-1 of the bytes signed. Not all of them were sent, or that is unknown."


def secret_positions(exchange: Exchange) -> tuple[tuple[int, int], ...]:
    """Return offset and length in bytes of the secrets in the body, which are neither stored nor shown."""
    return exchange.replaced or known_in(exchange.request.body[:SHOWN_BYTES])


def replaced_text(positions: tuple[tuple[int, int], ...]) -> str:
    """Return that a body is not byte-exact; `positions` are offset and length of its secrets, a length 0 if unknown."""
    at = [f"{length} at byte {offset:,}" for offset, length in positions if length]
    more = f" and {len(at) - _MAX_POSITIONS} more" if len(at) > _MAX_POSITIONS else ""
    where = f": {', '.join(at[:_MAX_POSITIONS])}{more}" if at else ""
    return f"not byte-exact: the body contained a secret, replaced by asterisks{where}"


def _is_partly_sent(exchange: Exchange) -> bool:
    """Return whether the server answered before it had received the whole request."""
    outcome = exchange.outcome
    return (
        isinstance(outcome, Response)
        and outcome.request_left is not True
        and outcome.sent_sha1 != exchange.payload_hash
    )


def _hash_row(label: str, digits: str, signed: str, other: str, role: str) -> Row:
    result = ("✓ same", "good") if digits == signed else (other, role)
    return Row(label, ((f"{digits[:_SHOWN_DIGITS]}…  ", "body"), result))
