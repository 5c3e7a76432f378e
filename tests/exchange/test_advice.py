"""Advice for each kind of response: causes and a next step, without claims that nobody published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from workbench.exchange import (
    Cancelled,
    Cause,
    Channel,
    Failure,
    FailureKind,
    Flaw,
    Interrupted,
    Outcome,
    Request,
    Response,
    Timing,
)
from workbench.exchange.advice import Advice, advise, retry_after

T = Timing(0.1)


def answer(status: int, body: bytes = b"", *headers: tuple[str, str], flaw: Flaw | None = None) -> Response:
    return Response(status, "", "HTTP/1.1", headers, body, T, flaw=flaw)


def sent(body: bytes, url: str = "https://h/track/json") -> Request:
    return Request("POST", url, (("Content-Type", "application/json; charset=utf-8"),), body)


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


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_a_next_step_of_its_own(cause: Cause) -> None:
    advice = advise(Failure(FailureKind.TLS, "It failed.", T, False, cause=cause))
    assert advice.next
    assert all("may have arrived" not in each for each in advice.causes)
    others = {
        advise(Failure(FailureKind.TLS, "It failed.", T, False, cause=each)).next for each in Cause if each is not cause
    }
    assert advice.causes or advice.next not in others


def test_a_known_cause_replaces_the_guesses_of_its_kind() -> None:
    for cause in (Cause.PLAIN_PORT, Cause.CERTIFICATE_NAME, Cause.CERTIFICATE_EXPIRED, Cause.CERTIFICATE_CA_FILE):
        advice = advise(Failure(FailureKind.TLS, "It failed.", T, False, cause=cause))
        assert "company proxy" not in " ".join((*advice.causes, advice.next))
    advice = advise(Failure(FailureKind.PROXY, "It failed.", T, False, cause=Cause.PROXY_LOGIN_SCHEME))
    assert "Enter the proxy login" not in advice.next


DIRECT = Channel("203.0.113.7:443", tls="TLSv1.3")


@pytest.mark.parametrize(
    ("request_", "response", "ruled_out"),
    [
        (sent(b'{"a":1}'), answer(400), "not JSON"),
        (sent(b"{"), answer(400), "changed in transit"),
        (sent(b'{"a":1}'), answer(400), "identity link"),
        (sent(b"{}", "https://h/track/json"), answer(404), "path"),
        (sent(b"{}"), answer(415), "Content-Type is not"),
        (sent(b"{}"), answer(415), "compressed"),
        (sent(b"{}", "https://h/x"), replace(answer(200, b"<html>"), channel=DIRECT), "captive portal"),
        (sent(b"{}", "https://h/x"), replace(answer(200), channel=DIRECT), "proxy"),
    ],
)
def test_what_is_known_rules_out_causes(request_: Request, response: Response, ruled_out: str) -> None:
    assert not any(ruled_out in each for each in advise(response, request_).causes)
    other = Request("POST", "http://h/other/identityLink", (("Content-Encoding", "gzip"),), b"{")
    if ruled_out != "changed in transit":
        other = replace(other, url="https://h/v1/cpi/identityLink.php") if ruled_out == "identity link" else other
        assert any(ruled_out in each for each in advise(replace(response, channel=None), other).causes)


def test_a_forwarding_proxy_may_have_answered_itself() -> None:
    proxied = Channel("10.0.0.1:3128", proxy="proxy.test:3128")
    for status in (400, 403, 404, 502):
        assert (
            "The proxy answered instead of the server."
            in advise(replace(answer(status), channel=proxied), sent(b"{}", "http://h/x")).causes
        )
        assert "The proxy answered instead of the server." not in advise(answer(status), sent(b"{}")).causes


@pytest.mark.parametrize(
    ("challenges", "channel", "words"),
    [
        (("NTLM",), Channel(proxy="p:1"), "NTLM only"),
        (("Negotiate, NTLM",), Channel(proxy="p:1", proxy_login=True), "Negotiate or NTLM only"),
        (("Negotiate", 'Digest realm="Basic, x", nonce="a"'), Channel(proxy="p:1"), "Negotiate or Digest only"),
        (('Basic realm="NTLM"', "NTLM"), Channel(proxy="p:1"), "No proxy login is set"),
        (("NTLM, Basic realm=x",), Channel(proxy="p:1", proxy_login=True), "is wrong, or has expired"),
        ((), Channel(proxy="p:1"), "No proxy login is set"),
        (("Basic",), Channel(), "no proxy was used"),
    ],
)
def test_advice_on_a_407_follows_what_the_proxy_offers(
    challenges: tuple[str, ...], channel: Channel, words: str
) -> None:
    headers = (("Proxy-Authenticate", each) for each in challenges)
    advice = advise(replace(answer(407, b"", *headers), channel=channel))
    assert words in " ".join((advice.says, *advice.causes))


@pytest.mark.parametrize(
    "body",
    [
        b"<center>The plain HTTP request was sent to HTTPS port</center>",
        b"Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        b"Client sent an HTTP request to an HTTPS server.\n",
    ],
)
def test_answer_of_a_tls_port_to_plain_http_is_recognised(body: bytes) -> None:
    assert "https://" in advise(answer(400, body), sent(b"{}", "http://h/")).says


def test_an_exchange_in_progress_has_no_advice() -> None:
    assert advise(None) == Advice("The exchange is in progress.")


def test_the_size_of_a_too_large_body_is_shown() -> None:
    assert "3,000,000 bytes" in advise(answer(413), sent(b"x" * 3_000_000)).causes[0]


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
