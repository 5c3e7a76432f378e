"""Window and terminal say the same of the same exchanges, comparisons, runs, bundles and exports."""

import gzip
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.cli.running import ODD_BODIES, Ended, command
from tests.history.making import START, answer, exchange
from tests.journeys.conftest import Make, WindowDriver
from tests.journeys.test_history import keep, wait_for_rows
from workbench.exchange import (
    Annotations,
    Cancelled,
    Certificate,
    Channel,
    Exchange,
    Failure,
    FailureKind,
    Flaw,
    Interrupted,
    Outcome,
    Response,
    Timing,
)
from workbench.gui.core import dialogs
from workbench.gui.features.log.detail import REQUEST, RESPONSE, TIMING, VERDICT, Detail
from workbench.history import default_history
from workbench.operations.presentation import Row, runs
from workbench.operations.presentation.bodies import SHOWN_BYTES
from workbench.operations.presentation.comparison import compare
from workbench.operations.run_plan import RunProgress
from workbench.operations.run_results import Results

TIMES = Timing(0.5, dns_s=0.001, connect_s=0.01, tls_s=0.1, send_s=0.002, wait_s=0.3, receive_s=0.004)
CERTIFICATE = Certificate(
    "host.example", ("host.example", "*.host.example"), "An authority", START, START + timedelta(days=400), "ab" * 32
)
CHANNEL = Channel("203.0.113.7:443", "proxy:3128", "TLSv1.3", "TLS_AES_128", CERTIFICATE, False, 812, 99)
REFUSED = Failure(FailureKind.REFUSED, "Nobody listens at 203.0.113.7:443.", Timing(0.01, connect_s=0.01), False)
TIMEOUT = Failure(FailureKind.TIMEOUT, "There was no response within 5 s.", TIMES, True, CHANNEL)
SANDBOX = {
    "Sandbox-Payload-Hash-Raw": "a" * 40,
    "Sandbox-Payload-Hash-Php": "none",
    "Sandbox-Token-Match": "raw",
}
PACKED = gzip.compress(b'{"success":"1"}', mtime=0)

BODIES = {
    **ODD_BODIES,
    "escapes and marks": "\x1b[2J\u200b\u202ea\u3000b\ue000\u0301c\r\nd".encode(),
    "long JSON": b'{"list":[' + b",".join(b"%d" % number for number in range(40)) + b"]}",
    "UTF-16": '{"success":"1"}'.encode("utf-16"),
    "cut": b'{"a":"' + b"x" * SHOWN_BYTES + b'"}',
    "cut in a character": b"x" * (SHOWN_BYTES - 1) + "ä".encode(),
}
"""Bodies of requests and of responses that are hard to show."""

OUTCOMES: dict[str, Outcome | None] = {
    "success": answer(timing=TIMES, channel=CHANNEL),
    "sandbox": answer(headers=tuple(SANDBOX.items()), sent_sha1="b" * 40),
    "malformed": answer(400, b'{"error":"no action"}'),
    "wrong token": answer(401, b'{"error":"bad token"}'),
    "redirect": answer(307, b"", headers=(("Location", "https://other.example/track/json"),)),
    "wait": answer(429, b"", headers=(("Retry-After", "90"),)),
    "timeout": TIMEOUT,
    "refused": REFUSED,
    "cancelled": Cancelled(TIMES, None, CHANNEL),
    "interrupted": Interrupted(),
    "packed": answer(200, PACKED, headers=(("Content-Encoding", "gzip"),)),
    "odd bytes": answer(200, b'\xff\xfe\x00{"success":"1"}\x1b[2J'),
    "truncated": answer(200, b'{"succ', flaw=Flaw.TRUNCATED),
    "in progress": None,
}


def kept(outcome: Outcome | None, url: str = "https://host.example/track/json", **facts: Any) -> Exchange:  # noqa: ANN401
    begun = exchange(**facts)
    return replace(begun, request=replace(begun.request, url=url), outcome=outcome)


