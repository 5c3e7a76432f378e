"""Bodies as spans: bounded, without known secrets, and exact as a hex dump."""

import json

import pytest
from msgspec.structs import replace

from tests.history.making import answer, done, exchange
from workbench.exchange import Cause, Channel, Exchange, Failure, FailureKind, Flaw, Timing
from workbench.gui.features.log.bodies import HEX_BYTES, hex_spans, pretty_spans, raw_spans
from workbench.gui.features.log.detail_text import answer_line, request_spans, response_spans, signed_spans
from workbench.history.redaction import redact_exchange
from workbench.operations.presentation import Span
from workbench.redaction import Secret, remember_derived


def text(spans: list[Span]) -> str:
    return "".join(words for words, _role in spans)


def test_hex_dump_shows_every_byte_in_hex_and_as_a_character() -> None:
    body = bytes(range(256))
    lines = text(list(hex_spans(body))).splitlines()
    assert len(lines) == 16
    assert lines[0] == "000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  ················"
    assert lines[4] == "000040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO"
    digits = bytes.fromhex("".join(line[8:56] for line in lines))
    assert digits == body


def test_hex_dump_is_bounded_and_counts_the_rest() -> None:
    spans = list(hex_spans(b"x" * (HEX_BYTES + 5)))
    assert spans[-1] == ("\n… 5 more bytes", "muted")
    assert sum(role == "body" for _words, role in spans) == HEX_BYTES // 16


def test_only_long_json_is_indented() -> None:
    long = json.dumps({"success": "1", "list": list(range(30))})
    assert text(list(pretty_spans('{"success":"1"}', "text"))) == '{"success":"1"}'
    assert text(list(pretty_spans(long, "text"))).startswith('{\n  "success": "1",\n  "list": [\n    0,')
    assert text(list(pretty_spans("<html>" * 20, "text"))) == "<html>" * 20
    assert text(list(pretty_spans("", "text"))) == "(no body)"


def test_a_request_through_a_forwarding_proxy_is_shown_with_the_absolute_url() -> None:
    sent = replace(answer(), channel=Channel("10.0.0.1:3128", proxy="proxy.test:3128"))
    made = exchange()
    plain, tunnelled = (
        text(request_spans(done(replace(made, request=replace(made.request, url=url)), sent)))
        for url in ("http://host.test:80/track/json?a=1", "https://host.test/track/json?a=1")
    )
    assert plain.startswith("POST http://host.test/track/json?a=1 HTTP/1.1\nHost: host.test\n")
    assert "(sent to the proxy proxy.test:3128, with its login if there is one)" in plain
    assert tunnelled.startswith("POST /track/json?a=1 HTTP/1.1\nHost: host.test\n")
    assert "proxy" not in tunnelled


def test_pretty_printing_changes_no_number_name_or_escape() -> None:
    body = '{"price":19.90,"price":1e400,"none":{},"list":[[],[1]],"big":12345678901234567890,"slash":"\\/\\u00e9"}'
    shown = text(list(pretty_spans(body, "text")))
    assert shown.splitlines()[1:4] == ['  "price": 19.90,', '  "price": 1e400,', '  "none": {},']
    assert shown.splitlines()[4:9] == ['  "list": [', "    [],", "    [", "      1", "    ]"]
    assert "".join(shown.split()) == body


def test_invisible_characters_in_a_response_header_are_marked() -> None:
    shown = response_spans(done(exchange(), answer(headers=(("Server", "a\x85\xadb\xa0"),))))
    assert [words for words, role in shown if role == "warn"] == ["‹NEL›‹SHY›", "‹NBSP›"]


def test_invisible_characters_in_a_response_are_marked() -> None:
    assert list(pretty_spans("a\u202eb", "text")) == [("a", "text"), ("‹RLO›", "warn"), ("b", "text")]


def test_a_known_secret_is_shown_in_no_format() -> None:
    secret = "s3cr3t-value-of-a-pair"
    remember_derived(Secret(secret))
    body = b'{"install":"' + secret.encode() + b'"}'
    for spans in (raw_spans(body, "body"), pretty_spans(body.decode(), "text"), hex_spans(body)):
        shown = text(list(spans))
        assert secret not in shown
        assert secret.encode()[:8].hex(" ") not in shown
    made = done(exchange(body), answer(200, body))
    for form in ("raw", "pretty", "hex"):
        assert secret not in text(response_spans(made, form)) + text(request_spans(made, form))


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


def test_tokens_show_their_first_digits_before_and_after_they_are_stored() -> None:
    made = [exchange(b"{}"), exchange(b"[]")]
    shown = [text(request_spans(each)) for each in made]
    for each, words in zip(made, shown, strict=True):
        assert f"Kochava-Auth-Token: {each.token_prefix}••••\n" in words
        assert f"Kochava-Auth-Token: {each.token_prefix}••••\n" in text(request_spans(redact_exchange(each)))
    assert made[0].token_prefix != made[1].token_prefix


def test_a_response_has_a_summary() -> None:
    assert answer_line(done(exchange())) == ("200 Reason · application/json · 15 B", "good")
    assert answer_line(done(exchange(), answer(401, b"")))[1] == "bad"
    assert answer_line(exchange()) == ("", "text")


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
    assert "*" * 24 in text(request_spans(made))
    assert signed_spans(made)[-1][0].endswith(": 24 at byte 6")


def test_the_url_is_shown_without_user_info() -> None:
    made = exchange()
    url = "https://name:word@kochava.example:443/track/json?x=1"
    made = replace(made, request=replace(made.request, url=url))
    assert text(request_spans(made)).startswith("POST /track/json?x=1 HTTP/1.1\nHost: kochava.example\n")


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
