"""Requests and responses as spans."""

from msgspec.structs import replace

from tests.history.making import answer, done, exchange
from workbench.exchange import Channel
from workbench.history.redaction import redact_exchange
from workbench.operations.presentation import text_of as text
from workbench.operations.presentation.messages import sent_request_spans


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
