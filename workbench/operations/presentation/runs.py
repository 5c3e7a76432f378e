"""Words a repeat run: the question before it, its progress, its end and its results."""

from collections.abc import Iterator

from workbench.operations.presentation import Row, row
from workbench.operations.presentation.outcomes import answer_text, answer_time, counted, duration
from workbench.operations.run_plan import Plan, RunProgress
from workbench.operations.run_results import Results


def question(plan: Plan, host: str, app: str | None) -> str:
    """Return what a run would send, for the user to confirm; `app` is the payload's, None if it has none."""
    whose = "no app (the payload has no kochava_app_id)" if app is None else f"app {app}"
    speed = f"{plan.rate:g} per second" if plan.rate else "no rate limit"
    takes = f", about {duration(plan.count / plan.rate)}" if plan.rate else ""
    return (
        f"This sends {plan.count:,} requests to {host} for {whose}: {speed}, concurrency "
        f"{plan.concurrency}{takes}. Kochava may count each of them as an install."
    )


def progress_text(progress: RunProgress) -> str:
    """Return how far a run is, in one line."""
    parts = [f"{progress.finished:,} of {progress.count:,} done"]
    if progress.failures:
        parts.append(f"{progress.failures:,} without success")
    parts.append(f"{progress.remaining:,} left")
    if progress.elapsed_s > 1 and progress.finished:
        parts.append(f"{progress.rate:,.1f} per second")
    return f"{'Paused' if progress.paused else 'Repeating'}: {', '.join(parts)}"


def end_text(progress: RunProgress, *, cancelled: bool) -> str:
    """Return why a run ended before its last send; empty if it did not."""
    if not cancelled and not progress.remaining:
        return ""
    why = "was cancelled" if cancelled else "stopped at the first failure"
    return f"The run {why}: {progress.finished:,} of {progress.count:,} done, {progress.remaining:,} not sent."


def summary_rows(progress: RunProgress | None, results: Results | None) -> Iterator[Row]:
    """Yield duration, outcomes and times of a run; `progress` is None for one of an earlier session."""
    if progress is not None:
        sends = f"{progress.finished:,} of {progress.count:,}"
        yield row("Finished", f"{sends} in {duration(progress.elapsed_s)}, {progress.rate:,.1f} per second")
    if results is not None:
        for number, (words, count) in enumerate(outcome_counts(results) or (("sends", 0),)):
            yield row("" if number else "Outcomes", counted(count, words))
        if results.answered:
            yield row("Times", times_text(results))


def outcome_counts(results: Results) -> tuple[tuple[str, int], ...]:
    """Return the outcomes of a run as short texts, each with its number of sends."""
    return tuple((answer_text(label), count) for label, count in results.outcomes)


def times_text(results: Results | None) -> str:
    """Return median, 95th percentile and maximum of the times to the answer."""
    if results is None or results.median_s is None or results.p95_s is None or results.slowest_s is None:
        return "No answer yet."
    median, p95, slowest = map(answer_time, (results.median_s, results.p95_s, results.slowest_s))
    return f"median {median} · 95th percentile {p95} · slowest {slowest}"
