"""A repeat run in words: the question before it, its progress, its end and its results."""

from workbench.operations.presentation.runs import end_text, progress_text, question, summary_rows, times_text
from workbench.operations.run_plan import Plan, RunProgress
from workbench.operations.run_results import Results

GOING = RunProgress(500, 120, 4, 118, 2, 6.5)


def test_the_question_names_what_would_be_sent_where() -> None:
    asked = question(Plan(7200, 2.0, 3), "host.example", "koapp")
    assert "7,200 requests to host.example for app koapp: 2 per second, concurrency 3, about 1 h 0 min." in asked
    unnamed = question(Plan(3), "host.example", None)
    assert "no app (the payload has no kochava_app_id): no rate limit, concurrency 1." in unnamed


def test_progress_has_failures_and_a_rate_once_there_are_any() -> None:
    assert progress_text(GOING) == "Repeating: 120 of 500 done, 2 without success, 376 left, 18.5 per second"
    assert progress_text(RunProgress(5, 1, 1, 1, 0, 0.5, paused=True)) == "Paused: 1 of 5 done, 3 left"


def test_an_end_before_the_last_send_has_its_reason() -> None:
    assert end_text(GOING, cancelled=True) == "The run was cancelled: 120 of 500 done, 376 not sent."
    assert end_text(GOING, cancelled=False).startswith("The run stopped at the first failure: ")
    assert end_text(RunProgress(5, 5, 0, 5, 0, 0.4, ended=True), cancelled=False) == ""


def test_the_summary_has_each_outcome_and_the_times() -> None:
    found = Results((("success", 3), ("timeout", 1)), 3, 0.012, 0.025, 1.31, ())
    rows = [(each.label, each.text) for each in summary_rows(RunProgress(4, 4, 0, 3, 1, 2.0, ended=True), found)]
    assert rows == [
        ("Finished", "4 of 4 in 2.0 s, 2.0 per second"),
        ("Outcomes", "3 success"),
        ("", "1 timed out"),
        ("Times", "median 12.0 ms · 95th percentile 25.0 ms · slowest 1.3 s"),
    ]
    nothing = Results((), 0, None, None, None, ())
    assert [(each.label, each.text) for each in summary_rows(None, nothing)] == [("Outcomes", "0 sends")]
    assert times_text(nothing) == "No answer yet."