def words_of(lines: Iterable[str]) -> list[str]:
    """Lines without marks of colour and without the spaces that align them; empty lines are left out."""
    return [line for line in (" ".join(each.replace("■", " ").split()) for each in lines) if line]


def section(ended: Ended, *labels: str) -> list[str]:
    """The printed lines from the first of these labels on, without the labels."""
    lines = ended.text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(labels))
    cut = [next((line.removeprefix(each) for each in labels if line.startswith(each + " ")), line) for line in lines]
    return words_of(cut[start:])


@pytest.fixture
def driver(new_driver: Make) -> WindowDriver:
    made = new_driver()
    made.start()
    return made


def detail_of(driver: WindowDriver) -> Detail:
    found = driver.app.features.parts("log").pane.detail
    assert isinstance(found, Detail)
    return found


def lines_of(text: str) -> list[str]:
    """The lines of a text without spaces at their ends; empty lines are left out."""
    return [line for line in map(str.rstrip, text.split("\n")) if line]


def rows_of(ended: Ended, label: str) -> list[str]:
    """The lines of all rows with this label, without the label."""
    found, inside = [], False
    for line in lines_of(ended.text):
        inside = line.startswith(f"{label} ") or (inside and line.startswith(" " * 12))
        if inside:
            found.append(line[12:])
    return found


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_hard_to_show(driver: WindowDriver, name: str) -> None:
    packed = answer(200, gzip.compress(BODIES[name], mtime=0), headers=(("Content-Encoding", "gzip"),))
    detail = detail_of(driver)
    for outcome in (answer(200, BODIES[name]), packed, replace(packed, replaced=((0, 0),), flaw=Flaw.TRUNCATED)):
        made = kept(outcome, body=BODIES[name])
        keep(made)
        history = default_history()
        stored = history.exchange(made.id)
        history.close()
        assert stored is not None
        assert isinstance(stored.outcome, Response)
        detail.show_exchange(stored)
        ended = command("history", "show", made.id)
        request, response = (lines_of(detail.text(tab).toPlainText()) for tab in (REQUEST, RESPONSE))
        printed, notes = rows_of(ended, "Response"), rows_of(ended, "Note")
        assert rows_of(ended, "Request") == request
        assert printed[0].startswith("200 Reason")
        head = 1 + len(stored.outcome.headers) + 1  # status and time, status line and headers
        shown_notes = [line for line in response if line.startswith("! ")]
        assert [line[2:] for line in shown_notes] == notes[: len(shown_notes)]
        assert [*shown_notes, *printed[head:], *printed[1:head]] == response
        assert ended.text.replace("\n", "").replace("\t", "").isprintable()


def test_a_body_that_is_not_byte_exact(driver: WindowDriver) -> None:
    made = kept(OUTCOMES["success"], replaced=((2, 3), (9, 4)))
    keep(made)
    history = default_history()
    detail_of(driver).show_exchange(history.exchange(made.id))
    history.close()
    said = driver.lines("Sent and signed").splitlines()[-1].removeprefix("! ")
    ended = command("history", "show", made.id)
    assert said in rows_of(ended, "Body")
    assert command("history", "show", made.id, "--body").err == f"workbench: warning: {said}\n"


