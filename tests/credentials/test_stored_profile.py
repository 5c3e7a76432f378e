"""The entry of a profile in the list, and the names of its keyring entries."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.credentials import EXTRAS
from workbench.credentials.profile import PAIR
from workbench.credentials.profile_index import ProfileListUpdate
from workbench.credentials.stored_profile import (
    StoredProfile,
    entry_of,
    parsed,
    prefix_of,
    slot_of,
    stored_profile_of,
    users_of,
)

NOW = datetime(2026, 5, 3, tzinfo=UTC)
STORED = StoredProfile(
    name="Beta", created=NOW, entry="Acme", pair=3, old_pair=2, last=2, extras={"signal-password": 5, "new": 7}
)


@given(st.text(min_size=1), st.sampled_from(PAIR + EXTRAS), st.integers(1, 10_000))
def test_the_name_of_an_entry_is_parsed(prefix: str, part: str, number: int) -> None:
    (user,) = users_of(prefix, [slot_of(part, number)])
    assert parsed(user) == (prefix, part, number)


@pytest.mark.parametrize(
    "user",
    [
        "",
        "secret",
        "/secret",
        "Acme/secret-",
        "Acme/secret-1",
        "Acme/secret-02",
        "Acme/secret-٢",
        "Acme/other",
        "Acme/",
    ],
)
def test_other_names_are_not_parsed(user: str) -> None:
    assert parsed(user) is None


def test_a_profile_has_all_its_entries() -> None:
    assert STORED.users == (
        "Acme/api-key-3",
        "Acme/secret-3",
        "Acme/api-key-2",
        "Acme/secret-2",
        "Acme/signal-password-5",
        "Acme/new-7",
    )
    assert STORED.highest == 7


def test_a_profile_in_an_old_list_has_entries_of_its_own_name() -> None:
    stored = stored_profile_of({"name": "Acme", "created": "2026-05-03T00:00:00Z"})
    assert stored is not None
    assert stored.users == ("Acme/api-key", "Acme/secret")
    assert stored_profile_of(entry_of(STORED)) == STORED


@pytest.mark.parametrize("entry", [{"name": 7}, {"name": "a"}, {"name": "a/b"}, {"entry": ["x"]}, {}])
def test_an_invalid_profile_keeps_its_entry_prefix(entry: dict[str, object]) -> None:
    assert stored_profile_of(entry) is None
    name = entry.get("name", "")
    assert prefix_of(entry) == (name if isinstance(name, str) else "")


@pytest.mark.parametrize(
    "change", [{"pair": 0}, {"old_pair": -1}, {"entry": "a/b"}, {"created": "2026-05-03T00:00:00"}]
)
def test_a_profile_with_invalid_numbers_is_not_read(change: dict[str, object]) -> None:
    assert stored_profile_of(entry_of(STORED) | change) is None


def test_an_entry_in_use_is_never_pending() -> None:
    update = ProfileListUpdate({"schema": 1, "profiles": [entry_of(STORED)]})
    update.add_pending([*STORED.users, "Acme/secret-9"], "deleting")
    assert update.pending == {"Acme/secret-9": "deleting"}
