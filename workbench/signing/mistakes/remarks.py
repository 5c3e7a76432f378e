"""What can be said for certain of a request whose token was not reproduced, or only in part."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.jsontext import first_problem, line_and_column
from workbench.signing.findings import Mistake, Remark
from workbench.signing.mistakes import forms

_FORM = Remark(
    "form-encoded",
    "The body is form-encoded, not JSON: the HTTP client encoded an object (requests data=dict, PHP http_build_query). "
    "The bytes that were signed were not sent; send the JSON text itself.",
)
_EMPTY = Remark("empty", "The body is empty: whatever was signed was not sent.")
NO_CREDENTIALS = Remark(
    "no-credentials",
    "Without API key and secret a token cannot be explained. A payload hash can: ask for their SHA-1 of the body.",
)
HASH_IS_RIGHT = Remark(
    "hash-is-right", "The given payload hash is that of this body. What differs is the key, the secret or the formula."
)
HASH_EXPLAINED = Remark(
    "hash-explained",
    "The given payload hash is explained, but the token does not follow from it with these credentials.",
)
NOT_OF_HASH = Remark("token-not-of-hash", "The token was not made from the given payload hash.")
ASK_FOR_HASH = Remark(
    "ask-for-hash",
    "No combination of known mistakes makes this token. Next, ask for the SHA-1 that the client computed: it tells "
    "whether the body or the credentials differ. Then compare the fingerprints of API key and secret.",
)
HASH_UNKNOWN = Remark(
    "ask-for-body",
    "No combination of known mistakes makes this payload hash from this body. Next, ask for the exact bytes that the "
    "client hashed.",
)
COMPARE_CREDENTIALS = Remark(
    "compare-credentials",
    "The body is right, but no known mistake makes this token. Next, compare the fingerprints of API key and secret "
    "with the client's.",
)
UNREADABLE = Remark(
    "not-a-token",
    "The token has no form that a token can have: 64 hex digits, or at least 8 of them if it is masked or cut.",
)
UNREADABLE_HASH = Remark(
    "not-a-hash", "The payload hash has no form that a hash can have: 40 hex digits, or at least 8 of them."
)
CANCELLED = Remark("cancelled", "The search was cancelled before its end.")


def of_body(body: bytes) -> Iterator[Remark]:
    """Yield what is wrong with a body as a whole, so that it cannot be what was signed."""
    if not body:
        yield _EMPTY
        return
    if forms.is_form(body):
        yield _FORM
        return
    problem = first_problem(body)
    if problem is None:
        return
    whole = forms.completed(body)
    rest = None if whole is None else first_problem(whole)
    if whole is not None and (rest is None or rest.offset >= len(body)):
        yield Remark(
            "cut",
            f"The body is cut short: its JSON breaks off after {len(body):,} bytes. A likely cause is a Content-Length "
            "in characters instead of bytes. The bytes that were signed were not sent completely.",
        )
        return
    line, column = line_and_column(body, problem.offset)
    yield Remark("not-json", f"The body is not JSON: {problem.says.rstrip('.')} (line {line}, column {column}).")


def few_digits(digits: int, whole: int, tried: int) -> Remark:
    """Say how likely a coincidence is, if only some digits are known."""
    chance = 16**digits // max(tried, 1)
    odds = f"1 in {chance:,}" if chance < 10**12 else "less than 1 in a trillion"
    return Remark(
        "few-digits",
        f"Only {digits} of {whole} digits are known, and all agree. The chance of a coincidence is {odds}.",
    )


def other_bytes(mistakes: tuple[Mistake, ...]) -> Remark:
    """Say that the token belongs to the given payload hash, which is not one of this body."""
    made = " ".join(mistake.says for mistake in mistakes) or "API key, secret and formula are right."
    return Remark(
        "other-bytes",
        f"The token was made from the given payload hash. {made} But other bytes were hashed than this body.",
    )
