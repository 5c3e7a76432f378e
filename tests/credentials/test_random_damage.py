"""Damage of the profile list loses one profile at most, and never its notes and hosts where they can be read."""

import json
from pathlib import Path

import pytest

from tests.counts import repetitions
from tests.credentials.fakes import KEY, SECRET, ListingKeyring, names_of
from tests.damage import damage, seeded
from workbench.credentials import ProfileMetadata, Profiles, Vault

NAMES = ("Acme", "Beta", "Gamma")


def _made(index: Path) -> ListingKeyring:
    backend = ListingKeyring()
    profiles = Profiles(index, Vault(backend))
    for name in NAMES:
        profiles.add(name, KEY, SECRET, ProfileMetadata(notes=f"about {name}", hosts=(f"{name.lower()}.example",)))
    return backend


@pytest.mark.parametrize("seed", range(repetitions(gate=10, soak=100)))
def test_a_damaged_list_can_always_be_read_and_changed(index: Path, seed: int) -> None:
    backend = _made(index)
    damage(index, seeded(seed))
    profiles = Profiles(index, Vault(backend))
    profiles.list()
    notes = profiles.notes
    for each in profiles.check():
        profiles.repair(each)
    profiles.add("Delta", KEY, SECRET)
    assert "Delta" in names_of(profiles)
    if list(index.parent.glob("*.damaged-*")):
        assert notes


@pytest.mark.parametrize("field", ["name", "created", "hosts", "entry", "api_key_hint"])
def test_a_damaged_profile_loses_no_other(index: Path, field: str) -> None:
    backend = _made(index)
    content = index.read_text()
    at = content.index(f'"{field}"', content.rindex("{", 0, content.index('"Beta"')))
    index.write_text(content[:at] + "\x01" + content[at + 1 :])
    profiles = Profiles(index, Vault(backend))
    assert names_of(profiles) == ["sample", "Acme", "Gamma"]
    (note,) = profiles.notes
    assert str(index.with_name("profiles.json.damaged-1")) in note
    assert [each.metadata.hosts for each in profiles.list()[1:]] == [("acme.example",), ("gamma.example",)]


def test_repair_keeps_notes_and_hosts_that_can_be_read(index: Path) -> None:
    backend = _made(index)
    document = json.loads(index.read_bytes())
    document["profiles"][1]["created"] = "yesterday"
    index.write_text(json.dumps(document))
    profiles = Profiles(index, Vault(backend))
    assert names_of(profiles) == ["sample", "Acme", "Gamma"]
    (found,) = profiles.check()
    profiles.repair(found)
    (beta,) = (each for each in profiles.list() if each.name == "Beta")
    assert (beta.metadata.notes, beta.metadata.hosts) == ("about Beta", ("beta.example",))
    assert profiles.check() == ()
