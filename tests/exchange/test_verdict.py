"""The verdict: what an outcome proves and what it does not."""

from __future__ import annotations

import gzip

import pytest
from msgspec.structs import replace

from workbench.exchange import Cancelled, Channel, Failure, FailureKind, Flaw, Outcome, Response, Timing, judge

NOW = Timing(0.01)


def answer(status: int, body: bytes = b"", *headers: tuple[str, str]) -> Response:
    return Response(status, "Reason", "HTTP/1.1", headers, body, NOW)


@pytest.mark.parametrize("body", [b'{"success":"1"}', b'{"success": 1}', b'{"success":true,"more":[]}'])
def test_success_is_what_the_body_says(body: bytes) -> None:
    verdict = judge(answer(200, body))
    assert (verdict.sent, verdict.answered, verdict.success) == (True, True, True)
    assert verdict.text == "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"OK",
        b"1",
        b"[1]",
        b"{}",
        b'{"success":"0"}',
        b'{"success":0}',
        b'{"success":false}',
        b'{"success":1.0}',
        b'{"success":"true"}',
        b'{"success":null}',
        b'{"Success":"1"}',
        b'{"data":{"success":"1"}}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"success":' + b"9" * 10_000 + b"}",
    ],
)
def test_a_bare_200_is_not_success(body: bytes) -> None:
    verdict = judge(answer(200, body))
    assert (verdict.sent, verdict.answered, verdict.success) == (True, True, False)
    assert verdict.text == "✓ sent ▸ ✓ answered ▸ ✗ success ▸ ? recorded"


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308, 400, 401, 429, 500, 503])
def test_a_success_body_under_another_status_is_not_success(status: int) -> None:
    verdict = judge(answer(status, b'{"success":"1"}', ("Location", "https://example.test/")))
    assert (verdict.answered, verdict.success) == (True, False)


def test_a_redirect_is_named_as_one() -> None:
    says = judge(answer(301, b"", ("Location", "https://example.test/"))).steps[2].says
    assert "redirects to another address" in says
    assert "never followed" in says


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (False, "✗ sent ▸ ✗ answered ▸ ✗ success ▸ ? recorded"),
        (None, "? sent ▸ ✗ answered ▸ ? success ▸ ? recorded"),
        (True, "✓ sent ▸ ✗ answered ▸ ? success ▸ ? recorded"),
    ],
)
def test_without_an_answer_success_is_unknown_unless_nothing_left(left: bool | None, text: str) -> None:
    outcomes: tuple[Outcome, ...] = (
        Failure(FailureKind.RESET, "It was reset.", NOW, left),
        Cancelled(NOW, left),
    )
    assert [judge(outcome).text for outcome in outcomes] == [text, text]


def test_the_reason_of_a_failure_is_given_by_its_step() -> None:
    verdict = judge(Failure(FailureKind.REFUSED, "Nothing listens there.", NOW, request_left=False))
    assert verdict.steps[0].says == "Nothing listens there."


def test_an_exchange_in_progress_proves_nothing() -> None:
    verdict = judge(None)
    assert (verdict.sent, verdict.answered, verdict.success) == (None, None, None)
    assert verdict.text == "… sent ▸ … answered ▸ … success ▸ ? recorded"


@pytest.mark.parametrize(
    "outcome", [None, answer(200, b'{"success":"1"}'), Cancelled(NOW, request_left=True)], ids=["none", "200", "cancel"]
)
def test_recorded_is_never_known(outcome: Outcome | None) -> None:
    verdict = judge(outcome)
    assert verdict.steps[3].state == "unknown"
    assert verdict.steps[3].known is None
    assert "discarded" in verdict.steps[3].says


def test_a_very_large_response_is_not_searched() -> None:
    body = b'{"success":"1"' + b" " * 1_000_000 + b"}"
    assert judge(answer(200, body)).success is None
    packed = gzip.compress(body)
    assert len(packed) < 10_000
    assert judge(answer(200, packed, ("Content-Encoding", "gzip"))).success is None


@pytest.mark.parametrize(
    ("coding", "body", "success"),
    [
        ("gzip", gzip.compress(b'{"success":"1"}', mtime=0), True),
        ("gzip", gzip.compress(b'{"success":"0"}', mtime=0), False),
        ("gzip", gzip.compress(b"<p>captive portal", mtime=0), False),
        ("gzip", gzip.compress(b'{"success":"1"}', mtime=0)[:-12], None),
        ("gzip", b'{"success":"1"}', True),
        ("br", b"\x0b\x07\x80", None),
    ],
    ids=["yes", "no", "no JSON", "not whole", "not packed", "unknown packing"],
)
def test_a_compressed_response_is_judged_only_if_it_can_be_read(coding: str, body: bytes, success: bool | None) -> None:
    assert judge(answer(200, body, ("Content-Encoding", coding))).success is success


def test_a_response_is_read_in_its_charset() -> None:
    body = '{"success":"1","note":"café"}'.encode("latin-1")
    said = ("Content-Type", "application/json; charset=iso-8859-1")
    assert judge(answer(200, body, said)).success is True
    assert judge(answer(200, body)).success is False


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "has no body"),
        (b'{"success":"0"}', "says no success"),
        (b'{"success":false}', "says no success"),
        (b'{"success":"true"}', "is not published"),
        (b'{"success":null}', "is not published"),
    ],
)
def test_no_success_is_reported_only_if_the_body_says_so(body: bytes, words: str) -> None:
    assert words in judge(answer(200, body)).steps[2].says


def test_a_redirect_without_location_has_no_address() -> None:
    assert "without a new address" in judge(answer(304)).steps[2].says


@pytest.mark.parametrize(("body", "success"), [(b'{"success":"1"', None), (b'{"success":"1"}', True), (b"{}", False)])
def test_a_response_longer_than_announced_is_judged_by_its_announced_part(body: bytes, success: bool | None) -> None:
    assert judge(replace(answer(200, body), flaw=Flaw.OVERLONG)).success is success


@pytest.mark.parametrize(("received", "says"), [(0, "there was a response."), (9, "the response was complete.")])
def test_cancelling_during_and_before_the_response_differ(received: int, says: str) -> None:
    verdict = judge(Cancelled(NOW, request_left=True, channel=Channel(bytes_received=received)))
    assert verdict.steps[1].says.endswith(says)
    assert ("complete response" in verdict.steps[2].says) == (received > 0)


@pytest.mark.parametrize(
    ("body", "success", "words"),
    [
        (b'{"success":"1","success":"0"}', None, "2 times with different values"),
        (b'{"success":"0","success":"1"}', None, "take the last one, which says success"),
        (b'{"success":"1","success":"later"}', None, "take the last one, which does not"),
        (b'{"success":"1","success":1,"success":true}', True, "3 times with the same meaning"),
        (b'{"success":"0","\\u0073uccess":false}', False, "2 times with the same meaning"),
        (b'{"data":{"success":"0"},"success":"1"}', True, "says success."),
        (b'{"success":"1","a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", None, "nested too deeply"),
        (b'{"a":' * 100_000 + b'{"success":"1"}' + b"}" * 100_000, None, "nested too deeply"),
    ],
)
def test_which_of_several_success_members_counts_is_not_guessed(body: bytes, success: bool | None, words: str) -> None:
    step = judge(Response(200, "OK", "HTTP/1.1", (), body, NOW)).steps[2]
    assert (step.known, words in step.says) == (success, True), step.says
