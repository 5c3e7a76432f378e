"""Every pair there is to choose from: the published sample, the environment's, those of this session, those kept.

Owns the pairs that are used for this session only: they are in this object and nowhere else. Asks the keyring
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
from workbench.gui.core.state import ProfileChoice, ProfileKind
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials


@dataclass(frozen=True, slots=True)
class SessionPair:
    """A profile that is used until the program ends."""

    profile: Profile
    credentials: Credentials = field(repr=False)
    extras: Mapping[Part, Secret] = field(default_factory=dict, repr=False)


class AvailableCredentials:
    """All pairs, by the name that their choice has.

    Attributes:
        kept: those in the keyring, and their list.
        session: those of this session, by name.
        environment_trouble: why the environment's pair cannot be used, in words; empty if nothing is wrong.
    """

    def __init__(self, kept: Profiles, environ: Mapping[str, str]) -> None:
        self.kept = kept
        self.session: dict[str, SessionPair] = {}
        self.environment_trouble = ""
        self._environment: Credentials | None = None
        try:
            self._environment = from_environment(environ)
        except CredentialsUnavailable as trouble:
            self.environment_trouble = str(trouble)

    def choices(self) -> tuple[ProfileChoice, ...]:
        """Return every choice: the sample, the environment's pair, this session's, then those kept."""
        sample, *kept = self.kept.list()
        choices = [_sample(sample)]
        if self._environment is not None:
            detail = "The pair in WORKBENCH_API_KEY and WORKBENCH_SECRET, for this run."
            title = profile_title(ENVIRONMENT_PROFILE)
            choices.append(ProfileChoice(ENVIRONMENT_PROFILE, title, "", detail, kind="environment"))
        choices += [_choice(each.profile, "session") for each in self.session.values()]
        choices += [_choice(each, "kept") for each in kept if each.name not in self.session]
        return tuple(choices)

    def find(self, name: str) -> ProfileChoice | None:
        """Return one choice by its name, or None."""
        return next((each for each in self.choices() if each.name == name), None)

    def facts(self, name: str) -> ProfileMetadata:
        """Return what a profile is for; nothing is said of a pair that is none."""
        found = self.find(name)
        return found.profile.metadata if found is not None and found.profile is not None else ProfileMetadata()

    def at_hand(self, name: str) -> Credentials | None:
        """Return a pair that is in memory already, without asking anything; None if it must be fetched."""
        if name == SAMPLE_PROFILE:
            return SAMPLE
        if name == ENVIRONMENT_PROFILE:
            return self._environment
        if name in self.session:
            return self.session[name].credentials
        return dict(self.kept.fetched()).get(name)

    def in_memory(self) -> tuple[tuple[str, Credentials], ...]:
        """Return the pairs of profiles that are in memory, with the names of the profiles; asks nothing."""
        return (*self.kept.fetched(), *((name, pair.credentials) for name, pair in self.session.items()))

    def are_still(self, shown: tuple[ProfileChoice, ...], had: Mapping[str, Credentials]) -> bool:
        """Say whether the choices, and those kept among the pairs in use, are what they were; reads the list twice."""
        kept, fetched = {each.name for each in shown if each.kind == "kept"}, dict(self.kept.fetched())
        return self.choices() == shown and all(fetched.get(name) == had[name] for name in kept & had.keys())

    def others(self, but: str) -> tuple[tuple[str, Credentials], ...]:
        """Return every pair at hand with the name people know it by, apart from one profile's own."""
        pairs = [(name, pair.credentials) for name, pair in self.session.items()]
        if self._environment is not None:
            pairs.append((profile_title(ENVIRONMENT_PROFILE), self._environment))
        return tuple(each for each in (*pairs, *self.kept.fetched()) if each[0] != but)


def _sample(profile: Profile) -> ProfileChoice:
    return ProfileChoice(
        profile.name,
        profile_title(profile.name),
        "public sample",
        "The published sample pair, `sample` in the terminal: known to everyone, so refused for any other host.",
        kind="sample",
        profile=profile,
    )


def _choice(profile: Profile, kind: ProfileKind) -> ProfileChoice:
    where = "In memory only, and gone when the program ends. " if kind == "session" else ""
    return ProfileChoice(
        profile.name,
        profile.name,
        "this session" if kind == "session" else "",
        f"{where}API key {profile.api_key_hint}",
        kind=kind,
        client=profile.metadata.client,
        profile=profile,
    )
