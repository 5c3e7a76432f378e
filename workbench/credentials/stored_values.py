"""The values of one profile as stored in its keyring entry: a small JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from workbench.credentials.profile import EXTRAS, PART_WORDS, Part, ProfileRefused
from workbench.redaction import Secret, remember
from workbench.signing import Credentials

LONGEST: Final = 1280
"""The maximum length of an entry in UTF-16 units: CRED_MAX_CREDENTIAL_BLOB_SIZE in wincred.h is 5 * 512 bytes.

It applies to every keyring, so that a profile that can be stored on one system can be stored on all.
"""


class StoredValues(Struct, frozen=True):
    """The values of one profile.

    Attributes:
        pair: the current pair.
        old_pair: the previous pair during a rotation.
        extras: the optional values.
    """

    pair: Credentials
    old_pair: Credentials | None = None
    extras: dict[Part, Secret] = {}

    def items(self) -> Iterator[tuple[Part, Secret]]:
        """Yield each value with its part; those of the previous pair too."""
        for pair in (self.pair, self.old_pair):
            if pair is not None:
                yield "api-key", Secret(pair.api_key)
                yield "secret", Secret(pair.secret)
        yield from self.extras.items()

    def to_json(self, name: str) -> Secret:
        """Return the content of the entry of the profile with this name.

        Raises:
            ProfileRefused: it would be too long.
        """
        values = {"api-key": self.pair.api_key, "secret": self.pair.secret}
        if self.old_pair is not None:
            values |= {"old-api-key": self.old_pair.api_key, "old-secret": self.old_pair.secret}
        values |= {part: value.reveal() for part, value in self.extras.items()}
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if length > LONGEST:
            longest, value = max(self.items(), key=lambda item: len(item[1].reveal()))
            raise ProfileRefused(
                f"The values of “{name}” are too long: {length:,} characters together, and the keyring entry of a"
                f" profile can have {LONGEST:,}. The longest is the {PART_WORDS[longest]}, with"
                f" {len(value.reveal()):,}. Nothing was changed. Check that only the value was pasted, or use the pair"
                " for this session only."
            )
        return Secret(text)


def values_in(content: Secret) -> StoredValues | None:
    """Read the content of an entry; None if it is not one that this program wrote. The values are redacted from now."""
    try:
        found = json.loads(content.reveal())
    except (ValueError, RecursionError):  # the exception contains the text
        return None
    if not isinstance(found, dict) or not all(isinstance(value, str) and value for value in found.values()):
        return None
    pair, old_pair = (
        Credentials(found[f"{prefix}api-key"], found[f"{prefix}secret"])
        if {f"{prefix}api-key", f"{prefix}secret"} <= found.keys()
        else None
        for prefix in ("", "old-")
    )
    if pair is None:
        return None
    values = StoredValues(pair, old_pair, {part: Secret(found[part]) for part in EXTRAS if part in found})
    remember(*(value for _part, value in values.items()))
    return values


def with_extras(values: StoredValues, extras: Mapping[Part, Secret]) -> StoredValues:
    """Return the values with these optional ones; an empty one is removed."""
    new = {**values.extras, **extras}
    return replace(values, extras={part: value for part, value in new.items() if value})
