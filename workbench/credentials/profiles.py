"""Owns profiles: named pairs of API key and secret, listed in a file and kept in the keyring.

A value goes to the keyring before its name goes on the list, and leaves it after, so that a name on the list always
stands for values. It never writes a value anywhere but into the vault.
"""

from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from workbench.credentials.names import SAMPLE_PROFILE, name_problem, same_name
from workbench.credentials.profile import Facts, Part, Profile, sample_profile
from workbench.credentials.unavailable import CredentialsUnavailable, Why
from workbench.credentials.vault import Vault
from workbench.disk import config_dir
from workbench.secrecy import Secret, mask, remember
from workbench.signing import SAMPLE, Credentials

if TYPE_CHECKING:
    from workbench.credentials.index import Fact, Index

_PARTS: tuple[Part, Part] = ("api-key", "secret")


_SAMPLE = sample_profile(SAMPLE_PROFILE)


class ProfileRefused(ValueError):  # noqa: N818 - an answer to what was asked
    """A profile cannot be added or removed as asked; `says` is one sentence for a person."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Profiles:
    """The profiles of this user. Every method but `list` may block on the keyring's prompt.

    Values that were fetched are kept in memory until this object goes.
    """

    def __init__(self, index_path: Path, vault: Vault) -> None:
        self.vault = vault
        self._path = index_path
        self._opened: Index | None = None
        self._lock = RLock()
        self._fetched: dict[Fact, Credentials] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What the last reading of the list found wrong, one sentence each."""
        return self._index.notes

    def list(self) -> tuple[Profile, ...]:
        """Return all profiles, the built-in one first. The keyring is not asked; a damaged list is said in `notes`."""
        return (_SAMPLE, *(_profile(fact) for fact in self._index.facts()))

    def add(self, name: str, api_key: str, secret: str) -> Profile:
        """Keep a new pair. When anything fails, neither keyring nor list holds any of it.

        Raises:
            ProfileRefused: the name cannot be used or is taken, or a value is empty.
            CredentialsUnavailable: the keyring would not take the values, or the list cannot be written.
        """
        from workbench.credentials.index import Fact, entry_of

        values = (Secret(api_key), Secret(secret))
        remember(*values)
        problem = name_problem(name) or _value_problem(api_key, secret)
        if problem:
            raise ProfileRefused(problem)
        with self._lock, self._index.changing():
            for other in self._index.facts():
                if same_name(other.name, name):
                    raise ProfileRefused(
                        f"There is a profile “{other.name}” already; choose another name or remove it."
                    )
            fact = Fact(name=name, created=datetime.now(UTC), api_key_hint=mask(api_key))
            try:
                for part, value in zip(_PARTS, values, strict=True):
                    self.vault.set(name, part, value)
                self._index.put(entry_of(fact))
            except BaseException as failure:
                self._take_back(name, failure)
                raise
            self._fetched[fact] = Credentials(api_key=api_key, secret=secret)
        return _profile(fact)

    def remove(self, name: str) -> None:
        """Forget a profile: its name, then its values. When the keyring fails, the name stays, to try again.

        Raises:
            ProfileRefused: there is no such profile, or it is the built-in one.
            CredentialsUnavailable: the keyring would not give the values up, or the list cannot be written.
        """
        if name == SAMPLE_PROFILE:
            raise ProfileRefused(f"“{SAMPLE_PROFILE}” is built in and stays.")
        with self._lock, self._index.changing():
            entry = self._index.take(name)
            if entry is None:
                raise ProfileRefused(f"There is no profile “{name}”.")
            try:
                for part in reversed(_PARTS):
                    self.vault.delete(name, part)
            except BaseException:
                self._index.put(entry)
                raise
            self._fetched = {fact: pair for fact, pair in tuple(self._fetched.items()) if fact.name != name}

    def credentials(self, name: str) -> Credentials:
        """Return a profile's pair: the built-in one at once, another from the keyring and then from memory.

        Raises:
            CredentialsUnavailable: there is no such profile, or the keyring cannot give its values.
        """
        if name == SAMPLE_PROFILE:
            return SAMPLE
        facts = self._index.facts()
        fact = next((fact for fact in facts if fact.name == name), None)
        if fact is None:
            known = ", ".join(f"“{known}”" for known in (SAMPLE_PROFILE, *(fact.name for fact in facts)))
            raise CredentialsUnavailable(Why.NO_PROFILE, f"There is no profile “{name}”.", f"Choose one of {known}.")
        pair = self._fetched.get(fact)
        if pair is None:  # no lock is held here: one profile's prompt must not keep another's values waiting
            api_key, secret = (self.vault.get(name, part) for part in _PARTS)
            pair = Credentials(api_key=api_key.reveal(), secret=secret.reveal())
            self._fetched[fact] = pair
        return pair

    @property
    def _index(self) -> "Index":
        if self._opened is None:
            from workbench.credentials.index import Index

            self._opened = Index(self._path)
        return self._opened

    def _take_back(self, name: str, failure: BaseException) -> None:
        """Remove what a failed `add` left in the keyring, and say so in the failure when that fails too."""
        left = False
        for part in _PARTS:
            try:
                self.vault.delete(name, part)
            except CredentialsUnavailable:
                left = True
        if left and isinstance(failure, CredentialsUnavailable) and failure.why is Why.DIED:
            failure.advice += f" It may still hold entries named “{name}/…”; adding the profile again replaces them."


def default_profiles() -> Profiles:
    """Return the profiles of this user on this computer."""
    return Profiles(config_dir() / "profiles.json", Vault())


def _profile(fact: "Fact") -> Profile:
    facts = Facts(known_to_sandbox=fact.known_to_sandbox)
    return Profile(fact.name, fact.api_key_hint, fact.created, built_in=False, facts=facts)


def _value_problem(api_key: str, secret: str) -> str | None:
    if not api_key:
        return "The API key is empty."
    return None if secret else "The secret is empty."
