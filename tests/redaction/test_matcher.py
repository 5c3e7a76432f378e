"""The fast paths of the search give the same result as the slow ones."""

import re

from hypothesis import given
from hypothesis import strategies as st

from workbench.redaction.encodings import Encodings
from workbench.redaction.matcher import (
    Matcher,
    _backslashes,
    _between_bytes,
    _joined_bare,
    _joined_bytes,
    _joined_lines,
    _line_end,
)

_PIECES = st.sampled_from(
    [
        *"\n\r\t\\/= rnxu0&#;:,.-%afz",
        "\\n",
        "\\\\r",
        "0x",
        "&#x",
        "\\u00",
        "\\x",
        " \n",
        "=\n",
        "\x1c",
        "\x85",
        "\u2028",
    ]
)
_TEXTS = st.lists(_PIECES, max_size=40).map("".join)


@given(_TEXTS)
def test_the_fast_paths_remove_what_the_patterns_match(text: str) -> None:
    assert _joined_lines(text) == _line_end.sub("", text)
    assert _joined_bytes(text) == _between_bytes.sub("", text)
    assert _joined_bare(text) == _backslashes.sub("", text)


def test_all_ascii_separators_are_removed_between_bytes() -> None:
    for each in map(chr, range(128)):
        assert _joined_bytes(f"a{each}b") == _between_bytes.sub("", f"a{each}b"), ascii(each)


def test_a_shorter_value_is_found_until_it_is_removed() -> None:
    long, short = Encodings("0123456789abcdef" * 4), Encodings("beef" * 3)
    text = f"{'beef' * 3} and {'0123456789abcdef' * 4}"
    both = Matcher([long]).changed([short], [])
    assert len(both.spans(text)) == 2
    assert [text[first:last] for first, last in both.changed([], [short]).spans(text)] == ["0123456789abcdef" * 4]
    assert re.fullmatch("[bef]+", text[slice(*both.spans(text)[0])])
