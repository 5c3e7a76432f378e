"""A list that was lost or restored from a backup: entries in the keyring are found and never overwritten."""

import json
from pathlib import Path

import pytest

from tests.credentials.fakes import KEY, SECRET, ListingKeyring, MemoryKeyring, names_of
from workbench.credentials import Disagreement, ProfileMetadata, Profiles, Vault
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
    return found


def test_a_lost_list_is_rebuilt_from_a_keyring_that_can_list_its_entries(index: Path) -> None:
    backend = ListingKeyring()
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET, extras={"signal-password": Secret("pass")})
    profiles.add("Beta", NEW_KEY, NEW_SECRET)
    profiles.rotate("Beta", KEY, SECRET)
    others = {
        ("payload-workbench", "Half/0123456789abcdef"): "not from this program",
        ("payload-workbench", "somebody else's"): "untouched",
        ("another-program", "Gamma/0123456789abcdef"): "untouched",
    }
    backend.entries |= others
    index.unlink()
    profiles = _cold(index, backend)
    found = profiles.check()
    assert [(each.kind, each.profile, each.fix) for each in found] == [
        ("unlisted", "Acme", "Add the profile again"),
        ("unlisted", "Beta", "Add the profile again"),
        ("unlisted", "Half", "Delete unused values"),
    ]
    for each in found:
        assert profiles.repair(each).endswith(".")
    assert profiles.check() == ()
    assert names_of(profiles) == ["sample", "Acme", "Beta"]
    again = _cold(index, backend)
    assert again.credentials("Acme") == OLD
    assert again.extra("Acme", "signal-password").reveal() == "pass"
    assert (again.credentials("Beta"), again.old_credentials("Beta")) == (OLD, NEW)
    assert [profile.api_key_hint for profile in again.list()[1:]] == ["5B8E••••3E52", "5B8E••••3E52"]
    assert again.list()[2].old_api_key_hint == "9D1C••••1E2F"
    assert others.items() - backend.entries.items() == {
        (("payload-workbench", "Half/0123456789abcdef"), "not from this program")
    }


def test_an_older_list_is_repaired_with_the_values_in_the_keyring(index: Path) -> None:
    backend = ListingKeyring()
    profiles = _cold(index, backend)
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(notes="of the backup"))
    backup = index.read_bytes()
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    index.write_bytes(backup)
    profiles = _cold(index, backend)
    found = _only(profiles)
    assert (found.kind, found.fix) == ("missing", "Use the other pair")
    profiles.repair(found)
    assert profiles.list()[1].metadata.notes == "of the backup"
    assert profiles.list()[1].api_key_hint == "9D1C••••1E2F"
    again = _cold(index, backend)
    assert (again.credentials("Acme"), again.old_credentials("Acme")) == (NEW, OLD)
    assert profiles.check() == ()


def test_after_a_lost_list_a_new_profile_overwrites_no_entry(index: Path) -> None:
    backend = ListingKeyring()
    _cold(index, backend).add("Acme", KEY, SECRET)
    index.unlink()
    _cold(index, backend).add("Acme", NEW_KEY, NEW_SECRET)
    assert len(backend.entries) == 2
    profiles = _cold(index, backend)
    assert profiles.credentials("Acme") == NEW
    found = _only(profiles)
    assert (found.kind, found.fix) == ("unlisted", "Add the profile again")
    profiles.repair(found)
    assert _cold(index, backend).credentials("Acme 2") == OLD


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("Acme", "Acme 2"),
        ("x" * 64, "x" * 62 + " 2"),
        ("sample", "Found in the keyring"),
        (" odd ", "Found in the keyring"),
    ],
)
def test_a_profile_added_again_gets_an_unused_name(index: Path, former: str, name: str) -> None:
    backend = ListingKeyring()
    profiles = _cold(index, backend)
    if name.endswith(" 2"):
        profiles.add("Another", NEW_KEY, NEW_SECRET)
        profiles.rename("Another", former)
    content = json.dumps({"api-key": KEY, "secret": SECRET})
    backend.entries["payload-workbench", f"{former}/0123456789abcdef"] = content
    profiles.repair(_only(profiles, former if not name.endswith(" 2") else ""))
    assert name in names_of(profiles)
    assert _cold(index, backend).credentials(name) == OLD
