"""Bodies as spans: bounded, without known secrets, and exact as a hex dump."""

import json

import pytest

from workbench.operations.presentation import text_of as text
from workbench.operations.presentation.bodies import HEX_BYTES, hex_spans, pretty_spans, raw_spans
from workbench.redaction import Secret, remember


def test_hex_dump_shows_every_byte_in_hex_and_as_a_character() -> None:
    body = bytes(range(256))
    lines = text(hex_spans(body)).splitlines()
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
    assert text(pretty_spans('{"success":"1"}', "text")) == '{"success":"1"}'
    assert text(pretty_spans(long, "text")).startswith('{\n  "success": "1",\n  "list": [\n    0,')
    assert text(pretty_spans("<html>" * 20, "text")) == "<html>" * 20
    assert text(pretty_spans("", "text")) == "(no body)"


def test_pretty_printing_changes_no_number_name_or_escape() -> None:
    body = '{"price":19.90,"price":1e400,"none":{},"list":[[],[1]],"big":12345678901234567890,"slash":"\\/\\u00e9"}'
    shown = text(pretty_spans(body, "text"))
    assert shown.splitlines()[1:4] == ['  "price": 19.90,', '  "price": 1e400,', '  "none": {},']
    assert shown.splitlines()[4:9] == ['  "list": [', "    [],", "    [", "      1", "    ]"]
    assert "".join(shown.split()) == body


def test_invisible_characters_are_marked() -> None:
    assert list(pretty_spans("a\u202eb", "text")) == [("a", "text"), ("‹RLO›", "warn"), ("b", "text")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_mixed_line_ends_are_marked_in_a_pretty_text(end: str) -> None:
    assert list(pretty_spans(f"a{end}b{end}", "text")) == [("a\nb\n", "text")]
    assert ("‹CR›", "warn") in pretty_spans(f"a\r\nb{end}c\n", "text")
    assert ("‹CR›" in text(raw_spans(f"a{end}b".encode(), "text"))) is ("\r" in end)


def test_the_text_of_any_character_is_safe_to_print() -> None:
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000), *range(0x1F000, 0x20000), 0xE0041, 0x10FFFD)))
    for body in (every.encode(), bytes(range(256)), every.encode("utf-16")):
        for spans in (raw_spans(body, "body", len(body)), pretty_spans(body.decode("utf-8", "replace"), "text")):
            assert text(spans).replace("\n", "").replace("\t", "").isprintable()


def test_a_cut_body_neither_cuts_a_character_nor_shows_the_start_of_a_secret() -> None:
    assert text(raw_spans("äöü".encode(), "body", 3)) == "ä\n… 4 more bytes"
    secret = "s3cr3t-value-at-the-end"
    remember(Secret(secret))
    assert text(raw_spans(f"12345{secret}6789".encode(), "body", 12)) == "12345*******\n… 20 more bytes"
    assert secret[:8] not in text(hex_spans(b"x" * (HEX_BYTES - 9) + secret.encode()))
