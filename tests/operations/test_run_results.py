"""Statistics of a run, CSV and JSON Lines."""

import csv
import io
import json
from datetime import UTC, datetime

from workbench.exchange import Exchange, Request, Response, Timing
from workbench.operations.run_results import as_csv, as_jsonl, outcome_label, results


def finished(number: int, seconds: float, body: bytes = b'{"success":"1"}') -> Exchange:
    return Exchange(
        id=f"id{number}",
        started=datetime(2026, 11, 22, 12, 0, number % 60, tzinfo=UTC),
        title="t",
        profile="sample",
        endpoint="Sandbox",
        wire_form="as-typed",
        request=Request("POST", "http://127.0.0.1/", (("Kochava-Auth-Token", "ab" * 32),), b"{}"),
        payload_hash="0" * 40,
        outcome=Response(200, "OK", "HTTP/1.1", (), body, Timing(seconds)),
        run="r",
        run_number=number,
    )


def test_results_count_outcomes_and_times() -> None:
    some = [finished(number, number / 1000) for number in range(1, 101)] + [finished(101, 9.0, b"")]
    got = results(some)
    assert got.outcomes == (("success", 100), ("200 without success", 1))
    assert (got.answered, got.median_s, got.p95_s, got.slowest_s) == (101, 0.051, 0.096, 9.0)
    assert sum(bar.count for bar in got.histogram) == 101
    assert got.histogram[0].low == 0.001
    assert got.histogram[-1].high == 9.0


def test_results_of_nothing_are_empty() -> None:
    got = results([])
    assert (got.outcomes, got.answered, got.median_s, got.histogram) == ((), 0, None, ())


def test_results_of_one_time_have_one_bin() -> None:
    assert [bar.count for bar in results([finished(1, 0.5), finished(2, 0.5)]).histogram] == [2]


def test_csv_and_jsonl_have_equal_rows_without_tokens() -> None:
    some = [finished(1, 0.5), finished(2, 0.25)]
    table = list(csv.DictReader(io.StringIO(as_csv(some))))
    lines = [json.loads(line) for line in as_jsonl(some).splitlines()]
    assert [row["number"] for row in table] == ["1", "2"]
    assert [line["total_ms"] for line in lines] == [500.0, 250.0]
    assert list(table[0]) == list(lines[0])
    assert "abab" not in as_csv(some) + as_jsonl(some)


def test_every_outcome_has_a_label() -> None:
    assert outcome_label(finished(1, 0.1)) == "success"
    assert outcome_label(finished(1, 0.1, b"{}")) == "200 without success"
