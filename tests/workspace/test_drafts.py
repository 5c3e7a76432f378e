"""Drafts are loaded exactly as saved; damage is reported, never raised."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from workbench.redaction import SECRET_REMOVED, Secret, remember
from workbench.workspace.drafts import Draft, Drafts, DraftStore

BODY = b'\xef\xbb\xbf{"a": "\xff\x00 \xc2\xa0\xe2\x80\xa8"}\r\n'
DRAFT = Draft("install-ios.json", "/somewhere/install-ios.json", BODY, "0" * 40, "php", 17, identity_link=True)
OTHER = Draft("event", None, b'{"action":"event"}')
RECOVERED = Drafts((Draft("recovered", None, BODY),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.fixture
def store(folder: Path) -> DraftStore:
    return DraftStore(folder)


def _body_file(folder: Path, draft: Draft) -> Path:
    return folder / f"{hashlib.sha1(draft.body, usedforsecurity=False).hexdigest()}.body"


def test_missing_list_gives_no_drafts_and_no_notes(store: DraftStore) -> None:
    assert store.load() == Drafts()
    assert store.notes == ()


def test_drafts_round_trip_byte_exactly(store: DraftStore, folder: Path) -> None:
    assert store.save([DRAFT, OTHER], front=1) is None
    assert DraftStore(folder).load() == Drafts((DRAFT, OTHER), front=1)


def test_equal_bodies_share_one_file(store: DraftStore, folder: Path) -> None:
    twins = (DRAFT, Draft("twin", None, BODY))
    assert store.save(twins) is None
    assert store.load().documents == twins
    assert len(list(folder.glob("*.body"))) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    st.integers(0, 2**40),
)
def test_any_body_and_name_round_trip(folder: Path, body: bytes, name: str, caret: int) -> None:
    draft = Draft(name, None, body, None, "as-typed", caret)
    store = DraftStore(folder)
    assert store.save([draft]) is None
    assert store.load() == Drafts((replace(draft, caret=min(caret, len(body))),))


@pytest.mark.parametrize("front", [-1, 2, 10**9])
def test_invalid_front_is_the_first(store: DraftStore, front: int) -> None:
    store.save([DRAFT, OTHER], front=front)
    assert store.load().front == 0


def test_non_unicode_path_round_trips(store: DraftStore) -> None:
    path = os.fsdecode(b"/tmp/\xff.json")
    assert store.save([Draft("a", path, b"")]) is None
    assert store.load().documents[0].path == path


def test_only_the_last_body_is_kept_as_a_plain_file(store: DraftStore, folder: Path) -> None:
    for number in range(5):
        assert store.save([Draft("a", None, b"%d" % number)]) is None
    (body,) = folder.glob("*.body")
    assert body.read_bytes() == b"4"
    assert body == _body_file(folder, Draft("a", None, b"4"))


def test_moving_the_caret_does_not_rewrite_the_body(store: DraftStore, folder: Path) -> None:
    store.save([Draft("a", None, b"body", caret=1)])
    (body,) = folder.glob("*.body")
    before = body.stat()
    store.save([Draft("a", None, b"body", caret=2)])
    after = body.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert store.load().documents[0].caret == 2


def test_two_windows_on_one_folder_keep_the_last_drafts_whole(store: DraftStore, folder: Path) -> None:
    other = DraftStore(folder)
    for _ in range(3):
        assert store.save([DRAFT]) is None
        assert other.save([OTHER]) is None
        assert store.save([DRAFT]) is None
        assert other.load() == Drafts((DRAFT,))


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b'{"schema": 1}', b"\xff", b"[" * 100_000])
def test_damaged_list_is_renamed_and_texts_recovered(store: DraftStore, folder: Path, damage: bytes) -> None:
    store.save([DRAFT])
    (folder / "drafts.json").write_bytes(damage)
    assert store.load() == RECOVERED
    damaged, recovered = store.notes
    assert "drafts.json.damaged-1" in damaged
    assert "complete" in recovered
    assert (folder / "drafts.json.damaged-1").read_bytes() == damage


@pytest.mark.parametrize("keep", [0, 1, len(BODY) - 1])
def test_truncated_body_is_renamed_and_others_load(store: DraftStore, folder: Path, keep: int) -> None:
    store.save([DRAFT, OTHER], front=1)
    body = _body_file(folder, DRAFT)
    body.write_bytes(BODY[:keep])
    assert store.load() == Drafts((OTHER,), front=0)
    (note,) = store.notes
    assert "install-ios.json" in note
    assert (folder / f"{body.name}.damaged-1").read_bytes() == BODY[:keep]
    assert store.save([DRAFT, OTHER]) is None
    assert store.load() == Drafts((DRAFT, OTHER))
    assert store.notes == ()


def test_missing_body_is_reported_and_others_load(store: DraftStore, folder: Path) -> None:
    store.save([OTHER, DRAFT], front=1)
    _body_file(folder, OTHER).unlink()
    assert store.load() == Drafts((DRAFT,), front=0)
    assert "The text of the draft “event” is missing" in store.notes[0]


def test_list_of_a_newer_version_is_kept_and_texts_recovered(store: DraftStore, folder: Path) -> None:
    store.save([DRAFT])
    listed = msgspec.json.decode((folder / "drafts.json").read_bytes())
    (folder / "drafts.json").write_bytes(msgspec.json.encode(listed | {"schema": 2}))
    assert store.load() == RECOVERED
    assert "newer version" in store.notes[0]


def test_empty_list_round_trips(store: DraftStore) -> None:
    store.save([DRAFT])
    assert store.save([]) is None
    assert store.load() == Drafts()
    assert store.notes == ()


def test_unusable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = DraftStore(tmp_path / "file" / "drafts")
    problem = store.save([DRAFT])
    assert problem is not None
    assert "could not be saved (Not a directory)" in problem
    assert store.load() == Drafts()
    assert len(store.notes) == 1


def test_invalid_name_is_reported(store: DraftStore) -> None:
    problem = store.save([Draft("\ud800", None, b"body")])
    assert problem is not None
    assert "not valid Unicode" in problem


def test_drafts_are_in_the_state_folder(home: Path) -> None:
    store = DraftStore()
    assert store.save([DRAFT]) is None
    store.close()
    assert (home / "workbench" / "state" / "drafts" / "drafts.json").is_file()


def test_each_window_claims_the_first_free_folder(home: Path) -> None:
    state = home / "workbench" / "state"
    first, second = DraftStore(), DraftStore()
    assert first.save([DRAFT]) is None
    assert second.load() == Drafts()
    assert second.save([OTHER]) is None
    assert sorted(each.name for each in state.iterdir()) == ["drafts", "drafts-2"]
    first.close()
    third = DraftStore()
    assert third.load().documents == (DRAFT,)
    second.close()
    third.close()


def test_edited_drafts_of_closed_windows_are_taken_over_once(home: Path) -> None:
    unedited = Draft("same", None, BODY, hashlib.sha1(BODY, usedforsecurity=False).hexdigest())
    first, second = DraftStore(), DraftStore()
    first.save([DRAFT])
    second.save([OTHER, unedited])
    first.close()
    second.close()
    third = DraftStore()
    assert third.load().documents == (DRAFT, OTHER)
    third.close()  # as if it had died before it kept them
    fourth = DraftStore()
    taken = fourth.load().documents
    assert taken == (DRAFT, OTHER)
    assert fourth.save(taken) is None
    beside = DraftStore()
    assert beside.load() == Drafts()
    beside.close()
    fourth.close()
    last = DraftStore()
    assert last.load().documents == (DRAFT, OTHER)
    last.close()


def test_drafts_of_a_killed_window_are_loaded_by_the_next(home: Path) -> None:
    script = (
        "import os, signal\n"
        "from workbench.workspace.drafts import Draft, DraftStore\n"
        "store = DraftStore()\n"
        "assert store.save([Draft('a', None, b'kept')]) is None\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False)
    assert killed.returncode != 0
    store = DraftStore()
    assert [draft.body for draft in store.load().documents] == [b"kept"]
    store.close()


def test_no_draft_holds_a_known_secret(store: DraftStore, folder: Path) -> None:
    remember(Secret("hush-0123456789"))
    body = b'{"a": "hush-0123456789", "b": "HUSH-0123456789"}'
    clean = body.lower().replace(b"hush-0123456789", SECRET_REMOVED.encode())
    sha1 = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    edited, unchanged = Draft("edited", None, body, "0" * 40), Draft("file", "/file.json", body, sha1)
    assert store.save([edited, OTHER, unchanged]) is None
    assert not any(b"hush" in file.read_bytes().lower() for file in folder.iterdir())
    one, other, file = store.load().documents
    assert (one.body, one.saved_body_sha1, other) == (clean, "0" * 40, OTHER)
    assert (file.body, file.saved_body_sha1) == (clean, hashlib.sha1(clean, usedforsecurity=False).hexdigest())
    assert store.save([OTHER]) is None
    assert store.save([edited]) is None
    assert store.load().documents[0].body == clean
