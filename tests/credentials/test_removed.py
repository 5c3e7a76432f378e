"""Removing and restoring profiles, profiles that share a value, and secrets in metadata."""

from pathlib import Path

import pytest
from keyring.errors import KeyringLocked
from msgspec.structs import replace

from tests.credentials.fakes import KEY, SECRET, FailingKeyring, MemoryKeyring, names_of, values_of, vanish
from workbench.credentials import CredentialsUnavailable, ProfileMetadata, ProfileRefused, Profiles, Vault, Why
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials

METADATA = ProfileMetadata(
    client="Acme Inc.", notes="Asked for on 3 May.", hosts=("control.kochava.com",), partner_id="4711"
)
OTHER_KEY, OTHER_SECRET = "9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", "another-secret"


def test_a_removed_profile_is_restored_unchanged(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, METADATA, {"signal-password": Secret("pass")})
    profiles.rotate("Acme", OTHER_KEY, OTHER_SECRET)
    profiles.rename("Acme", "Beta")
    profiles.mark_used("Beta")
    before, values = profiles.list(), values_of(backend)
    removed = profiles.remove("Beta")
    assert (removed.profile, removed.warning) == (before[1], "")
    assert backend.entries == {}
    assert SECRET not in repr(removed)
    profiles.restore(removed)
    assert profiles.list() == before
    assert values_of(backend) == values
    assert Profiles(index, Vault(backend)).old_credentials("Beta").secret == SECRET


