"""Text for a terminal: what is marked, what is not, and standard error that cannot be written."""

import errno
import io
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.redaction.terminal_text import label, marked, write_error


@pytest.mark.parametrize(
    ("character", "mark"),
    [
        ("\x1b", "ESC"), ("\r", "CR"), ("\a", "BEL"), ("\b", "BS"), ("\x7f", "DEL"), ("\0", "NUL"), ("\x0e", "SO"),
        ("\x9b", "U+009B"), ("\x85", "NEL"), ("\u202e", "RLO"), ("\u2066", "LRI"), ("\u2028", "U+2028"),
        ("\ufeff", "BOM"), ("\udc9b", "x9B"), ("\udcff", "xFF"), ("\ud800", "U+D800"), ("\U000e0041", "U+E0041"),
    ],
)  # fmt: skip
def test_what_is_not_visible_is_marked(character: str, mark: str) -> None:
    assert label(ord(character)) == mark
    assert marked(f"a{character}b\n") == f"a‹{mark}›b\n"


@pytest.mark.parametrize("text", ["", "plain ASCII\n\ttext\n", "Grüße “…” 漢字 ✓ ▸ é", "‹ESC› as it was marked before"])
def test_visible_text_is_unchanged(text: str) -> None:
    assert marked(text) == text


def test_a_line_may_end_with_crlf() -> None:
    assert marked("a\r\nb\rc") == "a\nb‹CR›c"


@given(st.text(st.characters(exclude_categories=())))
def test_marked_text_has_nothing_that_a_terminal_acts_on(text: str) -> None:
    shown = marked(text)
    assert not {unicodedata.category(each) for each in shown if each not in "\n\t"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode()
    assert marked(shown) == shown


class _Unwritable(io.StringIO):
    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("stream", [None, _Unwritable(), "closed"])
def test_standard_error_that_cannot_be_written_is_no_error(monkeypatch: pytest.MonkeyPatch, stream: object) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed if stream == "closed" else stream)
    write_error("lost\n")


def test_a_line_is_written_in_the_place_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    write_error("1 of 9\x1b[2J", instead_of=3)
    assert screen.getvalue() == "\r   \r1 of 9‹ESC›[2J"
