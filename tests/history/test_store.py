"""Exchanges are stored before they are sent, completed afterwards, and read back unchanged."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.history.making import START, answer, done, exchange, until
from workbench.exchange import Cancelled, Channel, Failure, FailureKind, Flaw, Timing
from workbench.history import Found, History, HistoryError, default_history

ENVIRON = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


def kept(path: Path) -> list[tuple[str, str]]:
    """Return id and answer of what another process would find committed."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT id, answer FROM exchange ORDER BY number").fetchall()
    connection.close()
    return found


def test_when_begin_returns_another_process_sees_the_exchange(history: History, path: Path) -> None:
    first, second = exchange(), exchange()
    history.begin([first, second])
    assert kept(path) == [(first.id, ""), (second.id, "")]


def test_when_end_returns_another_process_sees_the_outcome(history: History, path: Path) -> None:
    begun = exchange()
    history.begin([begun])
    history.end([done(begun, answer(401))])
    assert kept(path) == [(begun.id, "401")]


def test_deferred_outcome_is_written_with_the_next_exchange(history: History, path: Path) -> None:
    first, second = exchange(), exchange()
    history.begin([first])
    history.end([done(first)], soon=True)
    history.begin([second])
    assert kept(path) == [(first.id, "200"), (second.id, "")]


def test_deferred_outcome_is_written_when_nothing_follows(history: History, path: Path) -> None:
    begun = exchange()
    history.begin([begun])
    before = history.version()
    history.end([done(begun)], soon=True)
    until(lambda: history.version() != before)
    assert kept(path) == [(begun.id, "200")]


def test_deferred_outcome_is_visible_in_this_process(history: History) -> None:
    begun = exchange()
    history.begin([begun])
    history.end([done(begun)], soon=True)
    found = history.exchange(begun.id)
    assert found is not None
    assert found.outcome == answer()


def test_closing_writes_the_buffer(path: Path) -> None:
    history, begun = History(path), exchange()
    history.begin([begun])
    history.end([done(begun)], soon=True)
    history.close()
    assert kept(path) == [(begun.id, "200")]


def test_completed_exchange_can_be_stored_at_once(history: History, path: Path) -> None:
    whole = done(exchange(), answer(503))
    history.begin([whole])
    assert kept(path) == [(whole.id, "503")]
    found = history.exchange(whole.id)
    assert found is not None
    assert found.outcome == whole.outcome


def test_stored_exchanges_persist(path: Path) -> None:
    first = History(path)
    begun = exchange()
    first.begin([begun])
    first.end([done(begun)])
    first.close()
    second = History(path)
    found = second.exchange(begun.id)
    second.close()
    assert found is not None
    assert (found.request.body, found.outcome) == (begun.request.body, answer())


def test_unknown_exchange_is_none(history: History) -> None:
    assert history.exchange("nothing") is None


def test_newest_is_first(history: History) -> None:
    made = [exchange() for _ in range(5)]
    for each in made:
        history.begin([each])
    rows = history.rows(history.find())
    assert [row.id for row in rows] == [each.id for each in reversed(made)]


def test_row_has_the_values_of_the_list(history: History) -> None:
    begun = exchange(again="the-first", title="event")
    history.begin([begun])
    history.end([done(begun, answer(channel=Channel("127.0.0.1:8080", bytes_sent=700, bytes_received=180)))])
    (row,) = history.rows(history.find())
    assert (row.id, row.started, row.title, row.profile) == (begun.id, begun.started, "event", "sample")
    assert (row.endpoint, row.wire_form, row.again) == ("Sandbox", "as-typed", "the-first")
    assert (row.answer, row.total_s, row.sent_bytes, row.received_bytes) == ("200", 0.25, 700, 180)
    assert (row.sent, row.answered, row.success, row.recorded) == ("yes", "yes", "yes", "unknown")
    assert (row.run, row.run_count, row.run_done, row.pinned, row.note, row.tags) == ("", 0, 0, False, "", ())


