"""Replacing and rotating a pair: the new pair is used at once, and the previous one is kept until the end."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.credentials.fakes import KEY, SECRET, MemoryKeyring, values_of, vanish
from workbench.credentials import (
    CredentialsUnavailable,
    ProfileChange,
    ProfileMetadata,
    ProfileRefused,
    Profiles,
    Vault,
    Why,
)
from workbench.redaction import Secret
from workbench.signing import Credentials

NEW_KEY, NEW_SECRET = "9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", "a-newer-secret"
OLD = Credentials(api_key=KEY, secret=SECRET)
NEW = Credentials(api_key=NEW_KEY, secret=NEW_SECRET)


def test_a_rotation_keeps_the_previous_pair(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    added = profiles.add("Acme", KEY, SECRET, ProfileMetadata(notes="of May"))
    rotated = profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    assert rotated == profiles.list()[1]
    assert (rotated.api_key_hint, rotated.old_api_key_hint) == ("9D1C••••1E2F", "5B8E••••3E52")
    assert rotated.rotated is not None
    assert rotated.created == added.created
    assert rotated.created is not None
    assert rotated.rotated >= rotated.created
    assert rotated.metadata.notes == "of May"
    again = Profiles(index, Vault(backend))
    assert (again.credentials("Acme"), again.old_credentials("Acme")) == (NEW, OLD)


def test_a_finished_rotation_leaves_only_the_new_pair(profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    rotated = profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    finished = profiles.finish_rotation("Acme")
    assert finished.old_api_key_hint == ""
    assert finished.rotated == rotated.rotated
    assert values_of(backend) == [{"api-key": NEW_KEY, "secret": NEW_SECRET}]
    assert profiles.credentials("Acme") == NEW
    with pytest.raises(ProfileRefused, match="No rotation"):
        profiles.old_credentials("Acme")


def test_an_undone_rotation_leaves_the_profile_unchanged(profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", "7" * 36, "the-first-rotation")
    before = profiles.finish_rotation("Acme")
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    assert profiles.undo_rotation("Acme") == before
    assert profiles.credentials("Acme") == Credentials(api_key="7" * 36, secret="the-first-rotation")
    assert len(backend.entries) == 1


def test_another_program_sees_the_current_pair(index: Path, backend: MemoryKeyring) -> None:
    here, there = (Profiles(index, Vault(backend)) for _ in range(2))
    here.add("Acme", KEY, SECRET)
    assert there.credentials("Acme") == OLD
    here.rotate("Acme", "7" * 36, "a mistake")
    assert there.credentials("Acme").secret == "a mistake"
    here.undo_rotation("Acme")
    assert there.credentials("Acme") == OLD
    here.rotate("Acme", NEW_KEY, NEW_SECRET)
    assert there.credentials("Acme") == NEW


def test_a_second_rotation_is_refused_during_the_first(profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    entries = dict(backend.entries)
    with pytest.raises(ProfileRefused, match=r"already in progress. Finish it"):
        profiles.rotate("Acme", "third", "third-secret")
    assert backend.entries == entries


def test_a_mistyped_pair_is_replaced_and_deleted(profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    replaced = profiles.replace("Acme", NEW_KEY, NEW_SECRET)
    assert (replaced.rotated, replaced.old_api_key_hint, replaced.api_key_hint) == (None, "", "9D1C••••1E2F")
    assert values_of(backend) == [{"api-key": NEW_KEY, "secret": NEW_SECRET}]


def test_replacing_during_a_rotation_keeps_the_previous_pair(profiles: Profiles) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", "7" * 36, "mistyped")
    profiles.replace("Acme", NEW_KEY, NEW_SECRET)
    assert (profiles.credentials("Acme"), profiles.old_credentials("Acme")) == (NEW, OLD)


def test_a_missing_pair_can_be_entered_again(index: Path, profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(client="Acme"))
    backend.entries.clear()
    again = Profiles(index, Vault(backend))
    assert again.replace("Acme", NEW_KEY, NEW_SECRET).metadata.client == "Acme"
    assert again.credentials("Acme") == NEW
    assert again.check() == ()


WHOLE = ProfileChange(
    name="Beta",
    metadata=ProfileMetadata(client="Other"),
    secret=Secret(NEW_SECRET),
    extras={"signal-password": Secret("pass")},
)


def test_all_changes_of_an_edit_are_made_at_once(profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, extras={"signal-event-key": Secret("event-key")})
    profiles.rotate("Acme", NEW_KEY, "a-mistyped-secret")
    edited = profiles.edit("Acme", WHOLE)
    assert (edited.name, edited.metadata.client, edited.former_names) == ("Beta", "Other", ("Acme",))
    assert edited.rotated is not None
    assert profiles.list()[1:] == (edited,)
    assert values_of(backend) == [
        {
            "api-key": NEW_KEY,
            "secret": NEW_SECRET,
            "old-api-key": KEY,
            "old-secret": SECRET,
            "signal-event-key": "event-key",
            "signal-password": "pass",
        }
    ]


@pytest.mark.parametrize(
    "change",
    [
        replace(WHOLE, name="taken"),
        replace(WHOLE, name=f"about {NEW_SECRET}"),
        replace(WHOLE, metadata=ProfileMetadata(notes=f"it is {NEW_SECRET}")),
        replace(WHOLE, metadata=ProfileMetadata(notes=f"it was {SECRET}")),
        replace(WHOLE, extras={"signal-password": Secret("x" * 1300)}),
    ],
)
def test_a_refused_edit_changes_nothing(profiles: Profiles, backend: MemoryKeyring, change: ProfileChange) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.add("Taken", "another-key", "another-secret")
    before, entries = profiles.list(), dict(backend.entries)
    with pytest.raises(ProfileRefused):
        profiles.edit("Acme", change)
    assert (profiles.list(), backend.entries) == (before, entries)
    assert profiles.credentials("Acme") == Credentials(KEY, SECRET)


@pytest.mark.parametrize("do", ["finish_rotation", "undo_rotation", "old_credentials"])
def test_a_rotation_whose_values_are_missing_cannot_be_ended(index: Path, backend: MemoryKeyring, do: str) -> None:
    profiles = Profiles(index, Vault(backend))
    profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", NEW_KEY, NEW_SECRET)
    vanish(backend, "Acme")
    with pytest.raises(CredentialsUnavailable, match="Acme") as caught:
        getattr(Profiles(index, Vault(backend)), do)("Acme")
    assert caught.value.why is Why.MISSING
    assert profiles.list()[1].old_api_key_hint
    getattr(profiles, do)("Acme")  # this one has them in memory


@pytest.mark.parametrize("do", ["add", "replace", "rotate"])
def test_values_too_long_for_an_entry_are_refused_before_anything_is_written(
    profiles: Profiles, index: Path, backend: MemoryKeyring, do: str
) -> None:
    if do != "add":
        profiles.add("Acme", KEY, SECRET)
    before, written = dict(backend.entries), index.exists() and index.read_bytes()
    with pytest.raises(ProfileRefused, match="“Acme” are too long"):
        getattr(profiles, do)("Acme", NEW_KEY, "x" * 1280)
    assert backend.entries == before
    assert (index.exists() and index.read_bytes()) == written


@pytest.mark.parametrize("do", ["finish_rotation", "undo_rotation", "old_credentials"])
def test_without_a_rotation_there_is_nothing_to_end(profiles: Profiles, do: str) -> None:
    profiles.add("Acme", KEY, SECRET)
    with pytest.raises(ProfileRefused, match="No rotation of “Acme” is in progress"):
        getattr(profiles, do)("Acme")
    with pytest.raises(ProfileRefused, match="built in"):
        getattr(profiles, do)("sample")


@pytest.mark.parametrize("do", ["replace", "rotate"])
def test_new_values_are_refused_before_the_keyring_is_asked(
    profiles: Profiles, backend: MemoryKeyring, do: str
) -> None:
    profiles.add("Acme", KEY, SECRET, ProfileMetadata(notes="the new one is a-newer-secret"))
    asked, entries = backend.asked, dict(backend.entries)
    for api_key, secret, says in (
        ("", "x", "API key is empty"),
        ("x", "", "secret is empty"),
        (NEW_KEY, NEW_SECRET, "“Notes” contains the secret"),
    ):
        with pytest.raises(ProfileRefused, match=says):
            getattr(profiles, do)("Acme", api_key, secret)
    with pytest.raises(ProfileRefused, match="no profile"):
        getattr(profiles, do)("Nobody", NEW_KEY, NEW_SECRET)
    with pytest.raises(ProfileRefused, match="built in"):
        getattr(profiles, do)("sample", NEW_KEY, NEW_SECRET)
    assert (backend.asked, backend.entries) == (asked, entries)


def test_a_signal_value_is_stored_replaced_and_deleted(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET, extras={"signal-event-key": Secret("event-key"), "signal-password": Secret("")})
    assert profiles.list()[1].extras == {"signal-event-key"}
    profiles.put_extras("Acme", {"signal-password": Secret("pass one")})
    profiles.put_extras("Acme", {"signal-password": Secret("pass two")})
    again = Profiles(index, Vault(backend))
    assert again.extra("Acme", "signal-password").reveal() == "pass two"
    assert again.extra("Acme", "signal-event-key").reveal() == "event-key"
    assert values_of(backend)[0]["signal-password"] == "pass two"
    assert profiles.put_extras("Acme", {"signal-password": Secret("")}).extras == {"signal-event-key"}
    assert len(backend.entries) == 1
    assert profiles.put_extras("Acme", {"signal-event-key": Secret("")}).extras == frozenset()
    with pytest.raises(ProfileRefused, match="has no Signal password"):
        profiles.extra("Acme", "signal-password")
    with pytest.raises(ProfileRefused, match="“Notes” contains the Signal password"):
        profiles.change("Acme", ProfileMetadata(notes="log in"))
        profiles.put_extras("Acme", {"signal-password": Secret("log in")})


def test_a_signal_value_that_is_missing_with_its_entry_is_reported(index: Path, backend: MemoryKeyring) -> None:
    Profiles(index, Vault(backend)).add("Acme", KEY, SECRET, extras={"signal-password": Secret("pass")})
    vanish(backend, "Acme")
    with pytest.raises(CredentialsUnavailable, match="“Acme”") as caught:
        Profiles(index, Vault(backend)).extra("Acme", "signal-password")
    assert caught.value.why is Why.MISSING
