"""Queries for stored values: one of the values for Datafly Signal, and profiles that share a value."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.credentials.credential_cache import NOT_STORED
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.profile import PART_WORDS, Part, ProfileRefused
from workbench.credentials.stored_profile import slot_of
from workbench.redaction import Secret
from workbench.signing import Credentials


def extra_value(transaction: KeyringTransaction, name: str, part: Part) -> Secret:
    """Return one of the values for Datafly Signal."""
    stored = transaction.stored(name)
    number = stored.extras.get(part)
    if number is None:
        raise ProfileRefused(f"The profile “{name}” has no {PART_WORDS[part]}.")
    try:
        return transaction.cache.value(transaction.vault, stored, slot_of(part, number))
    except CredentialsUnavailable as gone:
        if gone.why is not Why.MISSING:
            raise
        if transaction.stored(name).extras.get(part) == number:
            gone.reason = f"The keyring no longer contains the {PART_WORDS[part]} of the profile “{name}”."
            gone.advice = "Edit the profile and enter it again."
            raise
    return extra_value(transaction, name, part)  # it was replaced while the keyring was asked


def same_values(transaction: KeyringTransaction, api_key: str, secret: str, excluding: str) -> tuple[str, ...]:
    """Return the names of the profiles, except `excluding`, whose current pair has this API key or secret."""
    wanted = (Secret(api_key), Secret(secret))
    return tuple(name for name, pair in _pairs(transaction, excluding) if _share(pair, wanted))


def _pairs(transaction: KeyringTransaction, excluding: str) -> Iterator[tuple[str, Credentials]]:
    for stored in transaction.index.profiles():
        if stored.name != excluding:
            try:
                yield stored.name, transaction.cache.pair(transaction.vault, stored, stored.pair)
            except CredentialsUnavailable as gone:
                if gone.why not in NOT_STORED:
                    raise


def _share(pair: Credentials, wanted: tuple[Secret, Secret]) -> bool:
    values = {Secret(pair.api_key), Secret(pair.secret)}
    return any(value and value in values for value in wanted)
