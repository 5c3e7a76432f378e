"""Profiles when the keyring, the disk or the list fails: no change is left incomplete."""

import json
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from tests.credentials.fakes import KEY, SECRET, FailingKeyring, MemoryKeyring, names_of
from workbench.credentials import (
    CredentialsUnavailable,
    Profiles,
    Vault,
    Why,
)


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_keyring_that_fails_while_adding_leaves_nothing_behind(index: Path, call: int) -> None:
    backend = FailingKeyring(OSError(), failing={call})
    profiles = Profiles(index, Vault(backend))
    with pytest.raises(CredentialsUnavailable):
        profiles.add("Acme", KEY, SECRET)
    assert backend.entries == {}
    assert names_of(profiles) == ["sample"]


def test_a_keyring_that_locks_itself_while_adding_is_not_asked_again(index: Path) -> None:
    backend = FailingKeyring(KeyringLocked(), failing={3})
    profiles = Profiles(index, Vault(backend))
    with pytest.raises(CredentialsUnavailable) as caught:
        profiles.add("Acme", KEY, SECRET)
    assert caught.value.why is Why.LOCKED
    assert backend.asked == 3
    assert names_of(profiles) == ["sample"]


def test_a_keyring_that_exits_while_adding_may_still_contain_values(index: Path) -> None:
    backend = FailingKeyring(BrokenPipeError(), failing=range(2, 100))
    with pytest.raises(CredentialsUnavailable, match="may still contain") as caught:
        Profiles(index, Vault(backend)).add("Acme", KEY, SECRET)
    assert caught.value.why is Why.DIED


@pytest.mark.parametrize("error", [KeyringLocked(), BrokenPipeError()])
def test_a_keyring_that_cannot_be_asked_at_all_leaves_no_list_behind(index: Path, error: Exception) -> None:
    with pytest.raises(CredentialsUnavailable):
        Profiles(index, Vault(FailingKeyring(error, failing=range(100)))).add("Acme", KEY, SECRET)
    assert not index.exists()


def test_a_list_that_cannot_be_written_leaves_nothing_in_the_keyring(
    profiles: Profiles, backend: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.credentials.profile_index.replace_file", full)
    with pytest.raises(CredentialsUnavailable, match="No space left on device") as caught:
        profiles.add("Acme", KEY, SECRET)
    assert caught.value.why is Why.INDEX
    assert backend.entries == {}


def test_a_folder_that_cannot_be_created_is_reported_before_the_keyring_is_asked(
    tmp_path: Path, backend: MemoryKeyring
) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(CredentialsUnavailable, match="could not be written"):
        Profiles(tmp_path / "config" / "profiles.json", Vault(backend)).add("Acme", KEY, SECRET)
    assert backend.asked == 0


def test_a_profile_is_kept_if_the_keyring_cannot_be_read_for_removal(index: Path) -> None:
    backend = FailingKeyring(KeyringLocked(), failing=())
    profiles = Profiles(index, Vault(backend))
    profiles.add("Acme", KEY, SECRET)
    backend.failing = {backend.asked + 1}
    with pytest.raises(CredentialsUnavailable):
        profiles.remove("Acme")
    assert names_of(profiles) == ["sample", "Acme"]
    assert profiles.remove("Acme").warning == ""
    assert backend.entries == {}
    assert names_of(profiles) == ["sample"]


@pytest.mark.parametrize("call", [2, 3])
def test_values_left_by_a_failed_removal_are_reported_found_and_deleted(index: Path, call: int) -> None:
    backend = FailingKeyring(KeyringLocked(), failing=())
    profiles = Profiles(index, Vault(backend))
    profiles.add("Acme", KEY, SECRET)
    backend.failing = {backend.asked + call}
    removed = profiles.remove("Acme")
    assert "may still contain its values" in removed.warning
    assert names_of(profiles) == ["sample"]
    (left,) = profiles.check()
    assert (left.kind, left.profile, left.fix) == ("interrupted", "Acme", "Delete unused values")
    assert profiles.repair(left).endswith(".")
    assert backend.entries == {}
    assert profiles.check() == ()


def test_a_missing_entry_is_reported(index: Path, backend: MemoryKeyring) -> None:
    Profiles(index, Vault(backend)).add("Acme", KEY, SECRET)
    backend.entries.clear()
    with pytest.raises(CredentialsUnavailable, match="no longer contains the values") as caught:
        Profiles(index, Vault(backend)).credentials("Acme")
    assert caught.value.why is Why.MISSING


@pytest.mark.parametrize("damage", [b"", b'{"schema": 1, "prof', b"\xff\xfe", b"[]", b'{"schema": 1}', b"[" * 100_000])
def test_a_damaged_list_is_renamed_and_reported(profiles: Profiles, index: Path, damage: bytes) -> None:
    index.parent.mkdir()
    index.write_bytes(damage)
    assert names_of(profiles) == ["sample"]
    (note,) = profiles.notes
    assert "profiles.json.damaged-1" in note
    assert index.with_name("profiles.json.damaged-1").read_bytes() == damage
    profiles.add("Acme", KEY, SECRET)
    assert names_of(profiles) == ["sample", "Acme"]
    assert profiles.notes == (note,)  # for the front end, which may ask later


def test_an_invalid_entry_is_ignored_and_kept(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["profiles"].append({"name": 7})
    document["profiles"].append(document["profiles"][0])
    index.write_text(json.dumps(document))
    assert names_of(profiles) == ["sample", "Acme"]
    assert len(profiles.notes) == 1
    profiles.add("Beta", KEY, SECRET)
    assert {"name": 7} in json.loads(index.read_bytes())["profiles"]


def test_a_list_of_a_newer_schema_is_not_changed(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    index.parent.mkdir()
    index.write_text('{"schema": 2, "profiles": []}')
    with pytest.raises(CredentialsUnavailable, match="newer version"):
        profiles.add("Acme", KEY, SECRET)
    assert index.read_text() == '{"schema": 2, "profiles": []}'
    assert backend.entries == {}
