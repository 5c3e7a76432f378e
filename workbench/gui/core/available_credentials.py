"""Lists all profiles to choose from: the public sample, the environment, this session, and the keyring.

Pairs for this session only are stored here and nowhere else. Never reads the keyring.
"""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from workbench.credentials import (
    ENVIRONMENT_PROFILE,
    SAMPLE_PROFILE,
    CredentialsUnavailable,
    Part,
    Profile,
    ProfileMetadata,
    Profiles,
    from_environment,
    profile_title,
)
from workbench.credentials.environment import empty_variables
from workbench.credentials.pair_check import pair_warnings
from workbench.gui.core.state import ProfileChoice, ProfileKind
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials


class SessionPair(Struct, frozen=True):
    """A profile for this session only."""

    profile: Profile
    credentials: Credentials
    extras: Mapping[Part, Secret] = field(default_factory=dict)


class AvailableCredentials:
    """All pairs, by profile name.

    Attributes:
        profiles: the profiles in the keyring.
        session: the profiles for this session only, by name.
        environment_error: why the environment's pair cannot be used; empty if it can, or if there is none.
    """

    def __init__(self, profiles: Profiles, environ: Mapping[str, str]) -> None:
        self.profiles = profiles
        self.session: dict[str, SessionPair] = {}
        self.environment_error = ""
        self._environment: Credentials | None = None
        self._checked: dict[str, tuple[Credentials, tuple[str, ...]]] = {}
        try:
            self._environment = from_environment(environ)
        except CredentialsUnavailable as error:
            self.environment_error = str(error)
        else:
            self.environment_error = "" if self._environment else empty_variables(environ)

    def choices(self) -> tuple[ProfileChoice, ...]:
        """Return all profiles: the sample, the environment's, those of this session, those in the keyring."""
        sample, *stored = self.profiles.list()
        choices = [_sample(sample)]
        if self._environment is not None:
            detail = "The pair in WORKBENCH_API_KEY and WORKBENCH_SECRET, for this run."
            title = profile_title(ENVIRONMENT_PROFILE)
            choices.append(ProfileChoice(ENVIRONMENT_PROFILE, title, "", detail, kind="environment"))
        choices += [_choice(each.profile, "session") for each in self.session.values()]
        choices += [_choice(each, "stored") for each in stored if each.name not in self.session]
        in_memory = dict(self.all_in_memory())
        if self._environment is not None:
            in_memory[ENVIRONMENT_PROFILE] = self._environment
        return tuple(replace(each, warnings=self._warnings(each.name, in_memory.get(each.name))) for each in choices)

    def find(self, name: str) -> ProfileChoice | None:
        """Return a profile by its name, or None."""
        return next((each for each in self.choices() if each.name == name), None)

    def metadata(self, name: str) -> ProfileMetadata:
        """Return a profile's metadata; empty metadata if there is none."""
        found = self.find(name)
        return found.profile.metadata if found is not None and found.profile is not None else ProfileMetadata()

    def in_memory(self, name: str) -> Credentials | None:
        """Return a profile's pair if it is in memory; None if it must be read from the keyring."""
        if name == SAMPLE_PROFILE:
            return SAMPLE
        if name == ENVIRONMENT_PROFILE:
            return self._environment
        if name in self.session:
            return self.session[name].credentials
        return dict(self.profiles.fetched()).get(name)

    def all_in_memory(self) -> tuple[tuple[str, Credentials], ...]:
        """Return the pairs of all profiles that are in memory, with the profiles' names."""
        return (*self.profiles.fetched(), *((name, pair.credentials) for name, pair in self.session.items()))

    def _warnings(self, name: str, pair: Credentials | None) -> tuple[str, ...]:
        if pair is None:
            return ()
        before = self._checked.get(name)
        if before is None or before[0] != pair:
            before = self._checked[name] = pair, pair_warnings(name, pair)
        return before[1]

    def is_unchanged(self, choices: tuple[ProfileChoice, ...], in_use: Mapping[str, Credentials]) -> bool:
        """Return whether neither the profiles nor the stored pairs in use have changed; reads the list twice."""
        stored, fetched = {each.name for each in choices if each.kind == "stored"}, dict(self.profiles.fetched())
        return self.choices() == choices and all(fetched.get(name) == in_use[name] for name in stored & in_use.keys())

    def others(self, name: str) -> tuple[tuple[str, Credentials], ...]:
        """Return the pairs in memory of all profiles but one, with their titles."""
        pairs = [(each, pair.credentials) for each, pair in self.session.items()]
        if self._environment is not None:
            pairs.append((profile_title(ENVIRONMENT_PROFILE), self._environment))
        return tuple(each for each in (*pairs, *self.profiles.fetched()) if each[0] != name)


def _sample(profile: Profile) -> ProfileChoice:
    return ProfileChoice(
        profile.name,
        profile_title(profile.name),
        "public sample",
        "The public sample pair, “sample” in the terminal. Everyone knows it, so it is refused for other hosts.",
        kind="sample",
        profile=profile,
    )


def _choice(profile: Profile, kind: ProfileKind) -> ProfileChoice:
    where = "In memory only, until the program ends. " if kind == "session" else ""
    return ProfileChoice(
        profile.name,
        profile.name,
        "this session" if kind == "session" else "",
        f"{where}API key {profile.api_key_hint}",
        kind=kind,
        client=profile.metadata.client,
        profile=profile,
    )
