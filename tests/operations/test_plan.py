"""What a repeat run can be asked for, and what it says of what it cannot do."""

from __future__ import annotations

import pytest

from workbench.operations.repeat import Plan


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(0), "number of sends"),
        (Plan(10**7), "number of sends"),
        (Plan(1, at_once=9), "From 1 to 8"),
        (Plan(1, at_once=0), "From 1 to 8"),
        (Plan(1, rate=-1), "rate"),
        (Plan(1, rate=float("nan")), "rate"),
        (Plan(1, rate=float("inf")), "rate"),
    ],
)
def test_a_plan_that_cannot_be_followed_says_why(plan: Plan, words: str) -> None:
    assert words in (plan.problem() or "")


def test_an_ordinary_plan_has_no_problem() -> None:
    assert Plan(500, rate=2, at_once=8).problem() is None
