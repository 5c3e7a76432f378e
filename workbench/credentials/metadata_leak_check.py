"""Owns the rule that nothing secret gets into the list of profiles, which is a file that anyone's backup may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from workbench.credentials.profile import PART_WORDS, Part, ProfileMetadata
from workbench.redaction import Secret

_FIELDS: Final = {
    "client": "client's name holds",
    "notes": "notes hold",
    "hosts": "hosts hold",
    "app_guids": "App GUIDs hold",
    "partner_id": "Partner ID holds",
    "signal_admin_url": "Signal admin URL holds",
    "signal_ingestion_url": "Signal ingestion URL holds",
    "signal_login": "Signal login holds",
}

_SHORTEST: Final = 4  # a shorter value occurs in any text by chance
_LONG: Final = 12  # most words of people are shorter, or have blanks, dots and slashes in between
_SPLIT: Final = re.compile(r"[\s,;:/\\.()<>\"'“”?&=]+")


def leak_problem(name: str, metadata: ProfileMetadata, values: Iterable[tuple[Part, Secret]]) -> str | None:
    """Say in one sentence where a value stands that belongs into the keyring only; None when nowhere.

    Args:
        name: what the profile is names.
        metadata: what is said of it.
        values: the values to look for, each with its part.
    """
    texts = [("profile's name holds", name), *_texts(metadata)]
    for part, value in values:
        plain = value.reveal()
        for where, text in texts:
            if _stands_in(plain, text):
                return (
                    f"The {where} the {PART_WORDS[part]}, and the list of profiles is not encrypted."
                    " Nothing was changed; take it out and save again."
                )
    return None


def may_contain_value(now: str, before: str) -> bool:
    """Whether a text says something that it did not before and that looks more like a value than like a word."""
    said = {word for word in _SPLIT.split(now) if word not in before}
    return any(len(word) >= _LONG or (len(word) >= _LONG // 2 and _mixed(word)) for word in said)


def metadata_may_contain_value(now: ProfileMetadata, before: ProfileMetadata) -> bool:
    """Whether anything that is newly said of a profile looks like a value."""
    old = "\n".join(text for _words, text in _texts(before))
    return any(may_contain_value(text, old) for _words, text in _texts(now))


def _mixed(word: str) -> bool:
    return any(each.isdigit() for each in word) and any(each.isalpha() for each in word)


def _texts(metadata: ProfileMetadata) -> Iterator[tuple[str, str]]:
    for field, words in _FIELDS.items():
        said = getattr(metadata, field)
        for text in (said,) if isinstance(said, str) else said:
            yield words, text


def _stands_in(plain: str, text: str) -> bool:
    if len(plain) < _SHORTEST:
        return bool(plain) and plain == text.strip()
    return plain.casefold() in text.casefold()
