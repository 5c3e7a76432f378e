"""One profile in the profile list: a JSON object that contains no value, and the name of its keyring entry.

An entry is named after the profile, for those who look into the keyring, with random digits: `Acme/4f0c21b8a97d36e5`.
"""

import os
import re
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec

from workbench.credentials.names import name_problem
from workbench.credentials.profile import EXTRAS, Profile, ProfileMetadata
from workbench.credentials.stored_values import StoredValues
from workbench.redaction import mask, value_digest

_Time = Annotated[datetime, msgspec.Meta(tz=True)]

_LONGEST_HINT: Final = 64
_ENTRY: Final = re.compile(r"[^/]+/[0-9a-f]{16}")


class StoredProfile(ProfileMetadata, frozen=True, kw_only=True):
    """One profile in the list, with its metadata.

    Attributes:
        entry: the user name of its keyring entry.
        extras: the optional values in the entry.
        old_api_key_hint: the previous API key masked, during a rotation; else empty.
        old_rotated: `rotated` before the rotation in progress.
        former_names: its names before it was renamed, oldest first.
        digests: what is stored of each of its values, by which other processes recognise them in texts.
    """

    name: str
    created: _Time
    api_key_hint: str = ""
    rotated: _Time | None = None
    used: _Time | None = None
    entry: str
    old_api_key_hint: str = ""
    old_rotated: _Time | None = None
    extras: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    digests: tuple[Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{6})?$")], ...] = ()


class Removed(msgspec.Struct, frozen=True):
    """A removed profile, with everything needed to restore it while this program runs.

    Attributes:
        values: its values; None if the keyring no longer contained them.
        stored: it, as it was in the profile list.
        warning: what to tell the user if the keyring may still contain its values; else empty.
    """

    profile: Profile
    values: StoredValues | None
    stored: StoredProfile
    warning: str = ""


def new_entry(name: str) -> str:
    """Return an unused name for a keyring entry of the profile with this name."""
    return f"{name}/{os.urandom(8).hex()}"


def is_entry(user: object) -> bool:
    """Whether this is the name of a profile's keyring entry; the keyring contains other entries of this program."""
    return isinstance(user, str) and user.isprintable() and bool(_ENTRY.fullmatch(user))


def _is_hint(text: str) -> bool:
    """Whether this could be a masked value; a damaged one is not shown."""
    return len(text) <= _LONGEST_HINT and text.isprintable()


def profile_name(entry: str) -> str:
    """Return the name that a profile had when this entry was written."""
    return entry.rpartition("/")[0]


def with_values(stored: StoredProfile, entry: str, values: StoredValues, salt: bytes) -> StoredProfile:
    """Return a profile that uses this entry, which contains these values; `salt` is that of their digests."""
    return msgspec.structs.replace(
        stored,
        entry=entry,
        api_key_hint=mask(values.pair.api_key),
        old_api_key_hint=mask(values.old_pair.api_key) if values.old_pair else "",
        extras=tuple(values.extras),
        digests=tuple(value_digest(salt, value.reveal()) for _part, value in values.items()),
    )


def stored_profile_of(listed: dict[str, Any]) -> StoredProfile | None:
    """Read the JSON object of a profile; None if it is invalid."""
    try:
        stored = msgspec.convert(listed, StoredProfile)
    except msgspec.ValidationError:
        return None
    hints = (stored.api_key_hint, stored.old_api_key_hint)
    valid = is_entry(stored.entry) and name_problem(stored.name) is None and all(map(_is_hint, hints))
    return stored if valid else None


def valid_metadata(listed: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of `ProfileMetadata` that are valid in the JSON object of a profile."""
    valid: dict[str, Any] = {}
    for field in msgspec.structs.fields(ProfileMetadata):
        with suppress(msgspec.ValidationError, KeyError):
            valid[field.name] = msgspec.convert(listed[field.name], field.type)
    return valid


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
        old_api_key_hint=stored.old_api_key_hint,
        extras=frozenset(part for part in EXTRAS if part in stored.extras),
        former_names=stored.former_names,
    )


def to_record(metadata: ProfileMetadata) -> dict[str, Any]:
    """Return the metadata as stored in the list; lone surrogates become `�`, since UTF-8 cannot encode them."""
    return {field: encodable(value) for field, value in msgspec.structs.asdict(metadata).items()}


def encodable(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with lone surrogates in its texts replaced by `�`."""
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {encodable(key): encodable(each) for key, each in value.items()}
    return type(value)(map(encodable, value)) if isinstance(value, tuple | list) else value


def changed_fields(now: StoredProfile, seen: ProfileMetadata | None, wanted: ProfileMetadata) -> StoredProfile:
    """Return a profile with the wanted metadata; if `seen` is given, only the fields that differ from it are changed.

    In lists, only the items that were added or removed.
    """
    fields = to_record(wanted)
    if seen is not None:
        old = to_record(seen)
        fields = {field: value for field, value in fields.items() if value != old[field]}
        for field, value in fields.items():
            current = getattr(now, field)
            if isinstance(value, tuple) and current != old[field]:
                stay = tuple(each for each in current if each in value or each not in old[field])
                fields[field] = (*stay, *(each for each in value if each not in stay and each not in old[field]))
    return msgspec.structs.replace(now, **fields)
