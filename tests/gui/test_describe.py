"""What the log says of an exchange: a request is shown so that no byte of it hides."""

from datetime import UTC, datetime

import pytest

from workbench.exchange import Exchange, Request
from workbench.gui.log.describe import Run, request_runs


def shown(body: bytes) -> list[Run]:
    """The runs of a request's body."""
    request = Request("POST", "http://127.0.0.1:9/track/json", (), body)
    exchange = Exchange("1", datetime.now(UTC), "install", "Demo", "Sandbox", "as-typed", request, "", None)
    runs = request_runs(exchange)
    return runs[runs.index(("\n", "text")) + 1 :]


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        (b"{}", [("{}", "body")]),
        (b"", []),
        (b"\xef\xbb\xbf{}", [("‹BOM›", "warn"), ("{}", "body")]),
        ("a\u00a0b".encode(), [("a", "body"), ("‹NBSP›", "warn"), ("b", "body")]),
        (b"a\r\nb\n", [("a", "body"), ("‹CR›", "warn"), ("\nb\n", "body")]),
        ("\u2028".encode(), [("‹U+2028›", "warn")]),
        (b"a\xff\xfe", [("a", "body"), ("‹xFF›‹xFE›", "warn")]),
        (b"\x00", [("‹NUL›", "warn")]),
        ("‹NUL›é😀".encode(), [("‹NUL›é😀", "body")]),
    ],
)
def test_what_cannot_be_seen_in_a_body_is_named_in_a_colour_of_its_own(body: bytes, runs: list[Run]) -> None:
    assert shown(body) == runs


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_long_body_is_cut_between_two_characters_and_what_is_left_out_is_counted(before: int) -> None:
    body = b"x" * before + "😀".encode() * 60_000
    text, more = shown(body)
    assert set(text[0]) <= {"x", "😀"}
    kept = len(text[0].encode())
    assert 200_000 - 3 <= kept <= 200_000
    assert more == (f"\n… {len(body) - kept} more bytes", "muted")