def test_a_restored_profile_overwrites_no_newer_entry(index: Path, profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    removed = profiles.remove("Acme")
    profiles.add("Acme", OTHER_KEY, OTHER_SECRET)
    with pytest.raises(ProfileRefused, match="already"):
        profiles.restore(removed)
    profiles.rename("Acme", "Beta")
    profiles.restore(removed)
    again = Profiles(index, Vault(backend))
    assert (again.credentials("Acme").secret, again.credentials("Beta").secret) == (SECRET, OTHER_SECRET)


def test_a_profile_with_missing_values_can_be_removed_and_restored(index: Path, backend: MemoryKeyring) -> None:
    Profiles(index, Vault(backend)).add("Acme", KEY, SECRET)
    vanish(backend, "Acme")
    profiles = Profiles(index, Vault(backend))
    removed = profiles.remove("Acme")
    assert names_of(profiles) == ["sample"]
    assert removed.values is None
    profiles.restore(removed)
    assert names_of(profiles) == ["sample", "Acme"]
    assert [found.kind for found in profiles.check()] == ["missing"]


def test_restoring_saves_cached_values_that_were_missing(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    backend.entries.clear()
    profiles.restore(profiles.remove("Acme"))
    assert Profiles(index, Vault(backend)).credentials("Acme").secret == SECRET


@pytest.mark.parametrize(
    ("metadata", "where"),
    [
        (ProfileMetadata(notes=f"my key is {KEY}!"), "“Notes” contains the API key"),
        (ProfileMetadata(notes=SECRET.upper()), "“Notes” contains the secret"),
        (ProfileMetadata(client=SECRET), "“Client” contains the secret"),
        (ProfileMetadata(hosts=("localhost", f"{SECRET}.example.com")), "“Allowed hosts” contains the secret"),
        (ProfileMetadata(app_guids=(KEY.lower(),)), "“App GUIDs” contains the API key"),
        (ProfileMetadata(signal_admin_url=f"https://x/?key={KEY}"), "“Signal admin URL” contains the API key"),
    ],
)
def test_metadata_never_contain_values(
    profiles: Profiles, index: Path, backend: MemoryKeyring, metadata: ProfileMetadata, where: str
) -> None:
    with pytest.raises(ProfileRefused, match=where) as caught:
        profiles.add("Acme", KEY, SECRET, metadata)
    assert SECRET not in caught.value.says
    assert not index.exists()
    assert backend.asked == 0
    profiles.add("Acme", KEY, SECRET)
    with pytest.raises(ProfileRefused, match=where):
        profiles.change("Acme", metadata)
    profiles.add("Beta", OTHER_KEY, OTHER_SECRET)
    with pytest.raises(ProfileRefused, match=where):
        profiles.change("Beta", metadata)  # nor those of another profile
    written = index.read_text("utf-8").lower()
    assert KEY.lower() not in written
    assert SECRET.lower() not in written


def test_a_name_never_contains_a_value(profiles: Profiles) -> None:
    with pytest.raises(ProfileRefused, match="profile name contains the API key"):
        profiles.add(f"the {KEY}", KEY, SECRET)
    profiles.add("Acme", KEY, SECRET)
    with pytest.raises(ProfileRefused, match="profile name contains the secret"):
        profiles.rename("Acme", SECRET)


@pytest.mark.parametrize("value", [KEY, SECRET, OTHER_SECRET], ids=["key", "secret", "older secret"])
def test_a_value_in_a_text_is_recognised_without_having_been_fetched(
    index: Path, profiles: Profiles, backend: MemoryKeyring, value: str
) -> None:
    profiles.add("Acme", OTHER_KEY, OTHER_SECRET)
    profiles.rotate("Acme", KEY, SECRET)
    written = index.read_bytes()
    for said in (ProfileMetadata(notes=f"it is {value}"), ProfileMetadata(hosts=(f"{value}.example",))):
        with pytest.raises(ProfileRefused, match="contain"):
            Profiles(index, Vault(backend)).change("Acme", said)
    with pytest.raises(ProfileRefused, match="profile name contains"):
        Profiles(index, Vault(backend)).rename("Acme", value)
    assert index.read_bytes() == written


def test_plain_words_are_saved_without_asking_the_keyring(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(app_guids=("koacme-ios-1234",)))
    fresh, asked = Profiles(index, Vault(backend)), backend.asked
    fresh.change("Acme", replace(METADATA, app_guids=("koacme-ios-1234",)))
    fresh.rename("Acme", "Acme GmbH")
    assert backend.asked == asked


def test_text_that_looks_like_a_value_is_saved_if_the_keyring_does_not_answer(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    failing = FailingKeyring(KeyringLocked("Failed to unlock the collection!"), range(1, 9))
    fresh = Profiles(index, Vault(failing))
    assert fresh.change("Acme", ProfileMetadata(app_guids=("koacme-ios-1234",))).metadata.app_guids == (
        "koacme-ios-1234",
    )
    assert failing.asked == 1


def test_short_values_are_compared_as_a_whole(profiles: Profiles) -> None:
    profiles.add("Acme", "k", "s", ProfileMetadata(notes="looks like a test"))
    with pytest.raises(ProfileRefused, match="“Notes” contains the secret"):
        profiles.change("Acme", ProfileMetadata(notes=" s "))


def test_profiles_that_share_a_value_are_found_by_asking_the_keyring(index: Path, backend: MemoryKeyring) -> None:
    profiles = Profiles(index, Vault(backend))
    assert profiles.same_values(KEY, SECRET) == ()
    profiles.add("Acme", KEY, SECRET)
    profiles.add("Beta", OTHER_KEY, SECRET)
    profiles.add("Gamma", OTHER_KEY, OTHER_SECRET)
    again = Profiles(index, Vault(backend))
    assert again.same_values(KEY, SECRET) == ("Acme", "Beta")
    assert again.same_values(KEY, SECRET, excluding="Acme") == ("Beta",)
    assert again.same_values("x", OTHER_SECRET) == ("Gamma",)
    assert again.same_values(SECRET, "x") == ("Acme", "Beta"), "swapped, too"
    assert again.same_values("", "") == again.same_values(SAMPLE.api_key, SAMPLE.secret) == ()
    vanish(backend, "Acme")
    assert Profiles(index, Vault(backend)).same_values(KEY, SECRET) == ("Beta",)


def test_comparing_values_reports_a_keyring_that_does_not_answer(index: Path) -> None:
    backend = FailingKeyring(BrokenPipeError(), failing=())
    Profiles(index, Vault(backend)).add("Acme", KEY, SECRET)
    backend.failing = {backend.asked + 1}
    with pytest.raises(CredentialsUnavailable) as caught:
        Profiles(index, Vault(backend)).same_values(KEY, SECRET)
    assert caught.value.why is Why.DIED


def test_fetched_returns_cached_pairs_only(index: Path, profiles: Profiles, backend: MemoryKeyring) -> None:
    assert profiles.fetched() == ()
    profiles.add("Acme", KEY, SECRET)
    profiles.add("Beta", OTHER_KEY, OTHER_SECRET)
    again = Profiles(index, Vault(backend))
    assert again.fetched() == ()
    again.credentials("Beta")
    asked = backend.asked
    assert again.fetched() == (("Beta", Credentials(api_key=OTHER_KEY, secret=OTHER_SECRET)),)
    again.rename("Beta", "Gamma")
    assert [name for name, _pair in again.fetched()] == ["Gamma"]
    assert backend.asked == asked
    again.remove("Gamma")
    assert again.fetched() == ()
