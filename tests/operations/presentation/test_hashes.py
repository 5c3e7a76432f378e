"""The hashes that each side computed, in words."""

import pytest

from tests.history.making import answer, done, exchange
from workbench.exchange import Failure, FailureKind, Timing
from workbench.operations.presentation.hashes import hash_rows

MADE = exchange(b"{}")
OURS, OTHER = MADE.payload_hash, "0" * 40


def sandbox(raw: str, php: str, match: str) -> tuple[tuple[str, str], ...]:
    names = "Sandbox-Payload-Hash-Raw", "Sandbox-Payload-Hash-Php", "Sandbox-Token-Match"
    return tuple(zip(names, (raw, php, match), strict=True))


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (sandbox(OURS, OURS, "both"), ["✓ same", "✓ same", "✓ same", "✓ both readings"]),
        (sandbox(OURS, OTHER, "raw"), ["✓ same", "✓ same", "! different", "✓ the raw body"]),
        (sandbox(OTHER, "none", "none"), ["✓ same", "✗ not the bytes sent", "nothing: PHP cannot parse this body",
                                          "✗ no reading"]),
        ((), ["✓ same"]),
    ],
)  # fmt: skip
def test_each_hash_is_compared_with_the_payload_hash(headers: tuple[tuple[str, str], ...], said: list[str]) -> None:
    rows = list(hash_rows(done(MADE, answer(headers=headers, sent_sha1=OURS))))
    assert [each.spans[-1][0] for each in rows] == said


def test_other_bytes_and_bytes_that_did_not_leave_are_reported() -> None:
    (other,) = hash_rows(done(MADE, answer(sent_sha1=OTHER)))
    assert other.spans[-1] == ("✗ not the bytes signed", "bad")
    (early,) = hash_rows(done(MADE, answer(sent_sha1=OTHER, request_left=None)))
    assert early.text == "! answered before the whole request was sent"
    assert list(hash_rows(done(MADE, Failure(FailureKind.REFUSED, "Refused.", Timing(0.1), False)))) == []
    assert list(hash_rows(MADE)) == []
