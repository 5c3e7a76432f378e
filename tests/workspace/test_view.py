"""A body shown as text converts back to the same bytes, and nothing in the text is invisible."""

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import repetitions
from workbench.workspace.view import LABELLED, describe, facts, label, restore, show

ODD_PIECES = [
    b"\r", b"\n", b"\r\n", b"\t", b"\0", b"\x1b", b"\x7f", b"\xff", b"\x80", b"\xed\xa0\x80", b"\xc3", b"\xe2\x80",
    b'{"a": 1}', b"/", "\u00a0\u00ad\u0085\u2028\u2029\u200b\u202e\u2066\ufeff\ufdd0\ufdd1\ufffc".encode(),
    "é✓😀".encode(), "\U0010f800\U0010fe0d\U0010feff\U0010fffd\U0010f7ff\U0010ffff".encode(),
]  # fmt: skip
bodies = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(str.encode),
    st.lists(st.sampled_from(ODD_PIECES), max_size=20).map(b"".join),
)
# The format characters that are drawn: Prepended_Concatenation_Mark in Unicode's PropList.txt, which are signs around
# numbers, and the controls that arrange Egyptian hieroglyphs, which are no Default_Ignorable_Code_Point either.
SIGNS = {*map(chr, range(0x600, 0x606)), *"\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"}
DRAWN = SIGNS | set(map(chr, range(0x13430, 0x13440)))
MANY = repetitions(gate=300, soak=30_000, quick=60)
line_ends = st.sampled_from([None, b"\n", b"\r\n", b"\r"])


@settings(max_examples=MANY)
@given(bodies, line_ends)
def test_every_body_round_trips(body: bytes, line_end: bytes | None) -> None:
    view = show(body, line_end)
    assert restore(*view) == body
    assert line_end is None or view.line_end == line_end


@settings(max_examples=MANY // 6)
@given(bodies, line_ends)
def test_shown_text_is_displayable(body: bytes, line_end: bytes | None) -> None:
    text = show(body, line_end).text
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\xa0\xad\u2028\u2029\ufdd0\ufdd1\ufeff\ufffc\ud800-\udfff]", text)
    for char in text:
        if unicodedata.category(char) in {"Cf", "Zl", "Zp"}:
            assert char in DRAWN, f"U+{ord(char):04X} would be invisible"


@pytest.mark.parametrize("kind", ["Cf", "Zl", "Zp", "Cc"])
def test_every_character_of_a_kind_that_is_not_drawn_has_a_stand_in(kind: str) -> None:
    every = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == kind]
    as_they_are = {char for char in every if show(char.encode()).text == char}
    assert as_they_are == {"Cf": DRAWN & set(every), "Cc": {"\t", "\n"}}.get(kind, set())


@pytest.mark.parametrize("code", [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0])
def test_what_is_a_letter_or_a_mark_and_yet_drawn_as_nothing_has_a_stand_in(code: int) -> None:
    assert label(show(chr(code).encode()).text) == f"U+{code:04X}"


@settings(max_examples=MANY // 6)
@given(bodies, line_ends, st.integers(0, 300))
def test_parts_of_shown_text_can_be_restored_separately(body: bytes, line_end: bytes | None, cut: int) -> None:
    view = show(body, line_end)
    parts = view.text[:cut], view.text[cut:]
    assert b"".join(restore(part, view.line_end) for part in parts) == body


@pytest.mark.parametrize(
    ("body", "text", "line_end"),
    [
        (b"a\nb\n", "a\nb\n", b"\n"),
        (b"a\r\nb\r\n", "a\nb\n", b"\r\n"),
        (b"a\rb", "a\nb", b"\r"),
        (b"a\r\nb\n", "a\U0010fe0d\nb\n", b"\n"),
        (b"\r\r\n", "\U0010fe0d\U0010fe0d\n", b"\n"),
        (b"", "", b"\n"),
        ("é✓😀".encode(), "é✓😀", b"\n"),
        (b"\xff\xc3", "\U0010feff\U0010fec3", b"\n"),
    ],
)
def test_uniform_line_end_is_separate_and_mixed_ones_are_shown(body: bytes, text: str, line_end: bytes) -> None:
    assert show(body) == (text, line_end)


def test_given_line_end_shows_others_as_substitutes() -> None:
    text, line_end = show(b"a\nb\r\nc\rd", b"\r\n")
    assert line_end == b"\r\n"
    assert [label(char) or char for char in text] == ["a", "LF", "b", "\n", "c", "CR", "d"]
    assert [label(char) or char for char in show(b"a\r\nb", b"\r").text] == ["a", "\n", "LF", "b"]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"\0", "NUL"),
        (b"\x0c", "FF"),
        (b"\r\n\r", "CR"),
        (b"\x7f", "DEL"),
        ("\u0085".encode(), "NEL"),
        ("\u0091".encode(), "U+0091"),
        ("\u00a0".encode(), "NBSP"),
        ("\ufeff".encode(), "BOM"),
        ("\u2028".encode(), "U+2028"),
        ("\u200b".encode(), "ZWSP"),
        ("\ufdd0".encode(), "U+FDD0"),
        (b"\xff", "xFF"),
        ("\U0010fe0d".encode(), "xF4"),
    ],
)
def test_each_substitute_has_a_label(body: bytes, word: str) -> None:
    assert label(show(body).text[0]) == word


@pytest.mark.parametrize("char", ["a", " ", "\t", "\n", "é", "😀", "\u3000"])
def test_visible_character_has_no_label(char: str) -> None:
    assert label(char) is None
    assert describe(char) is None


def test_unusual_character_in_text_is_labelled() -> None:
    assert label("\u00a0") == "NBSP"
    assert LABELLED.search("a\u200bb")
    assert restore("\u00a0", b"\r\n") == "\u00a0".encode()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("\u00a0".encode(), "No-break space, U+00A0: not visible; sent as 2 bytes."),
        ("\ufeff".encode(), "Byte order mark, U+FEFF: not visible; sent as 3 bytes."),
        (b"\0", "Null, U+0000: not visible; sent as 1 byte."),
        (b"\r \n", "Carriage return, U+000D: not the line end of this body; sent as 1 byte."),
        (b"\xff", "Byte FF: not valid UTF-8 here; sent unchanged."),
        ("\ufdd0".encode(), "Noncharacter, U+FDD0: not visible; sent as 3 bytes."),
    ],
)
def test_each_substitute_has_a_description(body: bytes, sentence: str) -> None:
    assert describe(show(body).text[0]) == sentence


def test_lone_surrogate_is_restored() -> None:
    assert restore("\ud83d", b"\n") == b"\xed\xa0\xbd"


def test_facts_are_size_line_end_bom_and_validity() -> None:
    assert facts(b"{}") == (2, "none", False, True, False)
    assert facts(b"\xef\xbb\xbf{\r\n}\r\n") == (9, "CRLF", True, True, True)
    assert facts(b"a\nb\r\nc") == (6, "mixed", False, True, False)
    assert facts(b"\r\xff") == (2, "CR", False, False, False)
    assert facts(b"a\n") == (2, "LF", False, True, True)
