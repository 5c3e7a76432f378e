"""Each change of the session emits one new state of the front document."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.notices import Notices
from workbench.gui.core.session import READ_AT_ONCE, Session
from workbench.gui.core.state import SignatureState
from workbench.gui.core.tasks import Task, Tasks
from workbench.gui.features.compose.transforms import Transforms
from workbench.operations import PRESETS, Reading
from workbench.redaction import REDACTED, redact
from workbench.signing import Comparison, Credentials, WireForm, sign


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


class Seen:
    """What the session showed."""

    def __init__(self, session: Session) -> None:
        self.derived: list[SignatureState] = []
        self.read: list[tuple[int, Reading]] = []
        self.compared: list[Comparison] = []
        self.touched = 0
        session.derived.connect(self.derived.append)
        session.reading_finished.connect(lambda key, reading: self.read.append((key, reading)))
        session.compared.connect(self.compared.append)
        session.draft_changed.connect(self._touch)

    def _touch(self) -> None:
        self.touched += 1


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    tasks = Tasks()
    made = Session(tasks)
    made.open("a.json", b'{"a":1}')
    yield made
    tasks.close()


@pytest.fixture
def seen(session: Session) -> Seen:
    return Seen(session)


def test_every_shown_token_is_redacted_in_logs(session: Session, seen: Seen) -> None:
    session.use_credentials("mine", Credentials("a key", "a secret"), "")
    session.edit(session.front.id, b'{"a":2}')
    tokens = [shown.derivation.signature.auth_token for shown in seen.derived if shown.derivation.signature]
    assert len(set(tokens)) == 2
    assert redact(" ".join(tokens)) == f"{REDACTED} {REDACTED}"


def test_an_edit_is_derived_once_and_marks_the_draft_as_changed(session: Session, seen: Seen) -> None:
    session.edit(session.front.id, b'{"a":2}')
    [shown] = seen.derived
    assert shown.edited
    assert shown.derivation.wire == b'{"a":2}'
    assert shown.derivation.payload_hash == sha1(b'{"a":2}')
    assert len(seen.read) == 1
    assert seen.touched == 1


def test_an_edit_of_a_background_document_is_stored_and_not_shown(session: Session, seen: Seen) -> None:
    first = session.front.id
    session.open("b.json", b"b")
    seen.derived.clear()
    session.edit(first, b"changed")
    assert seen.derived == []
    assert [body for _document, body in session.documents()] == [b"changed", b"b"]
    assert session.is_edited(first)


def test_edited_means_other_bytes_than_in_the_file(session: Session) -> None:
    key = session.front.id
    session.edit(key, b"x")
    assert session.is_edited(key)
    session.edit(key, b'{"a":1}')
    assert not session.is_edited(key)
    session.edit(key, b"x")
    session.mark_saved(Path("/somewhere/c.json"))
    assert not session.is_edited(key)
    assert (session.front.name, session.front.path) == ("c.json", Path("/somewhere/c.json"))


def test_a_wire_form_belongs_to_its_document(session: Session, seen: Seen) -> None:
    first = session.front.id
    session.choose_form(WireForm.PHP)
    session.open("b.json", b"{}")
    assert session.front.form is WireForm.AS_TYPED
    session.bring_to_front(first)
    assert seen.derived[-1].form is WireForm.PHP


def test_credentials_and_endpoint_change_the_token_and_not_the_hash(session: Session, seen: Seen) -> None:
    pair = Credentials("acme-key-1234567890", "secret")
    session.use_credentials("Acme", pair, "")
    shown = seen.derived[-1]
    assert shown.derivation.signature == sign(session.body, pair)
    assert "acme-key-1234567890" not in repr(shown)
    session.use_credentials("Acme", None, "The keyring is locked.")
    shown = seen.derived[-1]
    assert (shown.derivation.signature, shown.why_no_credentials) == (None, "The keyring is locked.")
    assert shown.derivation.payload_hash == sha1(session.body)
    session.use_endpoint(next(each for each in PRESETS if each.key == "identitylink"))
    assert not seen.derived[-1].takes_token


def test_the_last_document_cannot_be_closed_and_closing_shows_a_neighbour(session: Session) -> None:
    only = session.front.id
    session.close_document(only)
    assert session.front.id == only
    session.open("b.json", b"b")
    session.open("c.json", b"c")
    session.close_document(session.front.id)
    assert session.front.name == "b.json"
    session.close_document(only)
    assert [document.name for document, _body in session.documents()] == ["b.json"]
    session.close_document(999)
    assert session.front.name == "b.json"


def test_a_pasted_value_is_compared_again_at_every_change(session: Session, seen: Seen) -> None:
    session.compare_with(sha1(b"later"))
    session.edit(session.front.id, b"later")
    session.edit(session.front.id, b"past")
    assert [each.kind for each in seen.compared] == ["differs", "match", "differs"]
    session.compare_with("")
    count = len(seen.compared)
    session.edit(session.front.id, b"x")
    assert len(seen.compared) == count


def test_a_large_body_is_hashed_at_once_and_parsed_later(session: Session, seen: Seen, qtbot: QtBot) -> None:
    body = b"[" + b"1," * READ_AT_ONCE + b"1]"
    session.edit(session.front.id, body)
    [shown] = seen.derived
    assert (shown.reading, shown.derivation.payload_hash) == (None, sha1(body))
    qtbot.waitUntil(lambda: len(seen.derived) == 2)
    assert seen.derived[1].reading is not None
    assert not seen.derived[1].edited


def test_the_php_form_of_a_large_body_is_made_later_and_compared(session: Session, seen: Seen, qtbot: QtBot) -> None:
    body = b"[" + b"1, " * READ_AT_ONCE + b"1]"
    session.choose_form(WireForm.PHP)
    session.edit(session.front.id, body)
    assert seen.derived[-1].derivation.wire is None
    session.compare_with("0" * 40)
    assert seen.compared == []
    qtbot.waitUntil(lambda: bool(seen.compared))
    assert seen.derived[-1].derivation.payload_hash == sha1(body.replace(b" ", b""))
    assert seen.compared[-1].kind == "differs"


def test_the_reading_of_an_older_text_is_never_shown(session: Session, seen: Seen, qtbot: QtBot) -> None:
    body = b"[" + b"1," * READ_AT_ONCE + b"1]"
    for _ in range(3):
        session.edit(session.front.id, body)
    session.edit(session.front.id, b"{}")
    session.open("b.json", body)
    qtbot.waitUntil(lambda: seen.derived[-1].reading is not None)
    assert [key for key, _reading in seen.read] == [1, 2]


LARGE = b"[" + b"1," * READ_AT_ONCE + b"1]"


class HeldBridge(Tasks):
    """A tasks whose calls come back when the test says so, in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Callable[[], None]] = []

    def call(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        lane: str = "",
    ) -> Task:
        job, result = Task(), work()
        self.held.append(lambda: None if job.dropped else done(result))
        return job


