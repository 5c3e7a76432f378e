"""Comparing list and keyring: each disagreement has a message and a repair."""

import json
from pathlib import Path

import pytest

from tests.credentials.fakes import KEY, SECRET, FailingKeyring, MemoryKeyring, names_of
from workbench.credentials import CredentialsUnavailable, Disagreement, ProfileMetadata, Profiles, Vault, Why
from workbench.redaction import Secret
from workbench.signing import Credentials

NEW_KEY, NEW_SECRET = "9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", "a-newer-secret"
OLD = Credentials(api_key=KEY, secret=SECRET)
NEW = Credentials(api_key=NEW_KEY, secret=NEW_SECRET)


def _cold(index: Path, backend: MemoryKeyring) -> Profiles:
    """Return the profiles as a new process has them, with an empty cache."""
    return Profiles(index, Vault(backend))


def _only(profiles: Profiles, name: str = "") -> Disagreement:
    (found,) = profiles.check(name)
    for words in (found.says, found.fix):
        assert words[0].isupper()
        assert KEY not in words
        assert SECRET not in words
    assert found.says.endswith(".")
    return found


def _vanish(backend: MemoryKeyring, *users: str) -> None:
    for user in users:
        del backend.entries["payload-workbench", user]


def test_intact_profiles_have_no_disagreements(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    assert profiles.check() == ()
    profiles.add("Acme", KEY, SECRET, extras={"signal-password": Secret("pass")})
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    assert _cold(index, backend).check() == _cold(index, backend).check("Acme") == ()


@pytest.mark.parametrize(
    ("gone", "kind", "says"),
    [
        (("Acme/api-key", "Acme/secret"), "missing", "no longer contains the API key and secret of “Acme”"),
        (("Acme/secret",), "incomplete", "no longer contains the secret of “Acme”"),
        (("Acme/api-key",), "incomplete", "no longer contains the API key of “Acme”"),
    ],
)
def test_a_missing_pair_can_be_entered_again_or_the_profile_removed(
    index: Path, backend: MemoryKeyring, gone: tuple[str, ...], kind: str, says: str
) -> None:
    _cold(index, backend).add("Acme", KEY, SECRET)
    _cold(index, backend).add("Beta", KEY, SECRET)
    _vanish(backend, *gone)
    profiles = _cold(index, backend)
    found = _only(profiles)
    assert (found.kind, found.profile, found.fix) == (kind, "Acme", "Remove the profile")
    assert says in found.says
    assert "enter both values again" in found.says
    assert found == _only(profiles, "Acme")
    assert profiles.check("Beta") == ()
    assert profiles.repair(found) == "“Acme” was removed from the list."
    assert names_of(profiles) == ["sample", "Beta"]
    assert len(backend.entries) == 2
    assert profiles.check() == ()


def test_a_missing_pair_that_is_cached_is_saved_again(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(notes="kept"))
    _vanish(backend, "Acme/secret")
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Save it again")
    assert "saved in the keyring again" in profiles.repair(found)
    assert _cold(index, backend).credentials("Acme") == OLD
    assert profiles.check() == ()
    assert len(backend.entries) == 2


def test_a_missing_new_pair_is_replaced_by_the_previous_one(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    before = profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    _vanish(backend, "Acme/api-key-2")
    profiles = _cold(index, backend)
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Restore the previous pair")
    profiles.repair(found)
    assert profiles.list()[1] == before
    assert _cold(index, backend).credentials("Acme") == OLD
    assert len(backend.entries) == 2


def test_a_missing_previous_pair_ends_the_rotation(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    _vanish(backend, "Acme/api-key")
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Finish the rotation")
    profiles.repair(found)
    assert profiles.list()[1].old_api_key_hint == ""
    assert set(backend.entries.values()) == {NEW_KEY, NEW_SECRET}


def test_a_missing_signal_value_is_removed_from_the_list(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET, extras={"signal-password": Secret("pass"), "signal-event-key": Secret("event")})
    _vanish(backend, "Acme/signal-password")
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Remove the Signal password")
    profiles.repair(found)
    assert profiles.list()[1].extras == {"signal-event-key"}
    assert profiles.check() == ()


def test_a_repair_checks_again_before_changing_anything(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    kept = dict(backend.entries)
    backend.entries.clear()
    found = _only(_cold(index, backend))
    backend.entries.update(kept)
    assert _cold(index, backend).repair(found) == "The profile list and the keyring agree already; nothing was changed."
    assert backend.entries == kept
    assert names_of(profiles) == ["sample", "Acme"]


def test_pending_entries_that_do_not_exist_are_cleared_silently(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["pending"] = {"Acme/api-key-2": "writing", "Beta/secret": "deleting", "of a newer version": "writing"}
    index.write_text(json.dumps(document))
    assert profiles.check() == ()
    assert json.loads(index.read_bytes())["pending"] == {"of a newer version": "writing"}


def test_a_pending_entry_in_use_is_never_deleted(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    """An older program may have added a profile under a name whose deletion was interrupted."""
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["pending"] = {"Acme/api-key": "deleting", "Acme/secret": "writing"}
    index.write_text(json.dumps(document))
    profiles = _cold(index, backend)
    assert profiles.check() == ()
    profiles.put_extra("Acme", "signal-password", Secret("pass"))
    assert _cold(index, backend).credentials("Acme") == OLD
    profiles.remove("Acme")
    assert backend.entries == {}


@pytest.mark.parametrize("damage", [[], 7, {"Acme/secret": 7}, None])
def test_invalid_pending_entries_are_ignored(profiles: Profiles, index: Path, damage: object) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["pending"] = damage
    index.write_text(json.dumps(document))
    assert profiles.check() == ()
    profiles.replace("Acme", NEW_KEY, NEW_SECRET)
    assert profiles.credentials("Acme") == NEW


def test_two_profiles_never_share_entries(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["profiles"].append({**document["profiles"][0], "name": "Twin"})
    document["profiles"].append({**document["profiles"][0], "name": "Other", "entry": "a/b"})
    index.write_text(json.dumps(document))
    assert names_of(profiles) == ["sample", "Acme"]
    assert len(profiles.notes) == 2


def test_a_check_reports_a_keyring_that_does_not_answer(index: Path) -> None:
    backend = FailingKeyring(BrokenPipeError(), failing=())
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    backend.failing = set(range(200))
    with pytest.raises(CredentialsUnavailable) as caught:
        _cold(index, backend).check()
    assert caught.value.why is Why.DIED


def test_a_failed_repair_is_reported_and_can_be_repeated(index: Path) -> None:
    backend = FailingKeyring(OSError(), failing=())
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    backend.failing = set(range(backend.asked + 3, 200))
    assert profiles.remove("Acme").warning
    found = _only_of(profiles, backend)
    with pytest.raises(CredentialsUnavailable):
        profiles.repair(found)
    backend.failing = set()
    assert _only(profiles) == found
    profiles.repair(found)
    assert backend.entries == {}


def _only_of(profiles: Profiles, backend: FailingKeyring) -> Disagreement:
    """Check while the keyring works, then make it fail after it was asked what exists."""
    backend.failing = set()
    found = _only(profiles)
    backend.failing = set(range(backend.asked + 3, backend.asked + 200))
    return found
