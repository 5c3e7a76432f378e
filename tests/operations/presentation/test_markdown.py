"""Markdown for a ticket: complete, in the same words as the window and the terminal, and without markup of others."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.evidence.exchanges import ANSWER, BODY, REFUSED, exchange
from workbench.exchange import Cancelled, Interrupted, Outcome, Timing
from workbench.operations.presentation.markdown import markdown
from workbench.operations.presentation.verdict import advice_rows, step_rows


def test_markdown_has_facts_status_request_and_response() -> None:
    text = markdown([exchange()])
    assert "## install" in text
    assert f"- **Payload hash**: `{exchange().payload_hash}`" in text
    assert "- ? **recorded**" in text
    assert BODY.decode() in text
    assert '{"success":"1"}' in text
    assert "Install Feed Validation" in text


def test_markdown_has_the_bytes_of_an_unusable_response() -> None:
    received = b"HTTP/1.1 200 OK\r\nX-Odd : 1\r\n\r\n```"
    for outcome in (replace(REFUSED, raw=received), replace(ANSWER, raw=received)):
        assert "### Received\n\n````\nHTTP/1.1 200 OK\nX-Odd : 1\n\n```\n````" in markdown([exchange(outcome=outcome)])
    assert "### Received" not in markdown([exchange(), exchange(outcome=REFUSED)])


def test_body_cannot_end_its_block_or_become_markup() -> None:
    text = markdown([exchange(b"```\n<script>alert(1)</script>\n# head\n````")])
    fence = re.search(r"### Request\n\n(`+)\n", text)
    assert fence is not None
    assert fence[1] == "`````"


@given(st.text(max_size=60))
def test_any_title_is_one_escaped_line(title: str) -> None:
    first = markdown([replace(exchange(), title=title)]).split("\n")[0]
    assert first.startswith("##")
    assert not re.search(r"(?<!\\)[<>&\[\]]", first)


@pytest.mark.parametrize(
    "outcome",
    [ANSWER, replace(ANSWER, status=401), replace(ANSWER, body=b"<html>"), REFUSED, Cancelled(Timing(0.1), None),
     Interrupted(), None],
)  # fmt: skip
def test_verdict_and_advice_are_those_of_the_window(outcome: Outcome | None) -> None:
    made = exchange(outcome=outcome)
    text = re.sub(r"\\(.)", r"\1", markdown([made]))
    for row in (*step_rows(made), *advice_rows(made)):
        assert row.text in text


def test_a_body_of_odd_bytes_is_shown_as_in_the_window() -> None:
    assert "{‹NUL›‹xFF›}" in markdown([exchange(b"{\x00\xff}")])
    assert "… 1 more byte\n" in markdown([exchange(b"x" * 20_001)])
