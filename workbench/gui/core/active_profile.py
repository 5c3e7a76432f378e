"""Provides the active profile: chooses it and loads its credentials from the keyring without blocking the GUI thread.

Passes credentials to the session and the sandbox. Values are shown only at the user's request. The credentials feature
changes profiles.
"""

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from workbench.credentials import (
    SAMPLE_PROFILE,
    CredentialsUnavailable,
    ProfileMetadata,
    Why,
    default_profiles,
)
from workbench.gui.core.available_credentials import AvailableCredentials
from workbench.gui.core.keyring_calls import WAITING, KeyringCall, KeyringCalls, KeyringError
from workbench.gui.core.notices import Notices
from workbench.gui.core.state import Notice, ProfileChoice, Values
from workbench.gui.core.tasks import Tasks
from workbench.redaction import Secret, fingerprint
from workbench.signing import Credentials


class ActiveProfile(QObject):
    """All profiles, and the one that signs.

    Signals:
        profiles_changed(tuple[ProfileChoice, ...], str): all profiles, and the name of the active one.
        keyring_changed(str, str, bool): the keyring's name or state, advice, and whether profiles can be saved.
        problem_changed(str): the last error; empty if there is none.
        values_loaded(str, Values | None, str): a profile's name and its values, or why they could not be read.
        copy_requested(Secret): a value to copy to the clipboard.
        sandbox_pair_changed(str, Credentials | None): a profile's name, and the pair that the sandbox may verify with;
            None if it may not, or if the profile was deleted.
        credentials_changed(str, Credentials | None, str, ProfileMetadata): the active profile's name, its pair, why
            there is no pair, and its metadata.
        values_missing(str): the keyring has no values for a profile of the list.

    Attributes:
        available: the pairs of all profiles.
        keyring_calls: the keyring calls in progress.
    """

    profiles_changed = Signal(object, str)
    keyring_changed = Signal(str, str, bool)
    problem_changed = Signal(str)
    values_loaded = Signal(str, object, str)
    copy_requested = Signal(object)
    sandbox_pair_changed = Signal(str, object)
    credentials_changed = Signal(str, object, str, object)
    values_missing = Signal(str)

    def __init__(self, tasks: Tasks, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self.available = AvailableCredentials(default_profiles(), os.environ)
        self.keyring_calls = KeyringCalls(tasks, self)
        self._chosen = SAMPLE_PROFILE
        self._emitted: tuple[tuple[ProfileChoice, ...], str] | None = None
        self._in_use: tuple[Credentials, ProfileMetadata] | None = None
        self._sandbox_pairs: dict[str, Credentials] = {}
        self._credentials_call: KeyringCall | None = None
        self._values_call: KeyringCall | None = None
        self._keyring_checked = False
        self._keyring: tuple[str, str, bool] | None = None
        self._problem = ""
        self.keyring_changed.connect(self._store_keyring_state)
        self.problem_changed.connect(self._store_problem)

    @property
    def chosen(self) -> str:
        """The name of the active profile."""
        return self._chosen

    @property
    def name_to_save(self) -> str:
        """The profile for the next start: the active one if it is in the keyring, otherwise the sample."""
        found = self.available.find(self._chosen)
        return self._chosen if found is not None and found.kind == "stored" else SAMPLE_PROFILE

    def start(self, last: str, *, named: str = "") -> None:
        """Choose a profile: `named` if not empty, otherwise `last`, otherwise the sample.

        The keyring is read only if the chosen profile needs it.
        """
        choices = self.available.choices()
        found = _found(choices, named) if named else _found([each for each in choices if each.kind == "stored"], last)
        self.choose(found or SAMPLE_PROFILE)
        self.problem_changed.emit(" ".join((*self.available.profiles.notes, self.available.environment_error)).strip())
        for note in self.available.profiles.notes:
            self._notices.warn(note)
        if named and not found:
            known = ", ".join(f"“{each.title}”" for each in choices)
            text = f"There is no profile “{named}”. The public sample is used instead. Available: {known}."
            self._notices.show(Notice("warn", text))

    def choose(self, name: str) -> None:
        """Make a profile the active one; its values are read from the keyring in the background."""
        self.keyring_calls.drop(self._credentials_call)
        self._credentials_call = None
        self._chosen = name
        self._in_use = None
        self.emit_profiles()
        pair = self.available.in_memory(name)
        if pair is not None:
            self._use(name, pair)
            return
        self.credentials_changed.emit(name, None, WAITING, self.available.metadata(name))
        self._credentials_call = self.keyring_calls.start(
            lambda: self.available.profiles.credentials(name),
            lambda pair: self._credentials_loaded(name, pair),
            lambda error: self._credentials_failed(name, error),
        )

    def update(self, name: str, now: str) -> None:
        """Apply a change of a profile; `now` is its name after the change, empty if it was deleted."""
        chosen = now if name == self._chosen and now else self._chosen
        about = chosen == now
        choices = {each.name: each for each in self.available.choices()}
        for each in list(self._sandbox_pairs):
            self._update_sandbox(each, self.available.in_memory(each) if each in choices else None)
        if now and now not in self._sandbox_pairs:
            self._update_sandbox(now, self.available.in_memory(now))
        if chosen not in choices:
            self.choose(SAMPLE_PROFILE)
        elif about or (
            self._in_use is not None
            and self._in_use != (self.available.in_memory(chosen), self.available.metadata(chosen))
        ):
            self.choose(chosen)
        else:
            self.emit_profiles()

    def reload(self) -> None:
        """Apply all changes of the list of profiles."""
        self.update("", "")

    def reload_when_active(self, state: Qt.ApplicationState) -> None:
        """Apply changes made by other windows or the terminal, when the application becomes active."""
        if state is not Qt.ApplicationState.ApplicationActive or self._emitted is None:
            return
        before = self._chosen
        in_use = self._sandbox_pairs | ({before: self._in_use[0]} if self._in_use else {})
        if self.available.is_unchanged(self._emitted[0], in_use):
            return
        self.reload()
        if self._chosen != before:
            text = f"The profile “{before}” no longer exists. The public sample is used instead."
            self._notices.show(Notice("warn", text))

    def emit_profiles(self) -> None:
        """Emit `profiles_changed`, but only after a change: an open combo box would be filled again otherwise."""
        shown = (self.available.choices(), self._chosen)
        if shown != self._emitted:
            self._emitted = shown
            self.profiles_changed.emit(*shown)

    def emit_state(self) -> None:
        """Emit the state of the keyring and the last error again, for a pane that was built later."""
        if self._keyring is not None:
            self.keyring_changed.emit(*self._keyring)
        self.problem_changed.emit(self._problem)
        self.keyring_calls.waiting_changed.emit(self.keyring_calls.waiting)

    def check_keyring_once(self) -> None:
        """Check which keyring is available, once. Not called at start, because importing keyring is slow."""
        if not self._keyring_checked:
            self.check_keyring()

    def check_keyring(self) -> None:
        """Check which keyring is available, without reading from it."""
        self._keyring_checked = True
        vault = self.available.profiles.vault
        self.keyring_calls.start(
            lambda: (vault.backend_name(), vault.unavailable()), self._show_keyring, self.show_error
        )

    def load_values(self, name: str) -> None:
        """Load a profile's values and fingerprints, to be shown."""
        self.keyring_calls.drop(self._values_call)
        self._values_call = self._load(
            name,
            lambda values: self.values_loaded.emit(name, values, ""),
            lambda error: self.values_loaded.emit(name, None, str(error)),
        )

    def fetch_pair(self, name: str, done: Callable[[Credentials | None, str], None]) -> None:
        """Load the pair of any profile; `done` is called with it, or with None and the reason."""
        pair = self.available.in_memory(name)
        if pair is not None:
            done(pair, "")
            return
        self.keyring_calls.start(
            lambda: self.available.profiles.credentials(name),
            lambda pair: done(pair, ""),
            lambda error: done(None, str(error)),
        )

    def copy(self, name: str, part: str) -> None:
        """Copy a profile's `api-key` or `secret` to the clipboard."""
        self._load(
            name,
            lambda values: self.copy_requested.emit(values.api_key if part == "api-key" else values.secret),
            self.show_error,
        )

    def show_error(self, error: KeyringError) -> None:
        """Show the error of a call."""
        self.problem_changed.emit(str(error))

    def _load(
        self, name: str, done: Callable[[Values], None], failed: Callable[[KeyringError], None]
    ) -> KeyringCall | None:
        found = self.available.find(name)
        rotating = found is not None and found.profile is not None and bool(found.profile.old_api_key_hint)
        pair, profiles = self.available.in_memory(name), self.available.profiles
        if pair is not None and not rotating:
            done(_values(pair, None))
            return None
        return self.keyring_calls.start(
            lambda: _values(profiles.credentials(name), profiles.old_credentials(name) if rotating else None),
            done,
            failed,
        )

    def _store_keyring_state(self, state: str, advice: str, usable: bool) -> None:
        self._keyring = state, advice, usable

    def _store_problem(self, problem: str) -> None:
        self._problem = problem

    def _show_keyring(self, found: tuple[str, CredentialsUnavailable | None]) -> None:
        name, error = found
        if error is not None:
            self.keyring_changed.emit("none", f"{error.reason} {error.advice}", False)
        else:
            self.keyring_changed.emit(name, "The API key and the secret of a profile are stored only here.", True)

    def _credentials_loaded(self, name: str, pair: Credentials) -> None:
        self._use(name, pair)
        self.check_keyring_once()  # keyring is imported now

    def _credentials_failed(self, name: str, error: KeyringError) -> None:
        self.credentials_changed.emit(name, None, str(error), self.available.metadata(name))
        if isinstance(error, CredentialsUnavailable) and error.why is Why.MISSING:
            self.values_missing.emit(name)

    def _use(self, name: str, pair: Credentials) -> None:
        metadata = self.available.metadata(name)
        self._in_use = (pair, metadata)
        if name != SAMPLE_PROFILE:
            self._update_sandbox(name, pair)
            self.emit_profiles()  # the pair was checked
        self.credentials_changed.emit(name, pair, "", metadata)

    def _update_sandbox(self, name: str, pair: Credentials | None) -> None:
        """Emit `sandbox_pair_changed` if the pair that the sandbox may verify with has changed."""
        allowed = pair if self.available.metadata(name).known_to_sandbox else None
        if allowed == self._sandbox_pairs.get(name):
            return
        if allowed is None:
            del self._sandbox_pairs[name]
        else:
            self._sandbox_pairs[name] = allowed
        self.sandbox_pair_changed.emit(name, allowed)


def _found(choices: Sequence[ProfileChoice], name: str) -> str:
    """Return the name of the profile with this name or title; empty if there is none."""
    for each in choices:
        if name in (each.name, each.title) or name.casefold() == each.title.casefold():
            return each.name
    return ""


def _values(pair: Credentials, old: Credentials | None) -> Values:
    return Values(
        Secret(pair.api_key),
        Secret(pair.secret),
        fingerprint(pair.api_key),
        fingerprint(pair.secret),
        fingerprint(old.api_key) if old is not None else "",
        fingerprint(old.secret) if old is not None else "",
    )
