"""Profiles: names in a file, values in the keyring, never one without the other."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.credentials.fakes import KEY, SECRET, FailingKeyring, MemoryKeyring, names_of
from workbench.credentials import (
    SAMPLE_PROFILE,
    CredentialsUnavailable,
    ProfileRefused,
    Profiles,
    Vault,
    Why,
    default_profiles,
    name_problem,
)
from workbench.signing import SAMPLE, Credentials


def test_the_sample_profile_is_there_from_the_start_and_needs_no_keyring(index: Path) -> None:
    profiles = Profiles(index, Vault(FailingKeyring(OSError(), failing=range(100))))
    (sample,) = profiles.list()
    assert (sample.name, sample.built_in, sample.created) == (SAMPLE_PROFILE, True, None)
    assert profiles.credentials(SAMPLE_PROFILE) == SAMPLE
    assert not index.exists()


def test_a_profile_that_was_added_is_listed_after_the_sample_and_gives_its_pair(
    profiles: Profiles, index: Path, backend: MemoryKeyring
) -> None:
    profiles.add("Acme", KEY, SECRET)
    assert names_of(profiles) == ["sample", "Acme"]
    assert profiles.list()[1].api_key_hint == "5B8E••••3E52"
    assert Profiles(index, Vault(backend)).credentials("Acme") == Credentials(api_key=KEY, secret=SECRET)


def test_profiles_are_listed_by_name(profiles: Profiles) -> None:
    for name in ("beta", "Alpha", "gamma"):
        profiles.add(name, KEY, SECRET)
    assert names_of(profiles) == ["sample", "Alpha", "beta", "gamma"]


def test_listing_does_not_ask_the_keyring(profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    asked = backend.asked
    profiles.list()
    assert backend.asked == asked


def test_a_pair_is_fetched_once_and_then_cached(index: Path, backend: MemoryKeyring) -> None:
    Profiles(index, Vault(backend)).add("Acme", KEY, SECRET)
    profiles = Profiles(index, Vault(backend))
    profiles.credentials("Acme")
    asked = backend.asked
    profiles.credentials("Acme")
    assert backend.asked == asked


def test_a_pair_replaced_by_another_process_is_fetched_again(index: Path, backend: MemoryKeyring) -> None:
    here, there = Profiles(index, Vault(backend)), Profiles(index, Vault(backend))
    here.add("Acme", KEY, SECRET)
    there.remove("Acme")
    there.add("Acme", KEY, "another secret")
    assert here.credentials("Acme").secret == "another secret"


def test_removing_a_profile_leaves_nothing(profiles: Profiles, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    profiles.remove("Acme")
    assert backend.entries == {}
    assert names_of(profiles) == ["sample"]
    with pytest.raises(CredentialsUnavailable) as caught:
        profiles.credentials("Acme")
    assert caught.value.why is Why.NO_PROFILE


def test_no_value_is_ever_written_to_the_list(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    written = index.read_text("utf-8")
    assert "Acme" in written
    assert KEY not in written
    assert SECRET not in written


def test_the_list_is_readable_by_its_owner_only(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    if os.name == "posix":
        assert stat.S_IMODE(index.stat().st_mode) == 0o600
    assert json.loads(index.read_bytes())["schema"] == 1


@pytest.mark.parametrize("twin", ["Acme", "ACME", "Ａcme"])
def test_a_second_profile_of_the_same_name_is_refused(profiles: Profiles, backend: MemoryKeyring, twin: str) -> None:
    profiles.add("Acme", KEY, SECRET)
    before = dict(backend.entries)
    with pytest.raises(ProfileRefused, match="already"):
        profiles.add(twin, "other", "other")
    assert backend.entries == before


@pytest.mark.parametrize(
    "name",
    ["", "  ", " Acme", "Acme ", "a" * 65, "two\nlines", "zero\u200bwidth", "a/b", "-x", "sample", "Sample"],
)
def test_an_invalid_name_is_refused(profiles: Profiles, backend: MemoryKeyring, name: str) -> None:
    with pytest.raises(ProfileRefused) as caught:
        profiles.add(name, KEY, SECRET)
    assert caught.value.says == name_problem(name)
    assert caught.value.says.endswith(".")
    assert backend.entries == {}


@pytest.mark.parametrize("name", ["Acme", "Zürich GmbH (test)", "日本", "a" * 64])
def test_ordinary_names_are_accepted(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(("api_key", "secret"), [("", SECRET), (KEY, "")])
def test_an_empty_value_is_refused(profiles: Profiles, api_key: str, secret: str) -> None:
    with pytest.raises(ProfileRefused, match="is empty"):
        profiles.add("Acme", api_key, secret)
    assert names_of(profiles) == ["sample"]


def test_the_sample_profile_cannot_be_removed(profiles: Profiles) -> None:
    with pytest.raises(ProfileRefused, match="built in"):
        profiles.remove("sample")
    with pytest.raises(ProfileRefused, match="no profile"):
        profiles.remove("nobody")


def test_an_unknown_profile_is_reported_with_the_existing_names(profiles: Profiles) -> None:
    profiles.add("Acme", KEY, SECRET)
    with pytest.raises(CredentialsUnavailable) as caught:
        profiles.credentials("Acne")
    assert caught.value.advice == "Choose one of “sample”, “Acme”."


def test_many_threads_adding_at_once_lose_no_profile(index: Path, backend: MemoryKeyring) -> None:
    def add(number: int) -> None:
        Profiles(index, Vault(backend)).add(f"Client {number:02}", KEY, f"{SECRET}{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(24)))
    assert len(Profiles(index, Vault(backend)).list()) == 25


def test_the_default_list_is_in_the_config_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.credentials.profiles.Vault", lambda: Vault(MemoryKeyring()))
    default_profiles().add("Acme", KEY, SECRET)
    assert (home / "workbench" / "config" / "profiles.json").is_file()


def test_neither_the_environment_nor_listing_loads_the_keyring() -> None:
    script = """
import sys
from workbench.credentials import from_environment, header_problem
assert from_environment({"WORKBENCH_API_KEY": "k", "WORKBENCH_SECRET": "s"}) is not None
assert header_problem("k") is None
from workbench.credentials import default_profiles
profiles = default_profiles()
assert [profile.name for profile in profiles.list()] == ["sample"]
profiles.credentials("sample")
profiles.fetched(), profiles.notes, profiles.mark_used("sample"), profiles.same_values
for late in ("keyring", "secretstorage", "jeepney"):
    assert late not in sys.modules, late
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
