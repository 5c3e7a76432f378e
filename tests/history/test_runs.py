"""A repeat run is one row, which expands; other exchanges keep their order around it."""

from tests.history.making import answer, done, exchange
from workbench.history import Found, History


def titles(history: History, found: Found) -> list[str]:
    return [row.title for row in history.rows(found)]


def begun(history: History, title: str, run: str = "") -> str:
    made = exchange(title=title, run=run)
    history.begin([made])
    return made.id


def test_run_is_one_row_where_it_began(history: History) -> None:
    begun(history, "before")
    for number in range(3):
        begun(history, f"run {number}", "r")
    begun(history, "after")
    assert titles(history, history.find()) == ["after", "run 0", "before"]
    assert titles(history, history.find(grouped=False)) == ["after", "run 2", "run 1", "run 0", "before"]


def test_run_expands_newest_first(history: History) -> None:
    for number in range(3):
        begun(history, f"run {number}", "r")
    begun(history, "other", "another")
    assert titles(history, history.run("r")) == ["run 2", "run 1", "run 0"]
    assert history.run("nothing") == Found()


def test_run_row_counts_exchanges_and_finished_ones(history: History) -> None:
    made = [exchange(run="r", run_number=number) for number in range(1, 5)]
    history.begin(made)
    history.end([done(each) for each in made[:3]])
    (row,) = history.rows(history.find())
    assert (row.run, row.run_count, row.run_done) == ("r", 4, 3)


def test_run_row_counts_results(history: History) -> None:
    made = [exchange(run="r", run_number=number) for number in range(1, 6)]
    history.begin(made)
    history.end([done(made[0]), done(made[1]), done(made[2], answer(401)), done(made[3], answer(200, b""))])
    (row,) = history.rows(history.find())
    assert set(row.run_answers) == {("200", "yes", 2), ("401", "no", 1), ("200", "no", 1), ("", "pending", 1)}
    history.begin([exchange()])
    assert history.rows(history.find())[0].run_answers == ()


def test_interleaved_runs_and_sends_are_separate(history: History) -> None:
    for number in range(4):
        begun(history, f"a{number}", "a")
        begun(history, f"b{number}", "b")
        begun(history, f"single {number}")
    assert titles(history, history.find()) == ["single 3", "single 2", "single 1", "single 0", "b0", "a0"]
    assert titles(history, history.run("b")) == ["b3", "b2", "b1", "b0"]
    assert len(history.find(grouped=False)) == 12


def test_run_with_any_match_is_found(history: History) -> None:
    for number in range(3):
        begun(history, f"needle{number}", "r")
    begun(history, "single")
    assert titles(history, history.find("needle2")) == ["needle0"]
    assert titles(history, history.find("needle2", grouped=False)) == ["needle2"]
    assert titles(history, history.find("nothing")) == []


def test_run_without_its_first_starts_with_the_next(history: History) -> None:
    ids = [begun(history, f"run {number}", "r") for number in range(3)]
    begun(history, "single")
    history.delete([ids[0]])
    assert titles(history, history.find()) == ["single", "run 1"]
    begun(history, "run 3", "r")
    assert titles(history, history.find()) == ["single", "run 1"]
    history.delete([ids[1], ids[2]])
    assert titles(history, history.find()) == ["run 3", "single"]


def test_deleted_run_leaves_nothing(history: History) -> None:
    ids = [begun(history, f"run {number}", "r") for number in range(3)]
    begun(history, "single")
    history.delete(ids)
    assert titles(history, history.find()) == ["single"]
    begun(history, "run again", "r")
    assert titles(history, history.find()) == ["run again", "single"]


def test_found_is_a_sequence_with_positions() -> None:
    found = Found([9, 7, 4, 1])
    assert (list(found), len(found), found[0], found[-1]) == ([9, 7, 4, 1], 4, 9, 1)
    assert found[1:3] == Found([7, 4])
    assert [found.position(key) for key in (9, 7, 4, 1, 5, 0, 10)] == [0, 1, 2, 3, None, None, None]
    assert 4 in found
    assert 5 not in found
    assert hash(found) == hash(Found([9, 7, 4, 1]))
    assert found != Found()
    assert repr(Found(range(100, 0, -1))) == "Found([100, 99, 98, 97, 96], … of 100)"
