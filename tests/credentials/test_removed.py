"""The end of a profile and its return; which profiles share a value; and what the list must never hold."""

from dataclasses import replace
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from tests.credentials.fakes import KEY, SECRET, FailingKeyring, MemoryKeyring, names_of
from workbench.credentials import CredentialsUnavailable, ProfileMetadata, ProfileRefused, Profiles, Vault, Why
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials

METADATA = ProfileMetadata(
    client="Acme Inc.", notes="Asked for on 3 May.", hosts=("control.kochava.com",), partner_id="4711"
)
OTHER_KEY, OTHER_SECRET = "9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", "another-secret"


def test_what_was_removed_comes_back_as_it_was(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, METADATA, {"signal-password": Secret("pass")})
    profiles.rotate("Acme", OTHER_KEY, OTHER_SECRET)
    profiles.rename("Acme", "Beta")
    profiles.mark_used("Beta")
    before, entries = profiles.list(), dict(backend.entries)
    removed = profiles.remove("Beta")
    assert (removed.profile, removed.left) == (before[1], "")
    assert backend.entries == {}
    assert SECRET not in repr(removed)
    profiles.restore(removed)
    assert profiles.list() == before
    assert backend.entries == entries
    assert Profiles(index, Vault(backend)).old_credentials("Beta").secret == SECRET


def test_what_was_removed_comes_back_beside_what_took_its_place_in_the_keyring(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    removed = profiles.remove("Acme")
    profiles.add("Acme", OTHER_KEY, OTHER_SECRET)
    with pytest.raises(ProfileRefused, match="already"):
        profiles.restore(removed)
    profiles.rename("Acme", "Beta")
    profiles.restore(removed)
    again = Profiles(index, Vault(backend))
    assert (again.credentials("Acme").secret, again.credentials("Beta").secret) == (SECRET, OTHER_SECRET)


@pytest.mark.parametrize("gone", [("Acme/secret",), ("Acme/api-key", "Acme/secret")])
def test_values_that_vanished_do_not_keep_a_profile_from_being_removed(
    index: Path, backend: MemoryKeyring, gone: tuple[str, ...]
) -> None:
    Profiles(index, Vault(backend)).add("Acme", KEY, SECRET)
    for user in gone:
        del backend.entries["payload-workbench", user]
    profiles = Profiles(index, Vault(backend))
    removed = profiles.remove("Acme")
    assert names_of(profiles) == ["sample"]
    assert backend.entries == {}
    assert len(removed.values) == 2 - len(gone)
    profiles.restore(removed)
    assert names_of(profiles) == ["sample", "Acme"]


def test_undoing_a_removal_heals_what_had_vanished_if_it_is_in_memory(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    backend.entries.clear()
    profiles.restore(profiles.remove("Acme"))
    assert Profiles(index, Vault(backend)).credentials("Acme").secret == SECRET


@pytest.mark.parametrize(
    ("metadata", "where"),
    [
        (ProfileMetadata(notes=f"my key is {KEY}!"), "notes hold the API key"),
        (ProfileMetadata(notes=SECRET.upper()), "notes hold the secret"),
        (ProfileMetadata(client=SECRET), "client's name holds the secret"),
        (ProfileMetadata(hosts=("localhost", f"{SECRET}.example.com")), "hosts hold the secret"),
        (ProfileMetadata(app_guids=(KEY.lower(),)), "App GUIDs hold the API key"),
        (ProfileMetadata(signal_admin_url=f"https://x/?key={KEY}"), "Signal admin URL holds the API key"),
    ],
)
def test_what_is_said_of_a_profile_never_holds_its_values(
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


def test_a_name_never_holds_a_value(profiles: Profiles) -> None:
    with pytest.raises(ProfileRefused, match="profile's name holds the API key"):
        profiles.add(f"the {KEY}", KEY, SECRET)
    profiles.add("Acme", KEY, SECRET)
    with pytest.raises(ProfileRefused, match="profile's name holds the secret"):
        profiles.rename("Acme", SECRET)


@pytest.mark.parametrize("value", [KEY, SECRET, OTHER_SECRET], ids=["key", "secret", "older secret"])
def test_a_value_is_known_again_in_a_text_by_a_program_that_has_never_fetched_it(
    index: Path, profiles: Profiles, backend: MemoryKeyring, value: str
) -> None:
    profiles.add("Acme", OTHER_KEY, OTHER_SECRET)
    profiles.rotate("Acme", KEY, SECRET)
    written = index.read_bytes()
    for said in (ProfileMetadata(notes=f"it is {value}"), ProfileMetadata(hosts=(f"{value}.example",))):
        with pytest.raises(ProfileRefused, match="hold"):
            Profiles(index, Vault(backend)).change("Acme", said)
    with pytest.raises(ProfileRefused, match="profile's name holds"):
        Profiles(index, Vault(backend)).rename("Acme", value)
    assert index.read_bytes() == written


def test_plain_words_are_written_without_asking_the_keyring(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(app_guids=("koacme-ios-1234",)))
    fresh, asked = Profiles(index, Vault(backend)), backend.asked
    fresh.change("Acme", replace(METADATA, app_guids=("koacme-ios-1234",)))
    fresh.rename("Acme", "Acme GmbH")
    assert backend.asked == asked


def test_what_looks_like_a_value_is_written_all_the_same_when_the_keyring_cannot_be_asked(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    failing = FailingKeyring(KeyringLocked("Failed to unlock the collection!"), range(1, 9))
    fresh = Profiles(index, Vault(failing))
    assert fresh.change("Acme", ProfileMetadata(app_guids=("koacme-ios-1234",))).metadata.app_guids == (
        "koacme-ios-1234",
    )
    assert failing.asked == 1


def test_short_values_are_looked_for_as_a_whole_only(profiles: Profiles) -> None:
    profiles.add("Acme", "k", "s", ProfileMetadata(notes="looks like a test"))
    with pytest.raises(ProfileRefused, match="notes hold the secret"):
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
    assert again.same_values(SECRET, "x") == ("Acme", "Beta"), "the wrong way round, too"
    assert again.same_values("", "") == again.same_values(SAMPLE.api_key, SAMPLE.secret) == ()
    backend.entries.pop(("payload-workbench", "Acme/secret"))
    assert Profiles(index, Vault(backend)).same_values(KEY, SECRET) == ("Beta",)


def test_a_keyring_that_cannot_be_asked_says_so_when_values_are_compared(index: Path) -> None:
    backend = FailingKeyring(BrokenPipeError(), failing=())
    Profiles(index, Vault(backend)).add("Acme", KEY, SECRET)
    backend.failing = {backend.asked + 1}
    with pytest.raises(CredentialsUnavailable) as caught:
        Profiles(index, Vault(backend)).same_values(KEY, SECRET)
    assert caught.value.why is Why.DIED


def test_only_what_is_in_memory_is_given_without_asking(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
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
