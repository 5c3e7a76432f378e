"""Checks that the profile list, which is not encrypted and may be part of a backup, contains no secret value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from workbench.credentials.profile import PART_WORDS, Part, ProfileMetadata, ProfileRefused
from workbench.credentials.profile_fields import PROFILE_FIELDS
from workbench.redaction import Secret, remember, words_like_secrets

_SHORTEST: Final = 4  # a shorter value occurs in any text by chance


def check_leaks(name: str, metadata: ProfileMetadata, values: Iterable[tuple[Part, Secret]]) -> None:
    """Check that a profile contains none of these values outside the keyring. They are redacted from now on.

    Args:
        name: the name of the profile.
        metadata: its other fields.
        values: the values to search for, each with its part.

    Raises:
        ProfileRefused: it does.
    """
    texts = [("profile name", name), *_texts(metadata)]
    values = list(values)
    remember(*(value for _part, value in values))
    for part, value in values:
        for where, text in texts:
            if _contains(value.reveal(), text):
                raise ProfileRefused(
                    f"The {where} contains the {PART_WORDS[part]}, and the profile list is not encrypted. Nothing was "
                    "saved; remove it and save again."
                )


def may_contain_value(now: str, before: str) -> bool:
    """Whether a text has a new word that looks like a secret value."""
    return any(word not in before for word in words_like_secrets(now))


def metadata_may_contain_value(now: ProfileMetadata, before: ProfileMetadata) -> bool:
    """Whether a field has a new word that looks like a secret value."""
    old = "\n".join(text for _words, text in _texts(before))
    return any(may_contain_value(text, old) for _words, text in _texts(now))


def _texts(metadata: ProfileMetadata) -> Iterator[tuple[str, str]]:
    for field in PROFILE_FIELDS:
        value = getattr(metadata, field.name)
        for text in (value,) if isinstance(value, str) else value:
            yield f"field “{field.title}”", text


def _contains(plain: str, text: str) -> bool:
    if len(plain) < _SHORTEST:
        return bool(plain) and plain == text.strip()
    return plain.casefold() in text.casefold()
