"""The entry of one profile in the profile list, and the names of its keyring entries.

A new pair is stored under a new number and never overwrites an older one, so that there is always a complete pair.
Number 1 is not written: `Acme/api-key`, `Acme/api-key-2`. Numbers are not reused.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from workbench.credentials.names import name_problem
from workbench.credentials.profile import EXTRAS, PAIR, Part, Profile, ProfileMetadata

Entry: TypeAlias = dict[str, Any]
"""The JSON object of a profile, including keys of newer versions."""

_Time = Annotated[datetime, msgspec.Meta(tz=True)]
_Number = Annotated[int, msgspec.Meta(ge=1)]

_PARTS: Final = PAIR + EXTRAS


class StoredProfile(msgspec.Struct, frozen=True, kw_only=True):
    """The entry of one profile in the list.

    Attributes:
        entry: the prefix of its keyring entries: its first name. It stays when the profile is renamed.
        pair: the number of the current pair.
        old_pair: the number of the previous pair during a rotation; else 0.
        last: the highest number ever used for a value of this profile.
        extras: the number of each optional value.
        old_rotated: `rotated` before the rotation in progress.
        former_names: its names before it was renamed, oldest first.
    """

    name: str
    created: _Time
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
    rotated: _Time | None = None
    used: _Time | None = None
    entry: str = ""
    pair: _Number = 1
    old_pair: Annotated[int, msgspec.Meta(ge=0)] = 0
    last: _Number = 1
    old_api_key_hint: str = ""
    old_rotated: _Time | None = None
    extras: dict[str, _Number] = {}
    former_names: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots of all its keyring entries: `api-key`, `secret-2`."""
        numbers = (self.pair, self.old_pair) if self.old_pair else (self.pair,)
        pairs = [slot_of(part, number) for number in numbers for part in PAIR]
        return (*pairs, *(slot_of(part, number) for part, number in self.extras.items()))

    @property
    def users(self) -> tuple[str, ...]:
        """The user names of all its keyring entries: `Acme/api-key`, `Acme/secret-2`."""
        return users_of(self.entry, self.slots)

    @property
    def highest(self) -> int:
        """The highest number in use or ever used, even if `last` in the file is wrong."""
        return max(self.last, self.pair, self.old_pair, *self.extras.values())


def slot_of(part: str, number: int) -> str:
    """Return the slot of a keyring entry, such as `api-key-2`."""
    return part if number == 1 else f"{part}-{number}"


def pair_slots(number: int) -> list[str]:
    """Return the slots of the API key and the secret with this number."""
    return [slot_of(part, number) for part in PAIR]


def users_of(prefix: str, slots: Iterable[str]) -> tuple[str, ...]:
    """Return the user names of keyring entries."""
    return tuple(f"{prefix}/{slot}" for slot in slots)


def parsed(user: str) -> tuple[str, Part, int] | None:
    """Split the user name of a keyring entry into prefix, part and number; None if it is not one of ours."""
    prefix, slash, slot = user.rpartition("/")
    for part in _PARTS:
        number = slot.removeprefix(part)
        if slash and prefix and (number == "" or (slot.startswith(f"{part}-") and number[1:].isdecimal())):
            count = int(number[1:] or 1)
            if slot_of(part, count) == slot:
                return prefix, part, count
    return None


def prefix_of(entry: Entry) -> str:
    """Return the prefix of a profile's keyring entries, even if the rest of its JSON object is invalid."""
    prefix = entry.get("entry") or entry.get("name")
    return prefix if isinstance(prefix, str) else ""


def entry_of(stored: StoredProfile) -> Entry:
    """Return the JSON object of a profile."""
    entry: Entry = msgspec.to_builtins(stored)
    return entry


def stored_profile_of(entry: Entry) -> StoredProfile | None:
    """Read the JSON object of a profile; None if it is invalid."""
    try:
        stored = msgspec.convert(entry, StoredProfile)
    except msgspec.ValidationError:
        return None
    if name_problem(stored.name) or "/" in stored.entry:
        return None
    return stored if stored.entry else msgspec.structs.replace(stored, entry=stored.name)


def profile_of(stored: StoredProfile) -> Profile:
    """Return the public view of a profile."""
    return Profile(
        stored.name,
        stored.api_key_hint,
        stored.created,
        built_in=False,
        metadata=ProfileMetadata(**{field: getattr(stored, field) for field in ProfileMetadata.__struct_fields__}),
        rotated=stored.rotated,
        used=stored.used,
        old_api_key_hint=stored.old_api_key_hint if stored.old_pair else "",
        extras=frozenset(part for part in EXTRAS if part in stored.extras),
        former_names=stored.former_names,
    )


def to_record(metadata: ProfileMetadata) -> dict[str, Any]:
    """Return the metadata as stored in the list; lone surrogates become `�`, since UTF-8 cannot encode them."""
    return {field: _encodable(value) for field, value in msgspec.structs.asdict(metadata).items()}


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return tuple(_encodable(each) for each in value) if isinstance(value, tuple) else value
