"""Annotations of an exchange: recorded, note, tags, pinned."""

from datetime import UTC, datetime
from pathlib import Path

from tests.history.making import done, exchange
from workbench.exchange import Annotations
from workbench.history import History

SEEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MARKS = Annotations(SEEN, "in the feed at last\nsecond line", ("first", "Größe"), pinned=True)


def test_annotations_are_stored_and_shown_in_the_row(path: Path) -> None:
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


def test_recorded_can_be_unset(history: History) -> None:
    whole = done(exchange(annotations=MARKS))
    history.begin([whole])
    history.annotate(whole.id, Annotations())
    found, (row,) = history.exchange(whole.id), history.rows(history.find())
    assert found is not None
    assert found.annotations == Annotations()
    assert (row.recorded, row.note, row.tags, row.pinned) == ("unknown", "", (), False)


def test_annotations_survive_the_outcome(history: History) -> None:
    begun = exchange()
    history.begin([begun])
    history.annotate(begun.id, MARKS)
    history.end([done(begun)])
    found = history.exchange(begun.id)
    assert found is not None
    assert found.annotations == MARKS
    assert found.outcome is not None


def test_annotating_an_unknown_exchange_has_no_effect(history: History) -> None:
    history.annotate("nothing", MARKS)
    assert len(history.find()) == 0


def test_deleted_exchange_stays_deleted_after_its_outcome(history: History) -> None:
    begun, other = exchange(), exchange()
    history.begin([begun, other])
    history.delete([begun.id, "nothing"])
    history.end([done(begun)])
    assert history.exchange(begun.id) is None
    assert [row.id for row in history.rows(history.find())] == [other.id]