@pytest.fixture
def held(qtbot: QtBot) -> Iterator[HeldBridge]:
    made = HeldBridge()
    yield made
    made.close()


@pytest.fixture
def large(held: HeldBridge, qtbot: QtBot) -> Session:
    """A session with a large body in front that has been read."""
    session = Session(held)
    session.open("a.json", LARGE)
    qtbot.waitUntil(lambda: len(held.held) == 1)
    held.held[0]()
    return session


@pytest.mark.parametrize("read_again", [True, False])
def test_a_verdict_never_comes_back_after_its_field_was_cleared(
    large: Session, held: HeldBridge, qtbot: QtBot, read_again: bool
) -> None:
    seen = Seen(large)
    large.compare_with("0" * 40)
    if read_again:
        qtbot.waitUntil(lambda: len(held.held) == 2)
    large.compare_with("")
    assert [each.kind for each in seen.compared] == ["empty"]
    if read_again:
        qtbot.waitUntil(lambda: len(held.held) == 3)
    for end in held.held[1:]:
        end()
    assert [each.kind for each in seen.compared] == ["empty"]


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_later_of_two_pasted_values_wins(
    large: Session, held: HeldBridge, qtbot: QtBot, newest_first: bool
) -> None:
    seen = Seen(large)
    large.compare_with("0" * 40)
    qtbot.waitUntil(lambda: len(held.held) == 2)
    large.compare_with(sha1(LARGE))
    qtbot.waitUntil(lambda: len(held.held) == 3)
    for end in reversed(held.held[1:]) if newest_first else held.held[1:]:
        end()
    assert [each.kind for each in seen.compared] == ["match"]


@pytest.mark.parametrize(
    "change",
    [
        lambda session: session.edit(session.front.id, b"{}"),
        lambda session: session.choose_form(WireForm.PHP),
        lambda session: session.open("b.json", b"{}"),
        lambda session: session.use_credentials("Acme", None, "None."),
        lambda session: session.compare_with("1" * 40),
    ],
)
def test_parsing_in_progress_is_dropped_on_any_change(
    large: Session, held: HeldBridge, qtbot: QtBot, change: Callable[[Session], None]
) -> None:
    large.compare_with("0" * 40)
    qtbot.waitUntil(lambda: len(held.held) == 2)
    change(large)
    seen = Seen(large)
    held.held[1]()
    assert (seen.compared, seen.derived) == ([], [])


def test_php_stable_requests_one_replacement(session: Session, qtbot: QtBot) -> None:
    session.edit(session.front.id, b'{ "a" : 1 }')
    with qtbot.waitSignal(session.replacement_requested) as asked:
        Transforms(session, Notices()).make_php_stable()
    assert asked.args == [session.front.id, b'{"a":1}']
    assert session.body == b'{ "a" : 1 }'


def test_making_php_stable_twice_changes_nothing(session: Session, qtbot: QtBot) -> None:
    session.open("a.json", b'{"a":-0.0}')
    made: list[bytes] = []
    session.replacement_requested.connect(lambda _key, body: made.append(body))
    Transforms(session, Notices()).make_php_stable()
    session.edit(session.front.id, made[0])
    Transforms(session, Notices()).make_php_stable()
    assert made[0] == made[1] != b'{"a":-0.0}'
