"""Owns what the list of profiles says of one of them, and how its entries in the keyring are called.

A pair is stored anew under a number of its own and never over an older one, so that there is always one that is
whole. Number 1 goes unwritten: `Acme/api-key`, `Acme/api-key-2`. Numbers are not used twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from workbench.credentials.names import name_problem
from workbench.credentials.profile import EXTRAS, PAIR, Part, Profile, ProfileMetadata

Entry: TypeAlias = dict[str, Any]
"""One profile as it stands in the file, with whatever else a newer version wrote there."""

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Number = Annotated[int, msgspec.Meta(ge=1)]

_PARTS: Final = PAIR + EXTRAS


class StoredProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What the list says of one profile.

    Attributes:
        entry: what its entries in the keyring begin with; the name it was given first, and in old lists no word of
            it. It stays when the profile is renamed.
        pair: the number of the pair in use.
        old_pair: the number of the older one kept beside it while it is being rotated; 0 if there is none.
        last: the highest number ever given to anything of this profile.
        extras: the number of each optional value that is kept.
        old_rotated: `rotated` as it was before the rotation under way.
        former_names: what it was called before it was renamed, the oldest first.
    """

    name: str
    created: _Moment
    api_key_hint: str = ""
    known_to_sandbox: bool = True
    client: str = ""
    notes: str = ""
    hosts: tuple[str, ...] = ()
    app_guids: tuple[str, ...] = ()
    partner_id: str = ""
    signal_admin_url: str = ""
    signal_ingestion_url: str = ""
    signal_login: str = ""
    rotated: _Moment | None = None
    used: _Moment | None = None
    entry: str = ""
    pair: _Number = 1
    old_pair: Annotated[int, msgspec.Meta(ge=0)] = 0
    last: _Number = 1
    old_api_key_hint: str = ""
    old_rotated: _Moment | None = None
    extras: dict[str, _Number] = {}
    former_names: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        """The ends of the names of all its entries in the keyring."""
        numbers = (self.pair, self.old_pair) if self.old_pair else (self.pair,)
        pairs = [slot_of(part, number) for number in numbers for part in PAIR]
        return (*pairs, *(slot_of(part, number) for part, number in self.extras.items()))

    @property
    def users(self) -> tuple[str, ...]:
        """The whole names of all its entries in the keyring."""
        return users_of(self.entry, self.slots)

    @property
    def highest(self) -> int:
        """The highest number in use or ever given, whatever the file claims."""
        return max(self.last, self.pair, self.old_pair, *self.extras.values())


def slot_of(part: str, number: int) -> str:
    """Return the end of an entry's name in the keyring."""
    return part if number == 1 else f"{part}-{number}"


def users_of(prefix: str, slots: Iterable[str]) -> tuple[str, ...]:
    """Return the whole names of entries in the keyring, which it calls user names."""
    return tuple(f"{prefix}/{slot}" for slot in slots)


def parsed(user: str) -> tuple[str, Part, int] | None:
    """Take an entry's name in the keyring apart: what it begins with, part and number; None if it is none of ours."""
    prefix, slash, slot = user.rpartition("/")
    for part in _PARTS:
        number = slot.removeprefix(part)
        if slash and prefix and (number == "" or (slot.startswith(f"{part}-") and number[1:].isdecimal())):
            count = int(number[1:] or 1)
            if slot_of(part, count) == slot:
                return prefix, part, count
    return None


def prefix_of(entry: Entry) -> str:
    """Return what the keyring entries of a profile in the file begin with, be the rest of it readable or not."""
    prefix = entry.get("entry") or entry.get("name")
    return prefix if isinstance(prefix, str) else ""


def entry_of(stored: StoredProfile) -> Entry:
    """Return what to write of a profile."""
    entry: Entry = msgspec.to_builtins(stored)
    return entry


def stored_profile_of(entry: Entry) -> StoredProfile | None:
    """Read a profile in the file; None if it cannot be read."""
    try:
        stored = msgspec.convert(entry, StoredProfile)
    except msgspec.ValidationError:
        return None
    if name_problem(stored.name) or "/" in stored.entry:
        return None
    return stored if stored.entry else msgspec.structs.replace(stored, entry=stored.name)


def profile_of(stored: StoredProfile) -> Profile:
    """Return what people are told of a profile."""
    return Profile(
        stored.name,
        stored.api_key_hint,
        stored.created,
        built_in=False,
        metadata=ProfileMetadata(**{field: getattr(stored, field) for field in ProfileMetadata.__dataclass_fields__}),
        rotated=stored.rotated,
        used=stored.used,
        old_api_key_hint=stored.old_api_key_hint if stored.old_pair else "",
        extras=frozenset(part for part in EXTRAS if part in stored.extras),
        former_names=stored.former_names,
    )


def to_record(metadata: ProfileMetadata) -> dict[str, Any]:
    """Return what a person says of a profile as the list keeps it; half a character becomes `�`, as UTF-8 has none."""
    fields = {field: getattr(metadata, field) for field in ProfileMetadata.__dataclass_fields__}
    return {field: _encodable(value) for field, value in fields.items()}


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return tuple(_encodable(each) for each in value) if isinstance(value, tuple) else value
