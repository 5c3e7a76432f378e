"""Profiles and the keyring, as the window uses them: one call at a time, never on the window's thread.

Owns which profile is chosen and what its absence is called. Hands credentials to the session; shows none.
"""

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.credentials import (
    SAMPLE_PROFILE,
    CredentialsUnavailable,
    ProfileRefused,
    default_profiles,
    from_environment,
    header_problem,
)
from workbench.gui.bridge import Bridge, Job
from workbench.gui.state import ProfileChoice
from workbench.secrecy import Secret
from workbench.signing import SAMPLE, Credentials

if TYPE_CHECKING:
    from workbench.credentials import Profile

_SAMPLE_TITLE = "Demo"
_ENVIRONMENT = "\x00environment"  # a key no profile's name can be
_ENVIRONMENT_TITLE = "Environment"
_WAITING = "Waiting for the keyring; it may be asking for its password in a window of its own."


class Keys(QObject):
    """The profiles.

    Signals:
        profiles_shown(list[ProfileChoice], str): all of them, and the name of the chosen one.
        keyring_shown(str, str, bool): its name or state, what to do, whether profiles can be kept.
        problem_shown(str): what went wrong, or nothing.
        added(): a new profile is stored.
        sandbox_told(str, Credentials | None): a profile's key and its pair, which the sandbox may verify with from now
            on; None if it must not, or if the profile is gone.
        credentials_had(str, Credentials | None, str): the chosen profile's pair, or why there is none.
    """

    profiles_shown = Signal(object, str)
    keyring_shown = Signal(str, str, bool)
    problem_shown = Signal(str)
    added = Signal()
    sandbox_told = Signal(str, object)
    credentials_had = Signal(str, object, str)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._profiles = default_profiles()
        self._chosen = SAMPLE_PROFILE
        self._job: Job | None = None
        self._asked = False
        self._environment: Credentials | None = None
        self._environment_trouble = ""
        try:
            self._environment = from_environment(os.environ)
        except CredentialsUnavailable as trouble:
            self._environment_trouble = str(trouble)

    @property
    def chosen(self) -> str:
        """The name of the chosen profile."""
        return self._chosen

    def start(self, chosen: str) -> None:
        """Show the profiles; the keyring is asked only if the profile chosen last time needs it."""
        known = {each.name for each in self._choices()}
        self.choose(chosen if chosen in known else SAMPLE_PROFILE)
        self.problem_shown.emit(" ".join((*self._profiles.notes, self._environment_trouble)).strip())

    def choose(self, name: str) -> None:
        """Sign with this profile from now on; its values come from the keyring when they come."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._chosen = name
        self._show()
        if name == SAMPLE_PROFILE:
            self.credentials_had.emit(_SAMPLE_TITLE, SAMPLE, "")
            return
        if name == _ENVIRONMENT:
            self.sandbox_told.emit(name, self._environment)
            self.credentials_had.emit(_ENVIRONMENT_TITLE, self._environment, "")
            return
        self.credentials_had.emit(name, None, _WAITING)
        self._job = self._bridge.call(
            lambda: self._profiles.credentials(name),
            lambda pair: self._had(name, pair),
            lambda error: self._had_not(name, error),
        )

    def add(self, name: str, api_key: Secret, secret: Secret) -> None:
        """Store a new profile and choose it; a pair that could never be sent is refused."""
        problem = header_problem(api_key.reveal())
        if problem is None and secret.reveal() != secret.reveal().strip():
            problem = "The secret begins or ends with a blank."
        if problem is not None:
            self.problem_shown.emit(f"{problem} Nothing was stored; correct it and save again.")
            return
        self.problem_shown.emit("")
        self._bridge.call(
            lambda: self._profiles.add(name, api_key.reveal(), secret.reveal()), self._was_added, self._refused
        )

    def delete(self, name: str) -> None:
        """Delete a profile and its values."""
        self.problem_shown.emit("")
        self._bridge.call(lambda: self._profiles.remove(name), lambda _none: self._was_removed(name), self._refused)

    def ask_keyring(self) -> None:
        """Find out, once, which keyring there is; importing it costs too much for the start."""
        if self._asked:
            return
        self._asked = True
        vault = self._profiles.vault
        self._bridge.call(lambda: (vault.backend_name(), vault.trouble()), self._keyring_found, self._refused)

    def _keyring_found(self, found: "tuple[str, CredentialsUnavailable | None]") -> None:
        name, trouble = found
        if trouble is not None:
            self.keyring_shown.emit("none", f"{trouble.reason} {trouble.advice}", False)
        else:
            self.keyring_shown.emit(name, "Both values of a profile are kept there, and nowhere else.", True)

    def _had(self, name: str, pair: Credentials) -> None:
        self._job = None
        known = any(each.name == name and each.known_to_sandbox for each in self._profiles.list())
        self.sandbox_told.emit(name, pair if known else None)
        self.credentials_had.emit(name, pair, "")

    def _had_not(self, name: str, error: Exception) -> None:
        self._job = None
        if not isinstance(error, CredentialsUnavailable):
            raise error
        self.credentials_had.emit(name, None, str(error))

    def _was_added(self, profile: "Profile") -> None:
        self.added.emit()
        self.choose(profile.name)

    def _was_removed(self, name: str) -> None:
        self.sandbox_told.emit(name, None)
        if name == self._chosen:
            self.choose(SAMPLE_PROFILE)
        else:
            self._show()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, CredentialsUnavailable | ProfileRefused):
            raise error
        self.problem_shown.emit(str(error))

    def _show(self) -> None:
        self.profiles_shown.emit(self._choices(), self._chosen)

    def _choices(self) -> list[ProfileChoice]:
        choices = [_choice(each) for each in self._profiles.list()]
        if self._environment is not None:
            detail = "The pair in WORKBENCH_API_KEY and WORKBENCH_SECRET, for this run."
            choices.insert(1, ProfileChoice(_ENVIRONMENT, _ENVIRONMENT_TITLE, "", detail, kind="environment"))
        return choices


def _choice(profile: "Profile") -> ProfileChoice:
    if profile.built_in:
        return ProfileChoice(
            profile.name,
            _SAMPLE_TITLE,
            "public sample",
            "The published sample pair, `sample` in the terminal: known to everyone, so refused for any other host.",
            kind="sample",
            profile=profile,
        )
    detail = f"API key {profile.api_key_hint}"
    return ProfileChoice(profile.name, profile.name, "", detail, client=profile.facts.client, profile=profile)
