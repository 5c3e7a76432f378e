"""Which profile signs: the choice, its values fetched off the window's thread, and what their absence is called.

Hands credentials to the session and to the sandbox; shows a value only when a person asks to see it. What changes
profiles is in `profile_work`.
"""

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from workbench.credentials import (
    SAMPLE_PROFILE,
    CredentialsUnavailable,
    ProfileMetadata,
    ProfileRefused,
    Why,
    default_profiles,
)
from workbench.gui.core.available_credentials import AvailableCredentials
from workbench.gui.core.keyring_calls import KeyringCall, KeyringCalls
from workbench.gui.core.state import Notice, ProfileChoice, Values
from workbench.gui.core.tasks import Tasks
from workbench.redaction import Secret, fingerprint
from workbench.signing import Credentials

_WAITING = "Waiting for the keyring; it may be asking for its password in a window of its own."
_STOPPED = "You stopped waiting for the keyring. Choose the profile again to ask it once more."


class ActiveProfile(QObject):
    """The profiles, and the one that signs.

    Signals:
        profiles_shown(tuple[ProfileChoice, ...], str): all of them, and the name of the chosen one.
        keyring_shown(str, str, bool): its name or state, what to do, whether profiles can be kept.
        problem_shown(str): what went wrong, or nothing.
        noticed(Notice): a message for the person, wherever they are.
        values_shown(str, Values | None, str): a profile's values, asked for; or why there are none.
        copied(Secret): a value to put on the clipboard.
        sandbox_told(str, Credentials | None): a profile's name and its pair, which the sandbox may verify with from
            now on; None if it must not, or if the profile is gone.
        credentials_had(str, Credentials | None, str, Facts): the chosen profile's pair, or why there is none; and
            what the profile is for.
        vanished(str): the keyring no longer holds what the list says it does of this profile.

    Attributes:
        pairs: every pair there is.
        asking: the calls that wait for the keyring.
    """

    profiles_shown = Signal(object, str)
    keyring_shown = Signal(str, str, bool)
    problem_shown = Signal(str)
    noticed = Signal(object)
    values_shown = Signal(str, object, str)
    copied = Signal(object)
    sandbox_told = Signal(str, object)
    credentials_had = Signal(str, object, str, object)
    vanished = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pairs = AvailableCredentials(default_profiles(), os.environ)
        self.asking = KeyringCalls(tasks, self)
        self._chosen = SAMPLE_PROFILE
        self._shown: tuple[tuple[ProfileChoice, ...], str] | None = None
        self._had: tuple[Credentials, ProfileMetadata] | None = None
        self._told: dict[str, Credentials] = {}
        self._fetch: KeyringCall | None = None
        self._look: KeyringCall | None = None
        self._asked = False
        self._keyring: tuple[str, str, bool] | None = None
        self._problem = ""
        self.keyring_shown.connect(self._remember_keyring)
        self.problem_shown.connect(self._remember_problem)

    @property
    def chosen(self) -> str:
        """The name of the chosen profile."""
        return self._chosen

    @property
    def to_remember(self) -> str:
        """The name to begin with the next time: the chosen profile's if it is kept, else the sample's."""
        found = self.pairs.find(self._chosen)
        return self._chosen if found is not None and found.kind == "kept" else SAMPLE_PROFILE

    def start(self, last: str, *, named: str = "") -> None:
        """Show the profiles and choose: the one that is named, else the last one, else the sample.

        The keyring is asked only if the profile chosen needs it.
        """
        choices = self.pairs.choices()
        found = _found(choices, named) if named else _found([each for each in choices if each.kind == "kept"], last)
        self.choose(found or SAMPLE_PROFILE)
        self.problem_shown.emit(" ".join((*self.pairs.kept.notes, self.pairs.environment_trouble)).strip())
        if named and not found:
            known = ", ".join(f"“{each.title}”" for each in choices)
            says = f"There is no profile “{named}”; the public sample is in use. There are {known}."
            self.noticed.emit(Notice("warn", says))

    def choose(self, name: str) -> None:
        """Sign with this profile from now on; its values come from the keyring when they come."""
        self.asking.drop(self._fetch)
        self._fetch = None
        self._chosen = name
        self._had = None
        self.show()
        pair = self.pairs.at_hand(name)
        if pair is not None:
            self._use(name, pair)
            return
        self.credentials_had.emit(name, None, _WAITING, self.pairs.facts(name))
        self._fetch = self.asking.ask(
            lambda: self.pairs.kept.credentials(name),
            lambda pair: self._fetched(name, pair),
            lambda error: self._missed(name, error),
            stopped=lambda: self._cannot(name, _STOPPED),
        )

    def follow(self, name: str, now: str) -> None:
        """Use and tell what became of a profile: `now` is what it is called, empty if it is gone."""
        chosen = now if name == self._chosen and now else self._chosen
        about = chosen == now
        choices = {each.name: each for each in self.pairs.choices()}
        for told in list(self._told):
            self._tell(told, self.pairs.at_hand(told) if told in choices else None)
        if now and now not in self._told:
            self._tell(now, self.pairs.at_hand(now))
        if chosen not in choices:
            self.choose(SAMPLE_PROFILE)
        elif about or (self._had is not None and self._had != (self.pairs.at_hand(chosen), self.pairs.facts(chosen))):
            self.choose(chosen)
        else:
            self.show()

    def catch_up(self) -> None:
        """Use and tell what the list says, after a change whose end was waited for no longer."""
        self.follow("", "")

    def follow_others(self, state: Qt.ApplicationState) -> None:
        """When a person comes back to this window, do what its own changes do: another or the terminal made some."""
        if state is not Qt.ApplicationState.ApplicationActive or self._shown is None:
            return
        before = self._chosen
        in_use = self._told | ({before: self._had[0]} if self._had else {})
        if self.pairs.are_still(self._shown[0], in_use):
            return
        self.catch_up()
        if self._chosen != before:
            says = f"“{before}” is not on the list of profiles any longer; the public sample is in use."
            self.noticed.emit(Notice("warn", says))

    def show(self) -> None:
        """Show the profiles, if they are not what was shown last: an open list must not be filled anew for nothing."""
        shown = (self.pairs.choices(), self._chosen)
        if shown != self._shown:
            self._shown = shown
            self.profiles_shown.emit(*shown)

    def show_again(self) -> None:
        """Show the state of the keyring and the last problem again, to a pane that was not there before."""
        if self._keyring is not None:
            self.keyring_shown.emit(*self._keyring)
        self.problem_shown.emit(self._problem)
        self.asking.waiting_shown.emit(self.asking.waiting)

    def ask_keyring(self) -> None:
        """Find out, once, which keyring there is; importing it costs too much for the start."""
        if not self._asked:
            self.look_at_keyring()

    def look_at_keyring(self) -> None:
        """Find out which keyring there is now; it is not asked for anything."""
        self._asked = True
        vault = self.pairs.kept.vault
        self.asking.ask(
            lambda: (vault.backend_name(), vault.unavailable()), self._keyring_found, self.refuse, stopped=lambda: None
        )

    def look(self, name: str) -> None:
        """Show a profile's values and fingerprints to the person who asks for them."""
        self.asking.drop(self._look)
        self._look = self._want(
            name,
            lambda values: self.values_shown.emit(name, values, ""),
            lambda why: self.values_shown.emit(name, None, why),
        )

    def fetch_pair(self, name: str, had: Callable[[Credentials | None, str], None]) -> None:
        """Hand out a profile's pair for one send, whichever is chosen; or None, and why it cannot be had."""
        pair = self.pairs.at_hand(name)
        if pair is not None:
            had(pair, "")
            return

        def missed(error: Exception) -> None:
            if not isinstance(error, CredentialsUnavailable):
                raise error
            had(None, str(error))

        self.asking.ask(
            lambda: self.pairs.kept.credentials(name),
            lambda pair: had(pair, ""),
            missed,
            stopped=lambda: had(None, "You stopped waiting for the keyring."),
        )

    def copy(self, name: str, part: str) -> None:
        """Hand out one value of a profile for the clipboard: `api-key` or `secret`."""
        self._want(
            name,
            lambda values: self.copied.emit(values.api_key if part == "api-key" else values.secret),
            self.problem_shown.emit,
        )

    def refuse(self, error: Exception) -> None:
        """Say why something was not done; an error that is none of the foreseen ones is raised."""
        if not isinstance(error, CredentialsUnavailable | ProfileRefused):
            raise error
        self.problem_shown.emit(str(error))

    def _want(self, name: str, done: Callable[[Values], None], failed: Callable[[str], None]) -> KeyringCall | None:
        found = self.pairs.find(name)
        rotating = found is not None and found.profile is not None and bool(found.profile.old_api_key_hint)
        pair, kept = self.pairs.at_hand(name), self.pairs.kept
        if pair is not None and not rotating:
            done(_values(pair, None))
            return None

        def missed(error: Exception) -> None:
            if not isinstance(error, CredentialsUnavailable):
                raise error
            failed(str(error))

        return self.asking.ask(
            lambda: _values(kept.credentials(name), kept.old_credentials(name) if rotating else None),
            done,
            missed,
            stopped=lambda: failed("You stopped waiting for the keyring."),
        )

    def _remember_keyring(self, says: str, advice: str, usable: bool) -> None:
        self._keyring = says, advice, usable

    def _remember_problem(self, says: str) -> None:
        self._problem = says

    def _keyring_found(self, found: tuple[str, CredentialsUnavailable | None]) -> None:
        name, trouble = found
        if trouble is not None:
            self.keyring_shown.emit("none", f"{trouble.reason} {trouble.advice}", False)
        else:
            self.keyring_shown.emit(name, "Both values of a profile are kept there, and nowhere else.", True)

    def _fetched(self, name: str, pair: Credentials) -> None:
        self._use(name, pair)
        self.ask_keyring()  # it is loaded now, and its name can be shown

    def _missed(self, name: str, error: Exception) -> None:
        if not isinstance(error, CredentialsUnavailable):
            raise error
        self._cannot(name, str(error))
        if error.why is Why.MISSING:
            self.vanished.emit(name)

    def _cannot(self, name: str, why: str) -> None:
        self.credentials_had.emit(name, None, why, self.pairs.facts(name))

    def _use(self, name: str, pair: Credentials) -> None:
        facts = self.pairs.facts(name)
        self._had = (pair, facts)
        if name != SAMPLE_PROFILE:
            self._tell(name, pair)
        self.credentials_had.emit(name, pair, "", facts)

    def _tell(self, name: str, pair: Credentials | None) -> None:
        """Tell the sandbox a profile's pair if it may know it, and only what it was not told before."""
        told = pair if self.pairs.facts(name).known_to_sandbox else None
        if told == self._told.get(name):
            return
        if told is None:
            del self._told[name]
        else:
            self._told[name] = told
        self.sandbox_told.emit(name, told)


def _found(choices: Sequence[ProfileChoice], name: str) -> str:
    """Return the choice that a person means by this name, or nothing."""
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
