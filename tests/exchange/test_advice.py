"""Advice for each kind of response: causes and a next step, without claims that nobody published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workbench.exchange import Cancelled, Failure, FailureKind, Flaw, Interrupted, Outcome, Response, Timing
from workbench.exchange.advice import Advice, advise, retry_after

T = Timing(0.1)


def answer(status: int, body: bytes = b"", *headers: tuple[str, str], flaw: Flaw | None = None) -> Response:
    return Response(status, "", "HTTP/1.1", headers, body, T, flaw=flaw)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 405, 413, 415, 418, 429, 500, 503])
def test_every_status_has_a_sentence_and_a_next_step(status: int) -> None:
    advice = advise(answer(status))
    assert advice.says.endswith(".")
    assert advice.next


def test_the_response_to_a_wrong_token_is_called_unknown() -> None:
    for status in (401, 403):
        assert "is not public" in advise(answer(status)).next


def test_a_success_names_the_three_traps_and_where_to_look() -> None:
    advice = advise(answer(200, b'{"success":"1"}'))
    assert "does not prove" in advice.says
    assert len(advice.causes) == 3
    assert "Install Feed Validation" in advice.next


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "without a body"),
        (b'{"success":"0"}', "says no success"),
        (b"<html>", "not with a success message"),
        (b"{}", "not with a success message"),
    ],
)
def test_a_200_without_success_is_explained(body: bytes, words: str) -> None:
    assert words in advise(answer(200, body)).says


def test_an_incomplete_response_is_not_judged_by_its_status() -> None:
    assert "incomplete" in advise(answer(200, b'{"succ', flaw=Flaw.TRUNCATED)).says


def test_an_incomplete_refusal_keeps_its_advice() -> None:
    whole, broken = (advise(answer(429, b"{", ("Retry-After", "7"), flaw=flaw)) for flaw in (None, Flaw.TRUNCATED))
    assert broken.says == f"{whole.says} Its response is incomplete."
    assert (broken.causes, broken.next, broken.retry_after_s) == (whole.causes, whole.next, 7.0)


def test_a_407_is_attributed_to_the_proxy() -> None:
    assert "proxy" in advise(answer(407)).says
    assert "proxy login" in advise(answer(407)).next


def test_a_redirect_without_location_suggests_no_address() -> None:
    assert "open it as an endpoint" in advise(answer(302, b"", ("Location", "/x"))).next
    for status in (300, 302, 304):
        assert "without a new address" in advise(answer(status)).says


def test_an_unknown_status_is_reported_as_such() -> None:
    assert "not a status of HTTP" in advise(answer(999)).says


@pytest.mark.parametrize("status", [408, 413, 503])
def test_an_unknown_arrival_is_called_unknown(status: int) -> None:
    advice = advise(answer(status))
    assert "unknown" in " ".join((*advice.causes, advice.next))


@pytest.mark.parametrize(
    ("outcome", "double"),
    [
        (Cancelled(T, False), False),
        (Cancelled(T, True), True),
        (Cancelled(T, None), True),
        (Failure(FailureKind.REFUSED, "Refused. Nothing was sent.", T, False), False),
        (Failure(FailureKind.RESET, "Closed. The request was sent.", T, True), True),
        (Interrupted(), True),
    ],
)
def test_a_possible_duplicate_is_mentioned(outcome: Outcome, double: bool) -> None:
    assert ("each install counts" in advise(outcome).next) is double


@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_failure_has_a_next_step(kind: FailureKind) -> None:
    assert advise(Failure(kind, "It failed.", T, False)).next


def test_a_missing_client_certificate_is_given_as_the_cause() -> None:
    advice = advise(Failure(FailureKind.TLS, "It requires a client certificate, and none was sent.", T, True))
    assert advice.causes[0] == "No client certificate is chosen in the transport options for this host."


def test_an_exchange_in_progress_has_no_advice() -> None:
    assert advise(None) == Advice("The exchange is in progress.")


def test_the_size_of_a_too_large_body_is_shown() -> None:
    assert "3,000,000 bytes" in advise(answer(413), sent_bytes=3_000_000).causes[0]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("99999999999", 86_400.0 * 365),
        ("Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun Nov 22 12:02:00 2026", 120.0),
        ("Sun, 22 Nov 2999 12:00:00 GMT", 86_400.0 * 365),
        ("9" * 5_000, 86_400.0 * 365),
        ("Sun, 22 Nov 99999999999999999999 12:00:00 GMT", None),
        ("Sun, 22 Nov 2026 12:00:00 +999999", None),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(said: str, seconds: float | None) -> None:
    ended = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert retry_after(answer(429, b"", ("Retry-After", said)), ended) == seconds
    assert advise(answer(429, b"", ("Retry-After", said)), ended=ended).retry_after_s == seconds
