"""Texts of rows: formats of times, sizes and answers, and the layout of columns."""

from datetime import UTC, datetime

import pytest

from tests.history.making import answer, done, exchange
from workbench.exchange import Cancelled, Exchange, Failure, FailureKind, Flaw, Interrupted, Timing
from workbench.gui.features.log import text
from workbench.gui.features.log.columns import COLUMNS, DEFAULT, layout_from_text, layout_to_text
from workbench.gui.features.log.summary import row_of
from workbench.history.records import STATES
from workbench.operations.presentation.outcomes import answer_text

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
FAILED = Failure(FailureKind.DNS, "No such name.", Timing(0.1), request_left=False)


@pytest.mark.parametrize(
    ("started", "shown"),
    [
        (datetime(2026, 3, 12, 8, 14, 2, tzinfo=UTC), "08:14:02"),
        (datetime(2026, 3, 11, 8, 14, 2, tzinfo=UTC), "03-11 08:14"),
        (datetime(2025, 3, 12, 8, 14, 2, tzinfo=UTC), "2025-03-12"),
    ],
)
def test_a_time_of_another_day_has_its_date(started: datetime, shown: str) -> None:
    assert text.short_time(started, NOW) == shown


@pytest.mark.parametrize(
    ("made", "said", "role"),
    [
        (exchange(), "in progress", "muted"),
        (done(exchange()), "200", "good"),
        (done(exchange(), answer(200, b"ok")), "200", "warn"),
        (done(exchange(), answer(200, flaw=Flaw.TRUNCATED)), "200 truncated", "warn"),
        (done(exchange(), answer(307)), "307", "warn"),
        (done(exchange(), answer(401)), "401", "bad"),
        (done(exchange(), answer(503)), "503", "bad"),
        (done(exchange(), FAILED), "no such name", "bad"),
        (done(exchange(), Cancelled(Timing(1.0), None)), "cancelled", "muted"),
        (done(exchange(), Interrupted()), "unknown", "muted"),
    ],
)
def test_an_answer_is_green_only_if_its_body_says_success(made: Exchange, said: str, role: str) -> None:
    row = row_of(1, made)
    assert answer_text(row.answer) == said
    assert text.answer_role(row.answer, row.success) == role


@pytest.mark.parametrize(("count", "said"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (2_500_000, "2.5 MB")])
def test_a_size_has_a_suitable_unit(count: int, said: str) -> None:
    assert text.size(count) == said


def test_a_run_lists_successes_first_and_a_bare_200_is_none() -> None:
    no, yes, pending = map(STATES.index, ("no", "yes", "pending"))
    outcomes = {("", pending): 3, ("200", no): 1, ("refused", no): 2, ("200", yes): 500, ("timeout", no): 0}
    row = row_of(1, exchange(run="r"), outcomes.items())
    assert text.run_text(row) == "✓ 500 success · ✗ 2 refused · ✗ 1 × 200 without success · … 3 in progress"
    assert (row.run_count, row.run_done) == (506, 503)
    assert COLUMNS["name"].text_of(row, False) == "install ×506"
    assert COLUMNS["answer"].text_of(row, False) == "…"
    assert COLUMNS["took"].text_of(row, False) == ""


def test_the_default_columns_fit_a_small_window() -> None:
    assert [COLUMNS[key].title for key in DEFAULT] == [
        "Time", "Payload", "Profile", "Endpoint", "Answer", "Status", "Took",
    ]  # fmt: skip
    assert {"utc", "form", "sent", "received", "marks", "pin"} == set(COLUMNS) - set(DEFAULT)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("took:90 time", (("took", 90), ("time", None))),
        ("time:7 time:99999 none:40 pin", (("time", 2000), ("pin", None))),
        ("utc:x form:-3", (("utc", None), ("form", None))),
    ],
)
def test_unknown_columns_of_a_layout_are_ignored(text: str, layout: tuple[tuple[str, int | None], ...]) -> None:
    assert layout_from_text(text) == layout


def test_an_unreadable_layout_is_the_default_one() -> None:
    first = tuple((key, None) for key in DEFAULT)
    assert layout_from_text("") == layout_from_text("gone:30") == first
    layout = (("took", 90), ("time", None))
    assert layout_from_text(layout_to_text(layout)) == layout