@pytest.mark.parametrize("url", ["https://host.example/track/json", "http://127.0.0.1:9/track/json"])
def test_an_exchange_of_every_kind(driver: WindowDriver, url: str) -> None:
    notes = Annotations(recorded=START, note="seen by Ann\ntoday", tags=("case-12",))
    exchanges = {name: kept(outcome, url) for name, outcome in OUTCOMES.items()}
    exchanges["recorded"] = kept(OUTCOMES["success"], url, annotations=notes, options="deadline 5 s")
    keep(*exchanges.values())
    history, detail = default_history(), detail_of(driver)
    for name, each in exchanges.items():
        found = history.exchange(each.id)
        assert found is not None
        detail.show_exchange(found)
        shown = [detail.text(tab).toPlainText().splitlines() for tab in (TIMING, VERDICT)]
        ended = command("history", "show", each.id)
        printed = section(ended, "Timing", "Connection")
        printed = [line for line in printed if not line.startswith("Verdict ")]
        transport = words_of([f"transport {each.options}"] if each.options else [])
        assert printed == [line for line in words_of(line for tab in shown for line in tab) if line not in transport], (
            name
        )
        response = words_of(detail.text(RESPONSE).toPlainText().splitlines())
        hashes = section(ended, "Hashes", "Timing") if "\nHashes " in ended.text else []
        hashes = hashes[: len(hashes) - len(section(ended, "Timing"))]
        assert (len(hashes), set(hashes) <= set(response)) == (4 if name == "sandbox" else 0, True), name
        remarks = [line[2:] for line in detail.text(RESPONSE).toPlainText().splitlines() if line.startswith("! ")]
        assert remarks == [line[12:] for line in ended.text.splitlines() if line.startswith("Note ")][: len(remarks)], (
            name
        )
    history.close()


def test_a_comparison(driver: WindowDriver) -> None:
    first = kept(OUTCOMES["success"], body=b'{"a":1,"b":"x"}')
    others = [kept(outcome, body=b'{"b":"x", "a":2}', title="other") for outcome in OUTCOMES.values()]
    keep(first, *others)
    history, detail = default_history(), detail_of(driver)
    stored = {id_: history.exchange(id_) for id_ in (first.id, *(each.id for each in others))}
    history.close()
    before = stored[first.id]
    assert before is not None
    for each in others:
        after = stored[each.id]
        assert after is not None
        detail.show_compared(compare(before, after))
        shown = words_of(driver.lines("Comparison").splitlines())
        assert shown == words_of(command("history", "compare", first.id, each.id).text.splitlines())


def test_a_repeat_run(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    rows = runs.summary_rows

    def summed_up(progress: RunProgress | None, results: Results | None) -> Iterator[Row]:
        said.extend((progress, results))
        return rows(progress, results)

    monkeypatch.setattr(runs, "summary_rows", summed_up)
    ended = command("send", "-", "--profile", "sample", "--to", "sandbox", "--repeat", "4", stdin=b"{}")
    detail = detail_of(driver)
    detail.show_run(*said)
    assert detail.run is not None
    shown = detail.run.summary.toPlainText().splitlines()
    assert shown == [f"{label}: {ended.row(label)}" for label in ("Finished", "Times")]
    assert detail.run.outcomes.accessibleDescription() == ended.row("Outcomes") == "4 × 400 without success"


def test_a_bundle_and_an_export(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    driver.send_and_wait()
    path = tmp_path / "taken.bundle.json"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_asked: path)
    monkeypatch.setattr(dialogs, "ask_open", lambda *_asked: path)
    actions = driver.app.features.parts("log").pane._actions
    for words, key in ((("--with-token", "--profile", "sample"), "save-bundle-token"), ((), "save-bundle")):
        ended = command("history", "export", "last", "--as", "bundle", "--output", str(path), *words)
        actions.trigger(key)
        said = ended.err.strip().replace(str(path), path.name)
        driver.qtbot.waitUntil(lambda said=said: said in driver.notice)  # type: ignore[misc]
    ended = command("history", "verify-bundle", str(path), "--profile", "sample")
    actions.trigger("open-bundle")
    wait_for_rows(driver, 2)
    driver.qtbot.waitUntil(lambda: ended.row("Bundle") in driver.notice)
    pane = driver.app.features.parts("log").pane
    pane.table.select_row(0)
    driver.qtbot.waitUntil(lambda: pane.detail.exchange is not None and pane.detail.exchange.id.startswith("bundle-"))
    printed = [line for line in section(ended, "Timing", "Connection") if not line.startswith(("Verdict ", "Checked "))]
    shown = [pane.detail.text(tab).toPlainText().splitlines() for tab in (TIMING, VERDICT)]
    assert printed == words_of(line for tab in shown for line in tab)
