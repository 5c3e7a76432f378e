"""Phases and connection in words; unmeasured phases and unverified servers."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.history.making import answer
from workbench.exchange import Certificate, Channel, Failure, FailureKind, Interrupted, Outcome, Timing
from workbench.operations.presentation import Row
from workbench.operations.presentation.timing import connection_rows, phases, timing_rows, timing_text

NOW = datetime(2026, 3, 12, tzinfo=UTC)
TIMING = Timing(0.25, dns_s=0.01, connect_s=0.02, tls_s=0.05, send_s=0.001, wait_s=0.15, receive_s=0.004)


def certificate(days: float, *, begins: float = -10) -> Certificate:
    return Certificate(
        "*.kochava.com", ("*.kochava.com", "kochava.com"), "An authority", NOW + timedelta(days=begins),
        NOW + timedelta(days=days), "ab" * 32,
    )  # fmt: skip


def over(channel: Channel | None, timing: Timing = TIMING) -> Outcome:
    return answer(timing=timing, channel=channel)


def connection(channel: Channel) -> dict[str, Row]:
    return {each.label: each for each in connection_rows(over(channel), NOW)}


def test_each_phase_has_its_duration_and_role() -> None:
    rows = timing_rows(over(None))
    durations = ["10.0 ms", "20.0 ms", "50.0 ms", "1.0 ms", "150.0 ms", "4.0 ms", "250.0 ms"]
    assert [each.text.strip() for each in rows] == durations
    assert len({len(each.text) for each in rows}) == 1
    assert [each.label_role for each in rows] == [*(f"phase {each.label}" for each in rows[:-1]), "muted"]
    assert timing_text(over(None)).startswith("name look-up 10.0 ms, connect 20.0 ms, TLS 50.0 ms")


def test_an_unmeasured_phase_has_no_duration() -> None:
    failed = Failure(FailureKind.REFUSED, "Nobody listens.", Timing(0.003, connect_s=0.002), request_left=False)
    assert phases(failed) == (("connect", 0.002),)
    assert next((each.text.strip(), each.label_role) for each in timing_rows(failed) if each.label == "TLS") == (
        "—", "muted",
    )  # fmt: skip
    assert timing_text(failed) == "connect 2.0 ms; total 3.0 ms"
    assert timing_text(None) == "The exchange is in progress."
    assert {each.text.strip() for each in timing_rows(Interrupted())} == {"—"}


def test_all_properties_of_the_connection_are_listed() -> None:
    rows = connection(Channel("203.0.113.7:443", "proxy:3128", "TLSv1.3", "TLS_AES", certificate(212), True, 1240, 312))
    assert {label: each.text for label, each in rows.items()} == {
        "remote address": "203.0.113.7:443",
        "proxy": "proxy:3128",
        "TLS": "TLSv1.3 · TLS_AES",
        "certificate": "*.kochava.com, kochava.com",
        "issuer": "An authority",
        "valid until": "2026-10-10  212 days left",
        "SHA-256": "ab" * 32,
        "bytes sent": "1,240",
        "bytes received": "312",
    }


def test_an_unverified_server_is_reported_first() -> None:
    first = next(connection_rows(over(Channel("203.0.113.7:443", tls="TLSv1.3", verified=False)), NOW))
    assert first.text.startswith("✗ NOT VERIFIED")
    assert first.spans[0][1] == "bad"


def test_a_connection_without_tls_is_reported() -> None:
    assert connection(Channel("203.0.113.7:80"))["TLS"].text == "none"
    assert list(connection_rows(None)) == []


@pytest.mark.parametrize(
    ("made", "said", "role"),
    [
        (certificate(212), "212 days left", "muted"),
        (certificate(1.5), "! 1 day left", "warn"),
        (certificate(-1), "✗ expired", "bad"),
        (certificate(90, begins=2), "✗ valid only from 2026-03-14", "bad"),
    ],
)
def test_a_certificate_near_or_past_its_end_is_reported(made: Certificate, said: str, role: str) -> None:
    rows = connection(Channel("a:443", tls="TLSv1.3", certificate=made))
    assert rows["valid until"].spans[1] == (said, role)
