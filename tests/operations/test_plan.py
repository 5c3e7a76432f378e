"""Validation of the parameters of a run."""

from __future__ import annotations

import pytest

from workbench.operations.run_plan import Plan


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(0), "number of sends"),
        (Plan(10**7), "number of sends"),
        (Plan(1, concurrency=9), "from 1 to 8"),
        (Plan(1, concurrency=0), "from 1 to 8"),
        (Plan(1, rate=-1), "rate"),
        (Plan(1, rate=float("nan")), "rate"),
        (Plan(1, rate=float("inf")), "rate"),
    ],
)
def test_an_invalid_plan_has_a_problem(plan: Plan, words: str) -> None:
    assert words in (plan.problem() or "")


def test_a_valid_plan_has_no_problem() -> None:
    assert Plan(500, rate=2, concurrency=8).problem() is None
