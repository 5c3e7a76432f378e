"""Requests and responses as spans."""

from msgspec.structs import replace

from tests.history.making import answer, done, exchange
from workbench.exchange import Cancelled, Channel, Failure, FailureKind, Flaw, Timing
from workbench.history.redaction import redact_exchange
from workbench.operations.presentation import text_of as text
from workbench.operations.presentation.messages import received_spans, sent_request_spans
from workbench.redaction import Secret, remember_derived


def test_a_request_through_a_forwarding_proxy_is_shown_with_the_absolute_url() -> None:
    sent = replace(answer(), channel=Channel("10.0.0.1:3128", proxy="proxy.test:3128"))
    made = exchange()
    plain, tunnelled = (
        text(sent_request_spans(done(replace(made, request=replace(made.request, url=url)), sent)))
        for url in ("http://host.test:80/track/json?a=1", "https://host.test/track/json?a=1")
    )
    assert plain.startswith("POST http://host.test/track/json?a=1 HTTP/1.1\nHost: host.test\n")
    assert "(sent to the proxy proxy.test:3128, with its login if there is one)" in plain
    assert tunnelled.startswith("POST /track/json?a=1 HTTP/1.1\nHost: host.test\n")
    assert "proxy" not in tunnelled


def test_tokens_show_their_first_digits_before_and_after_they_are_stored() -> None:
    made = [exchange(b"{}"), exchange(b"[]")]
    shown = [text(sent_request_spans(each)) for each in made]
    for each, words in zip(made, shown, strict=True):
        assert f"Kochava-Auth-Token: {each.token_prefix}••••\n" in words
        assert f"Kochava-Auth-Token: {each.token_prefix}••••\n" in text(sent_request_spans(redact_exchange(each)))
    assert made[0].token_prefix != made[1].token_prefix


def test_the_url_is_shown_without_user_info() -> None:
    made = exchange()
    url = "https://name:word@kochava.example:443/track/json?x=1"
    made = replace(made, request=replace(made.request, url=url))
    assert text(sent_request_spans(made)).startswith("POST /track/json?x=1 HTTP/1.1\nHost: kochava.example\n")


def test_bytes_received_are_shown_of_an_unusable_response_only() -> None:
    remember_derived(Secret("s3cr3t-that-is-not-shown"))
    received = b"HTTP/1.1 200 OK\r\nX-Odd : s3cr3t-that-is-not-shown\x1b[2J\r\n\r\n"
    failed = Failure(FailureKind.NOT_HTTP, "It is not valid.", Timing(1.0), True, raw=received)
    for outcome in (failed, answer(200, b"ab", flaw=Flaw.GARBLED, raw=received)):
        assert text(received_spans(outcome)) == f"HTTP/1.1 200 OK\nX-Odd : {'*' * 24}‹ESC›[2J\n\n"
        assert text(received_spans(outcome, "hex")).startswith("000000  48 54 54 50")
        assert text(received_spans(outcome, most=5)) == f"HTTP/\n… {len(received) - 5} more bytes"
    mixed = replace(failed, raw=b"HTTP/1.1 200 OK\r\nX-Odd: 1\n\r\n")
    assert "‹CR›" in text(received_spans(mixed))
    for other in (answer(), replace(failed, raw=b""), Cancelled(Timing(0.1), None), None):
        assert text(received_spans(other)) == text(received_spans(other, "hex")) == ""
