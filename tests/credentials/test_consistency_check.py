"""List and keyring held against each other: what disagrees is said with what to do, and one click puts it right."""

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
    """Return the profiles as a new process has them, with nothing in memory."""
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


def test_profiles_that_are_in_order_agree(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    assert profiles.check() == ()
    profiles.add("Acme", KEY, SECRET, extras={"signal-password": Secret("pass")})
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    assert _cold(index, backend).check() == _cold(index, backend).check("Acme") == ()


@pytest.mark.parametrize(
    ("gone", "kind", "says"),
    [
        (("Acme/api-key", "Acme/secret"), "missing", "no longer holds the API key and secret of “Acme”"),
        (("Acme/secret",), "incomplete", "no longer holds the secret of “Acme”"),
        (("Acme/api-key",), "incomplete", "no longer holds the API key of “Acme”"),
    ],
)
def test_a_pair_that_is_gone_can_only_be_entered_again_or_taken_off_the_list(
    index: Path, backend: MemoryKeyring, gone: tuple[str, ...], kind: str, says: str
) -> None:
    _cold(index, backend).add("Acme", KEY, SECRET)
    _cold(index, backend).add("Beta", KEY, SECRET)
    _vanish(backend, *gone)
    profiles = _cold(index, backend)
    found = _only(profiles)
    assert (found.kind, found.profile, found.fix) == (kind, "Acme", "Take it off the list")
    assert says in found.says
    assert "enter both values again" in found.says
    assert found == _only(profiles, "Acme")
    assert profiles.check("Beta") == ()
    assert profiles.repair(found) == "“Acme” is off the list."
    assert names_of(profiles) == ["sample", "Beta"]
    assert len(backend.entries) == 2
    assert profiles.check() == ()


def test_a_pair_that_is_gone_but_in_memory_is_put_back(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(notes="kept"))
    _vanish(backend, "Acme/secret")
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Put it back")
    assert "in the keyring again" in profiles.repair(found)
    assert _cold(index, backend).credentials("Acme") == OLD
    assert profiles.check() == ()
    assert len(backend.entries) == 2


def test_a_new_pair_that_is_gone_gives_way_to_the_older_one_of_a_rotation(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    before = profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    _vanish(backend, "Acme/api-key-2")
    profiles = _cold(index, backend)
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Go back to the older pair")
    profiles.repair(found)
    assert profiles.list()[1] == before
    assert _cold(index, backend).credentials("Acme") == OLD
    assert len(backend.entries) == 2


def test_an_older_pair_that_is_gone_ends_its_rotation(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    _vanish(backend, "Acme/api-key")
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Finish the rotation")
    profiles.repair(found)
    assert profiles.list()[1].old_api_key_hint == ""
    assert set(backend.entries.values()) == {NEW_KEY, NEW_SECRET}


def test_a_value_of_signal_that_is_gone_is_forgotten(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET, extras={"signal-password": Secret("pass"), "signal-event-key": Secret("event")})
    _vanish(backend, "Acme/signal-password")
    found = _only(profiles)
    assert (found.kind, found.fix) == ("incomplete", "Forget the Signal password")
    profiles.repair(found)
    assert profiles.list()[1].extras == {"signal-event-key"}
    assert profiles.check() == ()


def test_a_repair_looks_again_before_it_touches_anything(index: Path, backend: MemoryKeyring) -> None:
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    kept = dict(backend.entries)
    backend.entries.clear()
    found = _only(_cold(index, backend))
    backend.entries.update(kept)
    assert _cold(index, backend).repair(found) == "That is in order already; nothing was changed."
    assert backend.entries == kept
    assert names_of(profiles) == ["sample", "Acme"]


def test_announcements_of_what_is_not_there_are_taken_back_quietly(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["pending"] = {"Acme/api-key-2": "writing", "Beta/secret": "deleting", "of a newer version": "writing"}
    index.write_text(json.dumps(document))
    assert profiles.check() == ()
    assert json.loads(index.read_bytes())["pending"] == {"of a newer version": "writing"}


def test_an_announcement_never_leads_to_the_loss_of_a_value_in_use(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
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
def test_announcements_that_cannot_be_read_count_for_nothing(profiles: Profiles, index: Path, damage: object) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["pending"] = damage
    index.write_text(json.dumps(document))
    assert profiles.check() == ()
    profiles.replace("Acme", NEW_KEY, NEW_SECRET)
    assert profiles.credentials("Acme") == NEW


def test_two_profiles_never_share_entries_whatever_the_file_says(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["profiles"].append({**document["profiles"][0], "name": "Twin"})
    document["profiles"].append({**document["profiles"][0], "name": "Other", "entry": "a/b"})
    index.write_text(json.dumps(document))
    assert names_of(profiles) == ["sample", "Acme"]
    assert len(profiles.notes) == 2


def test_a_keyring_that_cannot_be_asked_says_so_when_it_is_checked(index: Path) -> None:
    backend = FailingKeyring(BrokenPipeError(), failing=())
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    backend.failing = set(range(200))
    with pytest.raises(CredentialsUnavailable) as caught:
        _cold(index, backend).check()
    assert caught.value.why is Why.DIED


def test_a_repair_that_the_keyring_does_not_do_is_said_and_can_be_tried_again(index: Path) -> None:
    backend = FailingKeyring(OSError(), failing=())
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET)
    backend.failing = set(range(backend.asked + 3, 200))
    assert profiles.remove("Acme").left
    found = _only_of(profiles, backend)
    with pytest.raises(CredentialsUnavailable):
        profiles.repair(found)
    backend.failing = set()
    assert _only(profiles) == found
    profiles.repair(found)
    assert backend.entries == {}


def _only_of(profiles: Profiles, backend: FailingKeyring) -> Disagreement:
    """Check while the keyring answers, then have it fail after it was asked what is there."""
    backend.failing = set()
    found = _only(profiles)
    backend.failing = set(range(backend.asked + 3, backend.asked + 200))
    return found