@pytest.mark.parametrize(
    ("outcome", "said", "steps"),
    [
        (None, "", ("pending", "pending", "pending")),
        (answer(500, b""), "500", ("yes", "yes", "no")),
        (answer(flaw=Flaw.TRUNCATED), "200 truncated", ("yes", "yes", "unknown")),
        (answer(413, request_left=None), "413", ("unknown", "yes", "no")),
        (Failure(FailureKind.REFUSED, "Nothing listens.", Timing(0.1), False), "refused", ("no", "no", "no")),
        (Cancelled(Timing(0.1), None), "cancelled", ("unknown", "no", "unknown")),
    ],
)
def test_row_has_the_verdict_and_label_of_each_outcome(
    history: History, outcome: None, said: str, steps: tuple[str, str, str]
) -> None:
    history.begin([exchange(outcome=outcome)])
    (row,) = history.rows(history.find())
    assert (row.answer, (row.sent, row.answered, row.success)) == (said, steps)
    assert (row.total_s is None) is (outcome is None)


def test_rows_keep_the_order_of_keys_without_deleted_ones(history: History) -> None:
    made = [exchange() for _ in range(3)]
    history.begin(made)
    newest, middle, oldest = history.find()
    history.delete([made[1].id])
    assert [row.key for row in history.rows([oldest, middle, newest])] == [oldest, newest]


def test_binary_body_is_stored_byte_exactly(history: History) -> None:
    body = bytes(range(256)) * 3 + b"\r\n\xef\xbb\xbf"
    whole = done(exchange(body), answer(200, body[::-1]))
    history.begin([whole])
    found = history.exchange(whole.id)
    assert found is not None
    assert found.request.body == body
    assert found.outcome == whole.outcome


def test_name_with_a_lone_surrogate_is_stored(history: History) -> None:
    begun = exchange(title="install \udcff", options="\udc80")
    history.begin([begun])
    found = history.exchange(begun.id)
    assert found is not None
    assert (found.title, found.options) == (begun.title, begun.options)
    assert len(history.find("install")) == 1


def test_time_of_another_zone_is_the_same_instant(history: History) -> None:
    begun = exchange(started=START.astimezone())
    history.begin([begun])
    found = history.exchange(begun.id)
    assert found is not None
    assert found.started == START
    assert found.started.utcoffset() == START.utcoffset()


def test_files_are_readable_by_this_user_only(history: History, path: Path) -> None:
    history.begin([exchange()])
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert {f"{path.name}", f"{path.name}-wal", f"{path.name}-shm"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_permissions_of_an_existing_file_are_restricted(path: Path) -> None:
    path.parent.mkdir()
    path.touch(mode=0o644)
    path.chmod(0o644)
    history = History(path)
    history.begin([exchange()])
    history.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_file_is_opened_on_first_use(path: Path) -> None:
    history = History(path)
    assert (history.error, history.notes, history.version()) == ("", (), 0)
    assert not path.parent.exists()
    history.close()
    assert not path.parent.exists()


def test_default_history_is_in_the_state_folder(home: Path) -> None:
    history = default_history()
    history.begin([exchange()])
    history.close()
    assert (home / "workbench" / "state" / "history.sqlite").exists()


def test_closed_history_refuses_with_a_message(path: Path) -> None:
    history = History(path)
    history.begin([exchange()])
    history.close()
    with pytest.raises(HistoryError, match="closed") as caught:
        history.begin([exchange()])
    assert str(caught.value).startswith("The history is closed")
    assert history.find() == Found()


def test_use_after_close_starts_no_thread(path: Path) -> None:
    history = History(path)
    history.close()
    history.end([done(exchange())], soon=True)
    assert not path.exists()
    history.close()


def test_outcome_of_an_unknown_exchange_is_not_stored(history: History) -> None:
    history.end([done(exchange())])
    assert len(history.find()) == 0


def test_missing_request_values_stay_empty(history: History) -> None:
    bare = exchange(b"", token_prefix="", pair="", run_number=0)
    bare = replace(bare, request=replace(bare.request, headers=()))
    history.begin([bare])
    assert history.exchange(bare.id) == bare
