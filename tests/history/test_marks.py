"""What a person adds to an exchange afterwards: the tick, a note, tags, a pin."""

from datetime import UTC, datetime
from pathlib import Path

from tests.history.making import done, exchange
from workbench.exchange import Annotations
from workbench.history import History

SEEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MARKS = Annotations(SEEN, "in the feed at last\nsecond line", ("first", "Größe"), pinned=True)


def test_marks_stay_with_the_exchange_and_show_in_its_row(path: Path) -> None:
    history, whole = History(path), done(exchange())
    history.begin([whole])
    history.annotate(whole.id, MARKS)
    history.close()
    history = History(path)
    found, (row,) = history.exchange(whole.id), history.rows(history.find())
    history.close()
    assert found is not None
    assert found.annotations == MARKS
    assert (row.recorded, row.note, row.tags, row.pinned) == ("yes", MARKS.note, MARKS.tags, True)


def test_a_tick_can_be_taken_back(history: History) -> None:
    whole = done(exchange(annotations=MARKS))
    history.begin([whole])
    history.annotate(whole.id, Annotations())
    found, (row,) = history.exchange(whole.id), history.rows(history.find())
    assert found is not None
    assert found.annotations == Annotations()
    assert (row.recorded, row.note, row.tags, row.pinned) == ("unknown", "", (), False)


def test_marks_made_while_it_is_under_way_outlive_its_outcome(history: History) -> None:
    begun = exchange()
    history.begin([begun])
    history.annotate(begun.id, MARKS)
    history.end([done(begun)])
    found = history.exchange(begun.id)
    assert found is not None
    assert found.annotations == MARKS
    assert found.outcome is not None


def test_what_is_not_there_cannot_be_marked_and_nothing_breaks(history: History) -> None:
    history.annotate("nothing", MARKS)
    assert len(history.find()) == 0


def test_a_deleted_exchange_stays_deleted_when_its_outcome_comes(history: History) -> None:
    begun, other = exchange(), exchange()
    history.begin([begun, other])
    history.delete([begun.id, "nothing"])
    history.end([done(begun)])
    assert history.exchange(begun.id) is None
    assert [row.id for row in history.rows(history.find())] == [other.id]
