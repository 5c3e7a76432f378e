"""The verdict in words: steps, causes, the next step, and what the user noted."""

from datetime import timedelta

from msgspec.structs import replace

from tests.history.making import START, answer, done, exchange
from workbench.exchange import Annotations, Exchange
from workbench.exchange.advice import TRAPS
from workbench.operations.presentation.verdict import advice_rows, annotation_rows, step_rows, wait_until

REMOTE = replace(exchange(), request=replace(exchange().request, url="https://host.example/track/json"))


def advised(made: Exchange) -> list[tuple[str, str]]:
    return [(each.label, each.text) for each in advice_rows(made)]


def test_each_step_has_its_mark_and_reason() -> None:
    rows = [(each.label, each.text) for each in step_rows(done(exchange(), answer(401)))]
    assert rows[:3] == [
        ("✓ sent", "The whole request was sent."),
        ("✓ answered", "The server answered 401 Reason."),
        ("✗ success", "The server did not accept the request: status 401."),
    ]
    assert rows[3][0] == "? recorded"


def test_a_refusal_has_causes_and_a_next_step() -> None:
    rows = advised(done(exchange(), answer(401)))
    assert [label for label, _text in rows] == ["Explanation", "Causes", "", "", "Next"]


def test_a_success_has_what_it_does_not_prove_and_the_next_step() -> None:
    rows = advised(done(REMOTE))
    assert [label for label, _text in rows] == ["Explanation", "Note", "", "", "Next"]
    assert rows[1][1] == TRAPS[0]
    assert "Install Feed Validation" in rows[-1][1]


def test_what_is_not_in_the_dashboard_or_was_seen_there_is_not_looked_for() -> None:
    seen = replace(done(REMOTE), annotations=Annotations(recorded=START))
    for each in (done(exchange()), seen):
        assert "Next" not in dict(advised(each))
    assert advised(done(exchange()))[-1][1].startswith("The request stayed on this machine.")
    assert step_rows(seen)[3].label == "✓ recorded"


def test_tags_and_note_have_rows() -> None:
    made = replace(done(exchange()), annotations=Annotations(note="seen by Dana\ntoday", tags=("case-12", "b")))
    rows = [(each.label, each.text) for each in annotation_rows(made)]
    assert rows == [("Tags", "#case-12 #b"), ("Note", "seen by Dana"), ("", "today")]
    assert list(annotation_rows(exchange())) == []


def test_the_wait_starts_at_the_response() -> None:
    made = done(exchange(), answer(429, headers=(("Retry-After", "90"),)))
    assert wait_until(made) == made.started + timedelta(seconds=90.25)
    assert wait_until(done(exchange(), answer(429))) is None
    assert wait_until(exchange()) is None


def test_a_wait_has_its_end() -> None:
    made = done(exchange(), answer(429, headers=(("Retry-After", "90"),)))
    assert dict(advised(made))["Retry-After"].startswith("90 s, not before ")
