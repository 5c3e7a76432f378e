"""Words the hashes that each side computed of a body."""

from collections.abc import Iterator

from workbench.exchange import Exchange, Interrupted, Outcome, Response, sandbox_view
from workbench.operations.presentation import Row, row

_SHOWN_DIGITS = 20


def sent_sha1(outcome: Outcome | None) -> str | None:
    """Return the SHA-1 of the body as written to the socket; None if it is not known."""
    return None if outcome is None or isinstance(outcome, Interrupted) else outcome.sent_sha1


def hash_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield the hashes of what was sent and of what the sandbox received, and for which of them the token is valid."""
    outcome, signed = exchange.outcome, exchange.payload_hash
    sent = sent_sha1(outcome)
    if isinstance(outcome, Response) and outcome.request_left is not True:
        yield row("SHA-1 sent", "! answered before the whole request was sent", "warn")
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


def _hash_row(label: str, digits: str, signed: str, other: str, role: str) -> Row:
    result = ("✓ same", "good") if digits == signed else (other, role)
    return Row(label, ((f"{digits[:_SHOWN_DIGITS]}…  ", "body"), result))
