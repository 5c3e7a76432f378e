"""Live exchanges: their rows and runs, and how the history replaces them."""

import pytest
from msgspec.structs import replace

from tests.history.making import answer, done, exchange
from workbench.exchange import Annotations, Flaw
from workbench.gui.features.log.live_exchanges import FIRST_KEY, LiveExchanges
from workbench.gui.features.log.summary import row_of
from workbench.history import Found, History


def test_the_newest_row_comes_first_and_stays_there_when_it_ends() -> None:
    live = LiveExchanges()
    first, second = exchange(title="first"), exchange(title="second")
    keys = [live.add(first), live.add(second), live.add(done(first))]
    assert keys == [FIRST_KEY, FIRST_KEY + 1, FIRST_KEY]
    assert live.entries() == (FIRST_KEY + 1, FIRST_KEY)
    row = live.row(FIRST_KEY)
    assert row is not None
    assert (row.title, row.answer, row.success) == ("first", "200", "yes")


def test_a_run_is_one_row_with_counts_of_its_outcomes() -> None:
    live = LiveExchanges()
    made = [exchange(run="r", run_number=number) for number in range(1, 4)]
    heads = {live.add(each) for each in made}
    assert heads == {FIRST_KEY}
    live.add(done(made[0]))
    live.add(done(made[2], answer(401)))
    row = live.row(FIRST_KEY)
    assert row is not None
    assert (row.run_count, row.run_done) == (3, 2)
    assert set(row.run_answers) == {("200", "yes", 1), ("", "pending", 1), ("401", "no", 1)}
    assert live.entries() == (FIRST_KEY,)
    assert live.run("r") == Found([FIRST_KEY + 2, FIRST_KEY + 1, FIRST_KEY])


def test_an_exchange_moved_to_the_history_has_no_row_but_is_available() -> None:
    live = LiveExchanges()
    made = exchange()
    live.add(made)
    live.move_to_history([made.id])
    assert live.entries() == ()
    assert live.exchange(made.id) is made
    assert live.is_in_history(made.id)
    live.remove([made.id])
    assert live.exchange(made.id) is None


def test_exchanges_without_a_row_are_kept_up_to_a_limit() -> None:
    live = LiveExchanges()
    made = [exchange() for _ in range(70)]
    for each in made:
        live.remember(each)
    assert live.exchange(made[0].id) is None
    assert live.exchange(made[-1].id) is made[-1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3), ("IDENTITY", 1), ("status:401", 1), ("status:4xx", 1), ("status:cut", 1), ("tag:case", 1),
        ("is:pinned", 1), ("is:recorded", 0), ("profile:sample", 3), ("endpoint:sand", 3), ("https://a/b", 1),
        ("asked dana", 1), ("dana identity", 0), ("after:2026-03-01", 3), ("before:2026-03-01", 0), ("is:unknown", 1),
    ],
)  # fmt: skip
def test_a_query_matches_the_same_exchanges_as_in_the_history(query: str, found: int) -> None:
    live, history = LiveExchanges(), History(None)
    made = [
        done(exchange(title="identityLink", body=b'{"u":"https:\\/\\/a\\/b"}'), answer(401)),
        done(
            exchange(annotations=Annotations(note="asked Dana", tags=("case-12",), pinned=True)), answer(flaw=Flaw.CUT)
        ),
        exchange(),
    ]
    made[2] = done(made[2], answer(flaw=Flaw.TRUNCATED))
    for each in made:
        live.add(each)
    history.begin(made)
    assert len(live.entries(query)) == found == len(history.find(query))
    begins = made[0].id[:8]
    for by_id in (begins, f"id:{begins}"):
        assert len(live.entries(by_id)) == len(history.find(by_id)) == 1
    history.close()


def test_a_live_row_equals_the_row_of_the_history() -> None:
    made = replace(done(exchange()), annotations=Annotations(note="a note", tags=("t",), pinned=True))
    history = History(None)
    history.begin([made])
    (row,) = history.rows(history.find())
    history.close()
    assert row_of(row.key, made) == row
