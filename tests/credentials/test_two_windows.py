"""Two windows that change the metadata of one profile: neither undoes the other's change."""

from pathlib import Path

from msgspec.structs import replace

from tests.credentials.fakes import KEY, SECRET
from tests.credentials.test_changes import METADATA
from workbench.credentials import ProfileMetadata, Profiles


def test_changes_of_different_fields_are_both_kept(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET, METADATA)
    other = Profiles(index, profiles.vault)
    for field in set(ProfileMetadata.__struct_fields__) - {"notes"}:
        seen = profiles.list()[1].metadata
        theirs = {field: _other(getattr(seen, field))}
        other.change("Acme", replace(seen, **theirs), seen)
        profiles.change("Acme", replace(seen, notes=f"not {field}"), seen)
        now = profiles.list()[1].metadata
        assert now == replace(seen, **theirs, notes=f"not {field}")


def test_only_added_and_removed_list_items_are_applied(profiles: Profiles, index: Path) -> None:
    seen = replace(METADATA, hosts=("a.example", "b.example"))
    profiles.add("Acme", KEY, SECRET, seen)
    Profiles(index, profiles.vault).change("Acme", replace(seen, hosts=("a.example", "b.example", "c.example")), seen)
    changed = profiles.change("Acme", replace(seen, hosts=("d.example", "b.example")), seen)
    assert changed.metadata.hosts == ("b.example", "c.example", "d.example")


def _other(value: object) -> object:
    return not value if isinstance(value, bool) else (*value, "other") if isinstance(value, tuple) else f"{value} other"
