"""Phases and connection as spans; unmeasured phases and unverified servers."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.history.making import answer, done, exchange
from workbench.exchange import Certificate, Channel, Exchange, Failure, FailureKind, Timing
from workbench.gui.features.log.timing import phases, timing_spans, timing_text

NOW = datetime(2026, 3, 12, tzinfo=UTC)
TIMING = Timing(0.25, dns_s=0.01, connect_s=0.02, tls_s=0.05, send_s=0.001, wait_s=0.15, receive_s=0.004)


def certificate(days: float, *, begins: float = -10) -> Certificate:
    return Certificate(
        "*.kochava.com", ("*.kochava.com", "kochava.com"), "An authority", NOW + timedelta(days=begins),
        NOW + timedelta(days=days), "ab" * 32,
    )  # fmt: skip


def over(channel: Channel | None, timing: Timing = TIMING) -> Exchange:
    return done(exchange(), answer(timing=timing, channel=channel))


def told(made: Exchange) -> str:
    return "".join(words for words, _role in timing_spans(made, NOW))


def test_each_phase_has_its_duration_and_colour() -> None:
    spans = timing_spans(over(None), NOW)
    lines = "".join(words for words, _role in spans).splitlines()
    assert [line.split()[-2:] for line in lines] == [
        ["10.0", "ms"], ["20.0", "ms"], ["50.0", "ms"], ["1.0", "ms"], ["150.0", "ms"], ["4.0", "ms"], ["250.0", "ms"],
    ]  # fmt: skip
    roles = [role for words, role in spans if words == "■ "]
    assert roles == ["phase name look-up", "phase connect", "phase TLS", "phase send", "phase wait", "phase receive"]
    assert timing_text(over(None)).startswith("name look-up 10.0 ms, connect 20.0 ms, TLS 50.0 ms")


def test_an_unmeasured_phase_has_no_duration() -> None:
    failed = Failure(FailureKind.REFUSED, "Nobody listens.", Timing(0.003, connect_s=0.002), request_left=False)
    made = done(exchange(), failed)
    assert phases(failed.timing) == (("connect", 0.002),)
    assert "TLS                      —" in told(made)
    assert timing_text(made) == "connect 2.0 ms; total 3.0 ms"
    assert timing_text(exchange()) == "The exchange is in progress."


def test_all_properties_of_the_connection_are_listed() -> None:
    channel = Channel("203.0.113.7:443", "proxy:3128", "TLSv1.3", "TLS_AES", certificate(212), True, 1240, 312)
    text = told(over(channel))
    for fact in (
        "203.0.113.7:443", "proxy:3128", "TLSv1.3 · TLS_AES", "*.kochava.com, kochava.com", "An authority",
        "2026-10-10  212 days left", "ab" * 32, "1,240", "312",
    ):  # fmt: skip
        assert fact in text
    assert "NOT VERIFIED" not in text


def test_an_unverified_server_is_reported_first() -> None:
    spans = timing_spans(over(Channel("203.0.113.7:443", tls="TLSv1.3", verified=False)), NOW)
    loud = next((words, role) for words, role in spans if "NOT VERIFIED" in words)
    assert loud[1] == "bad"
    assert spans.index(loud) < next(number for number, run in enumerate(spans) if "remote address" in run[0])


@pytest.mark.parametrize(
    ("made", "said", "role"),
    [
        (certificate(212), "212 days left\n", "muted"),
        (certificate(1.5), "! 1 day left\n", "warn"),
        (certificate(-1), "✗ expired\n", "bad"),
        (certificate(90, begins=2), "✗ valid only from 2026-03-14\n", "bad"),
    ],
)
def test_a_certificate_near_or_past_its_end_is_reported(made: Certificate, said: str, role: str) -> None:
    assert (said, role) in timing_spans(over(Channel("a:443", tls="TLSv1.3", certificate=made)), NOW)


def test_transport_options_other_than_the_defaults_are_listed() -> None:
    made = done(exchange(options="verify off, deadline 5 s"))
    assert "verify off, deadline 5 s" in told(made)
