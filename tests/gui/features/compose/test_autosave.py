"""Drafts are written soon after a change and at the end, never in the wrong order."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.file_calls import FileCalls
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.compose import autosave
from workbench.gui.features.compose.autosave import DELAY_MS, Autosave
from workbench.signing import WireForm
from workbench.workspace.drafts import Draft, Drafts


@dataclass
class Disk:
    """A store that can block and fail; `saved` is what it was given, in order."""

    saved: list[tuple[Draft, ...]] = field(default_factory=list)
    fronts: list[int] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    problem: str | None = None
    loaded: Drafts = field(default_factory=Drafts)
    entered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Event = field(default_factory=threading.Event)
    closed: bool = False

    def __post_init__(self) -> None:
        self.go.set()

    def save(self, drafts: Sequence[Draft], front: int = 0) -> str | None:
        if threading.current_thread() is not threading.main_thread():
            self.entered.release()
            self.go.wait(30)
        self.saved.append(tuple(drafts))
        self.fronts.append(front)
        return self.problem

    def load(self) -> Drafts:
        return self.loaded

    def close(self) -> None:
        self.closed = True

    @property
    def last(self) -> list[bytes]:
        return [draft.body for draft in self.saved[-1]]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(autosave, "DraftStore", lambda: made)
    return made


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def session(tasks: Tasks) -> Session:
    made = Session(tasks)
    made.open("a.json", b"a")
    return made


def make_autosave(session: Session, tasks: Tasks, delay_ms: int = DELAY_MS) -> Autosave:
    """Return an autosave of documents whose carets are all at the start."""
    notices = Notices(session)
    return Autosave(
        session,
        FileCalls(tasks, notices, notices),
        lambda _document_id: 0,
        lambda _document_id, _offset: None,
        notices,
        delay_ms=delay_ms,
    )


def finish(kept: Autosave) -> list[str | None]:
    """Write the drafts as a closing window does; return the problem if that has ended."""
    problems: list[str | None] = []
    kept.finish(problems.append)
    return problems


def restore(kept: Autosave) -> list[bool]:
    """Restore the drafts; return whether there were any if that has ended."""
    found: list[bool] = []
    kept.restore(found.append)
    return found


@pytest.fixture
def kept(session: Session, tasks: Tasks, disk: Disk) -> Autosave:
    made = make_autosave(session, tasks, delay_ms=60)
    session.draft_changed.connect(made.save_later)
    return made


def test_a_change_is_on_disk_within_a_second(kept: Autosave, session: Session, disk: Disk, qtbot: QtBot) -> None:
    assert DELAY_MS <= 500
    with qtbot.waitSignal(kept.saved):
        session.edit(session.front.id, b"ab")
    assert disk.last == [b"ab"]


def test_further_typing_does_not_delay_the_write(kept: Autosave, session: Session, disk: Disk, qtbot: QtBot) -> None:
    keys = 0

    def type_on() -> bool:
        nonlocal keys
        keys += 1
        session.edit(session.front.id, b"x" * keys)
        return bool(disk.saved)

    qtbot.waitUntil(type_on)
    assert keys > 1


def test_a_change_while_the_disk_is_busy_is_written_after_it(
    kept: Autosave, session: Session, disk: Disk, qtbot: QtBot
) -> None:
    disk.go.clear()
    session.edit(session.front.id, b"first")
    qtbot.waitUntil(lambda: disk.entered.acquire(blocking=False))
    session.edit(session.front.id, b"second")
    qtbot.waitUntil(lambda: kept._again)
    assert disk.saved == []
    with qtbot.waitSignal(kept.saved):
        disk.go.set()
    assert [[draft.body for draft in each] for each in disk.saved] == [[b"first"], [b"second"]]


def test_the_last_write_is_never_followed_by_an_older_one(
    kept: Autosave, session: Session, disk: Disk, qtbot: QtBot
) -> None:
    disk.go.clear()
    session.edit(session.front.id, b"older")
    qtbot.waitUntil(lambda: disk.entered.acquire(blocking=False))
    session.edit(session.front.id, b"newest")
    threading.Timer(0.05, disk.go.set).start()
    finish(kept)
    qtbot.waitUntil(lambda: not [each for each in threading.enumerate() if each.name == "workbench-call"])
    assert disk.last == [b"newest"]


def test_a_late_thread_writes_nothing(
    kept: Autosave, session: Session, disk: Disk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[Callable[[], object]] = []
    monkeypatch.setattr(kept._calls._tasks, "call", lambda work, *_ends: late.append(work))
    session.edit(session.front.id, b"older")
    qtbot.waitUntil(lambda: bool(late))
    session.edit(session.front.id, b"newest")
    finish(kept)
    for work in late:
        work()
    assert disk.last == [b"newest"]


def test_the_end_writes_pending_changes_at_once(kept: Autosave, session: Session, disk: Disk) -> None:
    session.edit(session.front.id, b"at the end")
    finish(kept)
    assert disk.last == [b"at the end"]


def test_a_failed_write_is_reported_and_not_called_saved(
    kept: Autosave, session: Session, disk: Disk, qtbot: QtBot
) -> None:
    disk.problem = "The disk is full."
    called: list[int] = []
    kept.saved.connect(lambda: called.append(1))
    notices = session.findChild(Notices)
    assert notices is not None
    with qtbot.waitSignal(notices.shown) as said:
        session.edit(session.front.id, b"ab")
    assert said.args is not None
    assert said.args[0].message == "The disk is full."
    assert called == []
    disk.problem = None
    with qtbot.waitSignal(kept.saved):
        session.edit(session.front.id, b"abc")


def test_everything_that_is_restored_is_written(kept: Autosave, session: Session, disk: Disk) -> None:
    session.choose_form(WireForm.PHP)
    session.open("b.json", b"b", identity_link=True)
    session.bring_to_front(session.documents()[0][0].id)
    finish(kept)
    first, second = disk.saved[-1]
    assert (first.name, first.body, first.wire_form) == ("a.json", b"a", "php")
    assert (second.name, second.body, second.identity_link) == ("b.json", b"b", True)
    assert disk.fronts[-1] == 0


def test_drafts_are_restored(tasks: Tasks, disk: Disk) -> None:
    session = Session(tasks)
    restored = make_autosave(session, tasks)
    disk.loaded = Drafts((Draft("a", None, b"1", None, "php"), Draft("b", "/x/b.json", b"2", "0" * 40, "unheard")), 1)
    assert restore(restored) == [True]
    documents = [document for document, _body in session.documents()]
    assert [document.form for document in documents] == [WireForm.PHP, WireForm.AS_TYPED]
    assert session.front.name == "b"
    assert [session.is_edited(document.id) for document in documents] == [False, True]


def test_restore_returns_false_without_drafts(tasks: Tasks, disk: Disk) -> None:
    assert restore(make_autosave(Session(tasks), tasks)) == [False]


def test_the_end_reports_a_failed_write_and_later_nothing_is_written(
    kept: Autosave, session: Session, disk: Disk
) -> None:
    disk.problem = "The disk is full."
    assert finish(kept) == ["The disk is full."]
    disk.problem = None
    assert finish(kept) == [None]
    kept.close()
    assert disk.closed
    written = len(disk.saved)
    session.edit(session.front.id, b"late")
    assert not kept._timer.isActive()
    assert finish(kept) == [None]
    assert len(disk.saved) == written
