"""Unsaved exchanges: their rows and runs, and how the history replaces them."""

import pytest
from msgspec.structs import replace

from tests.history.making import answer, done, exchange
from workbench.exchange import Annotations, Flaw
from workbench.gui.features.log.summary import row_of
from workbench.gui.features.log.unsaved_exchanges import FIRST_KEY, UnsavedExchanges
from workbench.history import Found, History, QueryError


def test_the_newest_row_comes_first_and_stays_there_when_it_ends() -> None:
    unsaved = UnsavedExchanges()
    first, second = exchange(title="first"), exchange(title="second")
    keys = [unsaved.add(first), unsaved.add(second), unsaved.add(done(first))]
    assert keys == [FIRST_KEY, FIRST_KEY + 1, FIRST_KEY]
    assert list(unsaved.entries()) == [FIRST_KEY + 1, FIRST_KEY]
    row = unsaved.row(FIRST_KEY)
    assert row is not None
    assert (row.title, row.answer, row.success) == ("first", "200", "yes")


def test_a_run_is_one_row_with_counts_of_its_outcomes() -> None:
    unsaved = UnsavedExchanges()
    made = [exchange(run="r", run_number=number) for number in range(1, 4)]
    heads = {unsaved.add(each) for each in made}
    assert heads == {FIRST_KEY}
    unsaved.add(done(made[0]))
    unsaved.add(done(made[2], answer(401)))
    row = unsaved.row(FIRST_KEY)
    assert row is not None
    assert (row.run_count, row.run_done) == (3, 2)
    assert set(row.run_answers) == {("200", "yes", 1), ("", "pending", 1), ("401", "no", 1)}
    assert list(unsaved.entries()) == [FIRST_KEY]
    assert unsaved.run("r") == Found([FIRST_KEY + 2, FIRST_KEY + 1, FIRST_KEY])


def test_an_exchange_that_is_saved_later_has_no_row_but_is_available() -> None:
    unsaved = UnsavedExchanges()
    made, other = exchange(), exchange()
    key, kept = unsaved.add(made), unsaved.add(other)
    assert unsaved.remove_saved([row_of(7, made), row_of(8, exchange())]) == {key: 7}
    assert list(unsaved.entries()) == [kept]
    assert unsaved.exchange(made.id) is made
    unsaved.remove([made.id, other.id])
    assert unsaved.exchange(made.id) is None
    assert (len(unsaved), unsaved.entries()) == (0, {})


def test_an_exchange_is_placed_above_the_newest_key_of_the_history() -> None:
    unsaved = UnsavedExchanges()
    before = unsaved.add(exchange())
    unsaved.note_newest(5)
    first = unsaved.add(exchange())
    unsaved.note_newest(9)
    unsaved.note_newest(7)
    last = unsaved.add(exchange())
    assert unsaved.entries() == {last: 9, first: 5, before: 5}


def test_exchanges_without_a_row_are_kept_up_to_a_limit() -> None:
    unsaved = UnsavedExchanges()
    made = [exchange() for _ in range(70)]
    for each in made:
        unsaved.remember(each)
    assert unsaved.exchange(made[0].id) is None
    assert unsaved.exchange(made[-1].id) is made[-1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3), ("IDENTITY", 1), ("status:401", 1), ("status:4xx", 1), ("status:cut", 1), ("tag:case", 1),
        ("is:pinned", 1), ("is:recorded", 0), ("profile:sample", 3), ("endpoint:sand", 3), ("https://a/b", 1),
        ("asked dana", 1), ("dana status:401", 0), ("after:2026-03-01", 3), ("before:2026-03-01", 0), ("is:unknown", 1),
        ("before:2026-03", 0), ("as-typed", 0), ("tag:CASE-12", 1), ("is:p", 1), (r"\u0069dentity", 1),
        ('"asked dana"', 1), ("“asked  Dana”", 0), ("status:refused", 0),
    ],
)  # fmt: skip
def test_a_query_matches_the_same_exchanges_as_in_the_history(query: str, found: int) -> None:
    unsaved, history = UnsavedExchanges(), History(None)
    made = [
        done(exchange(title="identityLink", body=b'{"u":"https:\\/\\/a\\/b"}'), answer(401)),
        done(
            exchange(annotations=Annotations(note="asked Dana", tags=("case-12",), pinned=True)), answer(flaw=Flaw.CUT)
        ),
        exchange(),
    ]
    made[2] = done(made[2], answer(flaw=Flaw.TRUNCATED))
    for each in made:
        unsaved.add(each)
    history.begin(made)
    assert len(unsaved.entries(query)) == found == len(history.find(query))
    begins = made[0].id[:8]
    for by_id in (begins, f"id:{begins}"):
        assert len(unsaved.entries(by_id)) == len(history.find(by_id)) == 1
    history.close()


@pytest.mark.parametrize("query", ["after:20", "after:soon", "is:x", "status:", "identity id:xyz"])
def test_a_query_that_cannot_be_read_is_refused_as_by_the_history(query: str) -> None:
    unsaved, history = UnsavedExchanges(), History(None)
    said = []
    for find in (unsaved.entries, history.find):
        with pytest.raises(QueryError) as refused:
            find(query)
        said.append(str(refused.value))
    assert said[0] == said[1]
    history.close()


def test_an_unsaved_row_equals_the_row_of_the_history() -> None:
    made = replace(done(exchange()), annotations=Annotations(note="a note", tags=("t",), pinned=True))
    history = History(None)
    history.begin([made])
    (row,) = history.rows(history.find())
    history.close()
    assert row_of(row.key, made) == row
