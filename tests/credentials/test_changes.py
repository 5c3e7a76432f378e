"""Metadata, renaming, duplication and use of profiles."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.credentials.fakes import KEY, SECRET, MemoryKeyring, names_of
from workbench.credentials import CredentialsUnavailable, ProfileMetadata, ProfileRefused, Profiles, Vault, Why
from workbench.redaction import Secret
from workbench.signing import Credentials

METADATA = ProfileMetadata(
    client="Acme Inc.",
    notes="Asked for on 3 May.\nAnswer due in June.",
    hosts=("control.kochava.com", "localhost"),
    app_guids=("koacme-ios-abc", "koacme-android-def"),
    known_to_sandbox=False,
    partner_id="4711",
    signal_admin_url="https://signal.example.com/admin",
    signal_ingestion_url="https://signal.example.com/v1/events",
    signal_login="ops@example.com",
)
OTHER_KEY, OTHER_SECRET = "9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", "another-secret"


def test_all_metadata_are_read_back(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    added = profiles.add("Acme", KEY, SECRET, METADATA)
    assert added.metadata == METADATA
    (again,) = Profiles(index, Vault(backend)).list()[1:]
    assert again == added
    assert not again.known_to_sandbox


def test_changing_metadata_does_not_ask_the_keyring(profiles: Profiles, backend: MemoryKeyring) -> None:
    before = profiles.add("Acme", KEY, SECRET)
    asked = backend.asked
    changed = profiles.change("Acme", METADATA)
    assert changed.metadata == profiles.list()[1].metadata == METADATA
    assert (changed.created, changed.api_key_hint) == (before.created, before.api_key_hint)
    assert backend.asked == asked
    for name, says in (("sample", "built in"), ("Nobody", "no profile")):
        with pytest.raises(ProfileRefused, match=says):
            profiles.change(name, METADATA)


def test_a_renamed_profile_keeps_its_entry_in_the_keyring(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    entries, asked = dict(backend.entries), backend.asked
    profiles.rename("Acme", "Beta")
    assert names_of(profiles) == ["sample", "Beta"]
    assert (backend.entries, backend.asked) == (entries, asked)
    assert Profiles(index, Vault(backend)).credentials("Beta").secret == SECRET
    assert profiles.rename("Beta", "BETA").name == "BETA"


def test_a_profile_with_a_reused_name_has_its_own_entry(
    index: Path, profiles: Profiles, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.rename("Acme", "Beta")
    profiles.add("ACME", OTHER_KEY, OTHER_SECRET)
    again = Profiles(index, Vault(backend))
    assert again.credentials("Beta").secret == SECRET
    assert again.credentials("ACME").secret == OTHER_SECRET
    assert len(backend.entries) == 2
    again.remove("Beta")
    assert Profiles(index, Vault(backend)).credentials("ACME").secret == OTHER_SECRET


@pytest.mark.parametrize(
    ("new", "says"),
    [("a/b", "/"), ("beta", "already"), ("Environment", "reserved"), ("session", "reserved"), ("", "needs a name")],
)
def test_renaming_to_an_invalid_name_is_refused(profiles: Profiles, new: str, says: str) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.add("Beta", OTHER_KEY, OTHER_SECRET)
    before = profiles.list()
    with pytest.raises(ProfileRefused, match=says):
        profiles.rename("Acme", new)
    with pytest.raises(ProfileRefused, match=says):
        profiles.duplicate("Acme", new)
    assert profiles.list() == before


def test_a_duplicate_has_the_same_values_in_its_own_entry(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET, METADATA, {"signal-password": Secret("pass")})
    profiles.rotate("Acme", OTHER_KEY, OTHER_SECRET)
    profiles.mark_used("Acme")
    double = profiles.duplicate("Acme", "Acme again")
    assert (double.metadata, double.extras) == (METADATA, frozenset({"signal-password"}))
    assert (double.used, double.rotated, double.old_api_key_hint) == (None, None, "")
    profiles.remove("Acme")
    again = Profiles(index, Vault(backend))
    assert again.credentials("Acme again") == Credentials(api_key=OTHER_KEY, secret=OTHER_SECRET)
    assert again.extra("Acme again", "signal-password").reveal() == "pass"
    with pytest.raises(ProfileRefused, match="built in"):
        profiles.duplicate("sample", "mine")


@given(
    st.builds(
        ProfileMetadata,
        client=st.text(),
        notes=st.text(),
        hosts=st.lists(st.text()).map(tuple),
        app_guids=st.lists(st.text(max_size=5)).map(tuple),
        partner_id=st.text(max_size=3),
    )
)
def test_notes_can_contain_any_text(metadata: ProfileMetadata) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        profiles = Profiles(Path(folder) / "profiles.json", Vault(MemoryKeyring()))
        profiles.add("Acme", KEY, SECRET, metadata)
        assert profiles.list()[1].metadata == metadata
        assert profiles.notes == ()


def test_notes_with_a_lone_surrogate_are_saved(profiles: Profiles) -> None:
    assert profiles.add("Acme", KEY, SECRET, ProfileMetadata(notes="a\ud83d b 😀")).metadata.notes == "a\ufffd b 😀"


def test_use_is_recorded_once_a_minute(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    def backdated(seconds: float) -> str:
        document = json.loads(index.read_bytes())
        used = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()
        document["profiles"][0]["used"] = used
        index.write_text(json.dumps(document))
        return used

    profiles.add("Acme", KEY, SECRET)
    asked = backend.asked
    start = datetime.now(UTC)
    profiles.mark_used("Acme")
    used = profiles.list()[1].used
    assert used is not None
    assert used >= start
    backdated(30)
    before = profiles.list()[1].used
    profiles.mark_used("Acme")
    assert profiles.list()[1].used == before
    for seconds in (61, -3600):  # a clock that was set back does not stop it for an hour
        backdated(seconds)
        profiles.mark_used("Acme")
        used = profiles.list()[1].used
        assert used is not None
        assert start <= used <= datetime.now(UTC)
    assert backend.asked == asked


def test_a_failure_to_record_use_is_ignored(profiles: Profiles, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profiles.mark_used("Acme")
    profiles.mark_used("sample")
    assert not index.parent.exists()
    profiles.add("Acme", KEY, SECRET)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.credentials.profile_index.replace_file", full)
    profiles.mark_used("Acme")
    assert profiles.list()[1].used is None


@pytest.mark.parametrize(
    "do",
    [
        lambda profiles: profiles.add("Acme", KEY, SECRET),
        lambda profiles: profiles.remove("Beta"),
        lambda profiles: profiles.rotate("Beta", KEY, SECRET),
        lambda profiles: profiles.change("Beta", METADATA),
        lambda profiles: profiles.rename("Beta", "Gamma"),
    ],
    ids=["add", "remove", "rotate", "change", "rename"],
)
def test_a_list_that_cannot_be_written_changes_nothing(
    profiles: Profiles,
    index: Path,
    backend: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch,
    do: Callable[[Profiles], object],
) -> None:
    profiles.add("Beta", OTHER_KEY, OTHER_SECRET)
    before, entries = index.read_bytes(), dict(backend.entries)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("workbench.credentials.profile_index.replace_file", full)
    with pytest.raises(CredentialsUnavailable, match="No space left on device") as caught:
        do(profiles)
    assert caught.value.why is Why.INDEX
    assert (index.read_bytes(), backend.entries) == (before, entries)


def test_the_lists_folder_holds_the_list_and_two_locks(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.rotate("Acme", OTHER_KEY, OTHER_SECRET)
    written = {path.name for path in index.parent.iterdir()}
    assert written == {".profiles.json.keyring.lock", ".profiles.json.lock", "profiles.json"}
