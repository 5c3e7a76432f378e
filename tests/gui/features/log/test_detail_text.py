"""The response of an exchange and its summary, as the details show them."""

import pytest

from tests.history.making import answer, done, exchange
from workbench.exchange import Cause, Exchange, Failure, FailureKind, Flaw, Timing
from workbench.gui.features.log.detail_text import answer_line, response_spans
from workbench.operations.presentation import text_of as text
from workbench.operations.presentation.bodies import hex_spans, pretty_spans, raw_spans
from workbench.operations.presentation.messages import sent_request_spans
from workbench.redaction import Secret, remember_derived


def test_invisible_characters_in_a_response_header_are_marked() -> None:
    shown = response_spans(done(exchange(), answer(headers=(("Server", "a\x85\xadb\xa0"),))))
    assert [words for words, role in shown if role == "warn"] == ["‹NEL›‹SHY›", "‹NBSP›"]


def test_a_known_secret_is_shown_in_no_format() -> None:
    secret = "s3cr3t-value-of-a-pair"
    remember_derived(Secret(secret))
    body = b'{"install":"' + secret.encode() + b'"}'
    for spans in (raw_spans(body, "body"), pretty_spans(body.decode(), "text"), hex_spans(body)):
        shown = text(spans)
        assert secret not in shown
        assert secret.encode()[:8].hex(" ") not in shown
    made = done(exchange(body), answer(200, body))
    for form in ("raw", "pretty", "hex"):
        assert secret not in text(response_spans(made, form)) + text(sent_request_spans(made, form))


def test_a_long_response_is_bounded_and_the_rest_counted() -> None:
    made = done(exchange(), answer(200, b'{"a":"' + b"x" * 2_000_000 + b'"}'))
    spans = response_spans(made)
    assert len(text(spans)) < 250_000
    assert any(words.endswith("more bytes") for words, _role in spans)


@pytest.mark.parametrize(
    ("made", "note"),
    [
        (done(exchange(), answer(flaw=Flaw.TRUNCATED)), "incomplete"),
        (done(exchange(), answer(flaw=Flaw.OVERLONG)), "more bytes than Content-Length"),
        (done(exchange(), answer(headers=(("Content-Type", "text/plain; charset=klingon"),))), "klingon"),
        (done(exchange(), answer(headers=(("Content-Encoding", "gzip"),))), "not compressed with gzip"),
        (done(exchange(), answer(replaced=((0, 4),))), "Not byte-exact"),
    ],
)
def test_problems_of_a_response_are_shown_before_it(made: Exchange, note: str) -> None:
    first, role = response_spans(made)[0]
    assert note in first
    assert role == "warn"


def test_headers_keep_order_and_case_and_credentials_are_masked() -> None:
    headers = (("x-B", "2"), ("X-a", "1"), ("Set-Cookie", "session=0123456789abcdef"), ("x-B", "3"))
    shown = text(response_spans(done(exchange(), answer(headers=headers))))
    assert shown.endswith("x-B: 2\nX-a: 1\nSet-Cookie: sess••••cdef\nx-B: 3\n")


def test_a_response_has_a_summary() -> None:
    assert answer_line(done(exchange())) == ("200 Reason · application/json · 15 B", "good")
    assert answer_line(done(exchange(), answer(401, b"")))[1] == "bad"
    assert answer_line(exchange()) == ("", "text")


def test_bytes_of_an_unusable_response_are_shown() -> None:
    remember_derived(Secret("s3cr3t-that-is-not-shown"))
    received = b"HTTP/1.1 200 OK\r\nX-Odd : s3cr3t-that-is-not-shown\x1b[2J\r\n\r\n"
    broken = Failure(FailureKind.NOT_HTTP, "It is not valid.", Timing(1.0), True, cause=Cause.BROKEN_RULE, raw=received)
    garbled = answer(200, b"ab", flaw=Flaw.GARBLED, broken_rule="Chunk 1 is too long.", raw=received)
    for outcome, said in ((broken, "It is not valid."), (garbled, "Chunk 1 is too long.")):
        shown = text(response_spans(done(exchange(), outcome), "raw"))
        assert said in shown
        assert "X-Odd : ************************" in shown
        assert "\x1b" not in shown
        assert "58 2d 4f 64 64" in text(response_spans(done(exchange(), outcome), "hex")).lower()
