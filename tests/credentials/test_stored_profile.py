"""A profile in the list, the name of its keyring entry, and the content of that entry."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.credentials import EXTRAS, ProfileRefused
from workbench.credentials.profile_index import ProfileListUpdate
from workbench.credentials.stored_profile import (
    StoredProfile,
    is_entry,
    new_entry,
    profile_name,
    stored_profile_of,
)
from workbench.credentials.stored_values import LONGEST, StoredValues, values_in
from workbench.redaction import Secret, redact
from workbench.signing import Credentials

ENTRY, OTHER = "Acme/0123456789abcdef", "Acme/fedcba9876543210"
STORED = StoredProfile(name="Beta", created=datetime(2026, 5, 3, tzinfo=UTC), entry=ENTRY, extras=("signal-password",))
LISTED = msgspec.to_builtins(STORED)
PAIRS = st.builds(Credentials, api_key=st.text(min_size=1, max_size=40), secret=st.text(min_size=1, max_size=40))
EXTRA_VALUES = st.dictionaries(st.sampled_from(EXTRAS), st.builds(Secret, st.text(min_size=1, max_size=40)))


def test_an_entry_is_named_after_its_profile_and_unique() -> None:
    one, other = new_entry("Acme"), new_entry("Acme")
    assert one != other
    assert is_entry(one)
    assert profile_name(one) == "Acme"


@pytest.mark.parametrize(
    "user", ["", "Acme", "/0123456789abcdef", "Acme/0123456789ABCDEF", f"{ENTRY}0", "proxy localhost:80/proxy-login", 7]
)
def test_other_entries_of_the_program_are_not_those_of_profiles(user: object) -> None:
    assert not is_entry(user)


def test_a_profile_is_read_back_from_its_json_object() -> None:
    assert stored_profile_of(LISTED) == STORED


@pytest.mark.parametrize(
    "change", [{"name": 7}, {"name": "a/b"}, {"entry": "a/b"}, {"entry": None}, {"created": "2026-05-03T00:00:00"}]
)
def test_an_invalid_json_object_is_not_read(change: dict[str, object]) -> None:
    assert stored_profile_of(LISTED | change) is None


def test_an_entry_in_use_is_never_unused_and_one_no_longer_used_is() -> None:
    update = ProfileListUpdate({"schema": 1, "profiles": [LISTED]})
    update.unused |= {ENTRY, OTHER}
    assert update.finished()["unused"] == [OTHER]
    update.remove(ENTRY)
    assert update.finished()["unused"] == [ENTRY, OTHER]


@given(PAIRS, st.none() | PAIRS, EXTRA_VALUES)
def test_values_are_read_back_from_an_entry(
    pair: Credentials, old_pair: Credentials | None, extras: dict[str, Secret]
) -> None:
    values = StoredValues(pair, old_pair, {part: extras[part] for part in EXTRAS if part in extras})
    assert values_in(values.to_json("Acme")) == values


def test_values_from_an_entry_are_redacted() -> None:
    values = values_in(Secret('{"api-key":"a-fetched-key","secret":"a-fetched-secret","old-secret":"x"}'))
    assert "a-fetched" not in redact("the values are a-fetched-key and a-fetched-secret")
    assert "fetched" not in repr(values)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "a secret",
        "[]",
        '{"api-key":"k"}',
        '{"api-key":"k","secret":""}',
        '{"api-key":"k","secret":7}',
        "[" * 100_000,
    ],
)
def test_other_content_is_not_read(content: str) -> None:
    assert values_in(Secret(content)) is None


@pytest.mark.parametrize(("character", "units"), [("x", 1), ("\U0001f600", 2)])
def test_values_have_room_for_what_windows_allows(character: str, units: int) -> None:
    room = LONGEST - len('{"api-key":"k","secret":""}')
    values = StoredValues(Credentials("k", character * (room // units) + "x" * (room % units)))
    text = values.to_json("Acme").reveal()
    assert len(text.encode("utf-16-le")) == 2 * LONGEST
    too_long = StoredValues(Credentials("k", values.pair.secret + "x"))
    with pytest.raises(ProfileRefused, match=r"“Acme” are too long: 1,281 characters.* is the secret, with") as caught:
        too_long.to_json("Acme")
    assert "Nothing was changed." in caught.value.says
