"""Short texts for outcomes, counts and durations."""

import pytest

from tests.history.making import answer
from workbench.exchange import Interrupted
from workbench.operations.presentation.outcomes import (
    answer_text,
    counted,
    duration,
    outcome_text,
    result_text,
)


@pytest.mark.parametrize(
    ("answered", "success", "said"),
    [
        ("200", "yes", "success"),
        ("200 truncated", "unknown", "200 truncated without success"),
        ("401", "no", "401 without success"),
        ("not-http", "no", "not http"),
        ("interrupted", "unknown", "unknown"),
        ("", "pending", "in progress"),
    ],
)
def test_a_result_has_a_short_text(answered: str, success: str, said: str) -> None:
    assert result_text(answered, success) == said


def test_an_outcome_is_its_status_line_or_what_the_log_calls_it() -> None:
    assert outcome_text(answer(503)) == "503 Reason"
    assert outcome_text(Interrupted()) == answer_text("interrupted")
    assert outcome_text(None) == answer_text("")


def test_a_count_before_a_number_is_set_apart() -> None:
    assert (counted(5, "200 without success"), counted(1200, "success")) == ("5 × 200 without success", "1,200 success")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0.0124, "12 ms"), (0.9996, "1000 ms"), (2.34, "2.3 s"), (61.0, "1 min 1 s"), (3720, "1 h 2 min")],
)
def test_a_duration_has_a_suitable_unit(seconds: float | None, said: str) -> None:
    assert duration(seconds) == said
