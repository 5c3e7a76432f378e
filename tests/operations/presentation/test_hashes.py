"""The hashes that each side computed, in words."""

import pytest
from msgspec.structs import replace

from tests.history.making import answer, done, exchange
from workbench.exchange import Failure, FailureKind, Timing
from workbench.operations.presentation import text_of as text
from workbench.operations.presentation.hashes import hash_rows, replaced_text, signed_spans
from workbench.operations.presentation.messages import sent_request_spans
from workbench.redaction import Secret, remember_derived

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


def test_bytes_sent_are_compared_with_bytes_signed() -> None:
    made = exchange()
    ours, other = made.payload_hash, "0" * 40
    assert signed_spans(done(made, answer(sent_sha1=ours))) == [("✓ sent = signed\n", "good"), (ours, "body")]
    early = text(signed_spans(done(made, replace(answer(sent_sha1=other), request_left=None))))
    assert early.startswith("! answered before the whole request was sent")
    assert "not the bytes signed" not in early
    differing = text(signed_spans(done(made, answer(sent_sha1=other))))
    assert "✗ the bytes sent are not the bytes signed" in differing
    assert ours in differing
    assert other in differing
    unanswered = Failure(FailureKind.TIMEOUT, "Nothing came.", Timing(1.0), True, sent_sha1=ours)
    assert signed_spans(done(made, unanswered))[0] == ("✓ sent = signed\n", "good")
    assert signed_spans(made) == [("payload hash\n", "muted"), (ours, "body")]
    held = signed_spans(exchange(replaced=((4, 3), (9, 2))))
    said = "\n! not byte-exact: the body contained a secret, replaced by asterisks: 3 at byte 4, 2 at byte 9"
    assert held[-1] == (said, "warn")
    many = signed_spans(exchange(replaced=tuple((at, 1) for at in range(9))))
    assert many[-1][0].endswith("1 at byte 2 and 6 more")


def test_a_hidden_secret_is_reported_before_the_exchange_is_stored() -> None:
    remember_derived(Secret("s3cr3t-that-is-not-shown"))
    made = exchange(b'{"a":"s3cr3t-that-is-not-shown"}')
    assert "*" * 24 in text(sent_request_spans(made))
    assert signed_spans(made)[-1][0].endswith(": 24 at byte 6")


def test_places_of_secrets_are_listed_as_far_as_they_are_known() -> None:
    assert replaced_text(((4, 3), (1009, 2))).endswith(": 3 at byte 4, 2 at byte 1,009")
    assert replaced_text(tuple((at, 1) for at in range(5))).endswith(" and 2 more")
    assert replaced_text(((0, 0),)).endswith("asterisks")
