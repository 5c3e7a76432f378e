"""Comparing list and keyring: each disagreement has a message and a repair."""

import json
from pathlib import Path

import pytest

from tests.credentials.fakes import KEY, SECRET, FailingKeyring, MemoryKeyring, names_of, values_of, vanish
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


def test_intact_profiles_have_no_disagreements(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    assert profiles.check() == ()
    profiles.add("Acme", KEY, SECRET, extras={"signal-password": Secret("pass")})
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    assert _cold(index, backend).check() == _cold(index, backend).check("Acme") == ()


def test_missing_values_can_be_entered_again_or_the_profile_removed(index: Path, backend: MemoryKeyring) -> None:
    _cold(index, backend).add("Acme", KEY, SECRET)
    _cold(index, backend).add("Beta", KEY, SECRET)
    vanish(backend, "Acme")
    profiles = _cold(index, backend)
    found = _only(profiles)
    assert (found.kind, found.profile, found.fix) == ("missing", "Acme", "Remove the profile")
    assert "no longer contains the values of “Acme”" in found.says
    assert "enter both values again" in found.says
    assert found == _only(profiles, "Acme")
    assert profiles.check("Beta") == ()
    assert profiles.repair(found) == "“Acme” was removed from the list."
    assert names_of(profiles) == ["sample", "Beta"]
    assert len(backend.entries) == 1
    assert profiles.check() == ()


@pytest.mark.parametrize("content", ["", "a value that another program wrote", '{"secret":"alone"}'])
def test_an_entry_that_was_overwritten_is_missing(index: Path, backend: MemoryKeyring, content: str) -> None:
    _cold(index, backend).add("Acme", KEY, SECRET)
    (entry,) = backend.entries
    backend.entries[entry] = content
    profiles = _cold(index, backend)
    with pytest.raises(CredentialsUnavailable) as caught:
        profiles.credentials("Acme")
    assert caught.value.why is Why.MISSING
    assert _only(profiles).kind == "missing"
    profiles.replace("Acme", NEW_KEY, NEW_SECRET)
    assert values_of(backend) == [{"api-key": NEW_KEY, "secret": NEW_SECRET}]


def test_missing_values_in_memory_are_saved_again(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(notes="kept"), {"signal-password": Secret("pass")})
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    vanish(backend, "Acme")
    found = _only(profiles)
    assert (found.kind, found.fix) == ("missing", "Save it again")
    assert "saved in the keyring again" in profiles.repair(found)
    again = _cold(index, backend)
    assert (again.credentials("Acme"), again.old_credentials("Acme")) == (NEW, OLD)
    assert again.extra("Acme", "signal-password").reveal() == "pass"
    assert profiles.check() == ()
    assert len(backend.entries) == 1


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


def test_unused_entries_that_do_not_exist_are_cleared_silently(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    _write_unused(index, ["Acme/0123456789abcdef", "Beta/0123456789abcdef"])
    assert profiles.check() == ()
    assert "unused" not in json.loads(index.read_bytes())


def test_an_entry_in_use_is_never_deleted(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    _write_unused(index, [user for _service, user in backend.entries])
    profiles = _cold(index, backend)
    assert profiles.check() == ()
    assert _cold(index, backend).credentials("Acme") == OLD
    profiles.remove("Acme")
    assert backend.entries == {}


@pytest.mark.parametrize("damage", [{}, 7, [7], ["proxy localhost:80/proxy-login"], None])
def test_invalid_unused_entries_are_ignored(
    profiles: Profiles, index: Path, backend: MemoryKeyring, damage: object
) -> None:
    profiles.add("Acme", KEY, SECRET)
    backend.entries["payload-workbench", "proxy localhost:80/proxy-login"] = "untouched"
    _write_unused(index, damage)
    assert profiles.check() == ()
    profiles.replace("Acme", NEW_KEY, NEW_SECRET)
    assert profiles.credentials("Acme") == NEW
    assert "untouched" in backend.entries.values()


def _write_unused(index: Path, unused: object) -> None:
    index.write_text(json.dumps(json.loads(index.read_bytes()) | {"unused": unused}))


def test_two_profiles_never_share_entries(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    document = json.loads(index.read_bytes())
    document["profiles"].append({**document["profiles"][0], "name": "Twin"})
    document["profiles"].append({**document["profiles"][0], "name": "Other", "entry": "a/b"})
    index.write_text(json.dumps(document))
    assert names_of(profiles) == ["sample", "Acme"]
    assert len(profiles.notes) == 1


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
    backend.failing = set(range(backend.asked + 2, 200))
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
    backend.failing = set(range(backend.asked + 2, backend.asked + 200))
    return found
