"""Owns what is asked of the values of profiles: one of Signal's, which profiles share a value, which are in memory."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.credentials.credential_cache import MISSING
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.keyring_transaction import KeyringTransaction
from workbench.credentials.profile import PART_WORDS, Part, ProfileRefused
from workbench.credentials.stored_profile import slot_of
from workbench.redaction import Secret
from workbench.signing import Credentials


def extra_value(ledger: KeyringTransaction, name: str, part: Part) -> Secret:
    """Return one of Datafly Signal's values of a profile."""
    fact = ledger.fact(name)
    number = fact.extras.get(part)
    if number is None:
        raise ProfileRefused(f"The profile “{name}” has no {PART_WORDS[part]}.")
    try:
        return ledger.memory.value(ledger.vault, fact, slot_of(part, number))
    except CredentialsUnavailable as gone:
        if gone.why is not Why.VANISHED:
            raise
        if ledger.fact(name).extras.get(part) == number:
            gone.reason = f"The keyring no longer holds the {PART_WORDS[part]} of the profile “{name}”."
            gone.advice = "Edit the profile and enter it again."
            raise
    return extra_value(ledger, name, part)  # another took its place while the keyring was asked


def same_values(ledger: KeyringTransaction, api_key: str, secret: str, but: str) -> tuple[str, ...]:
    """Return the names of the profiles, `but` one, whose present pair has this API key or this secret."""
    wanted = (Secret(api_key), Secret(secret))
    return tuple(name for name, pair in _pairs(ledger, but) if _share(pair, wanted))


def _pairs(ledger: KeyringTransaction, but: str) -> Iterator[tuple[str, Credentials]]:
    for fact in ledger.index.facts():
        if fact.name != but:
            try:
                yield fact.name, ledger.memory.pair(ledger.vault, fact, fact.pair)
            except CredentialsUnavailable as gone:
                if gone.why not in MISSING:
                    raise


def _share(pair: Credentials, wanted: tuple[Secret, Secret]) -> bool:
    values = {Secret(pair.api_key), Secret(pair.secret)}
    return any(value and value in values for value in wanted)
