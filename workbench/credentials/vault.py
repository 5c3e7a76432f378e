"""Owns the way to the operating system's keyring: one entry per value, errors in plain words.

Every method may block on the keyring's own prompt. It never falls back to a file, and never lists.
"""

from threading import RLock
from typing import TYPE_CHECKING, Final, TypeVar

from workbench.credentials.unavailable import CredentialsUnavailable, Why, in_plain_words, vanished
from workbench.secrecy import Secret, remember

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend

    from workbench.credentials.profile import Part

SERVICE: Final = "payload-workbench"
"""The service under which all entries stand; the user name of an entry is `PROFILE/PART`."""

_Answer = TypeVar("_Answer")


class Vault:
    """The keyring, found when it is first needed and looked for again after it was not there.

    Args:
        backend: the keyring to use instead of this system's; what it is called is taken from its `name`.
    """

    def __init__(self, backend: "KeyringBackend | None" = None) -> None:
        self._given = backend
        self._found: KeyringBackend | None = backend
        self._answered = False
        self._lock = RLock()

    def backend_name(self) -> str:
        """Return the name of the keyring in use, such as "Secret Service"; "none" when there is none."""
        from workbench.credentials.backends import title_of

        try:
            backend = self._backend()
        except CredentialsUnavailable:
            return "none"
        return title_of(backend) or str(backend.name)

    def trouble(self) -> CredentialsUnavailable | None:
        """Return why there is no keyring to use, or None when one was found. It is not asked to unlock."""
        try:
            self._backend()
        except CredentialsUnavailable as unavailable:
            return unavailable
        return None

    def get(self, profile: str, part: "Part") -> Secret:
        """Fetch one value.

        Raises:
            CredentialsUnavailable: no keyring, locked, its prompt dismissed, it died, or the entry is gone.
        """
        entry = _entry(profile, part)
        value = self._ask(profile, lambda backend: backend.get_password(SERVICE, entry))
        if value is None:
            raise vanished(profile)
        secret = Secret(value)
        remember(secret)
        return secret

    def set(self, profile: str, part: "Part", value: Secret) -> None:
        """Store one value, in place of the one that was there, and make sure that it reads back the same.

        Raises:
            CredentialsUnavailable: as for `get`, or the keyring would not keep the value as it is.
        """
        remember(value)
        entry = _entry(profile, part)
        plain = value.reveal()
        self._ask(profile, lambda backend: backend.set_password(SERVICE, entry, plain))
        if self.get(profile, part) != value:
            raise CredentialsUnavailable(
                Why.REFUSED,
                "The keyring did not keep the value as it was given.",
                "Check the value for characters that do not show, and look at the keyring's own program.",
            )

    def delete(self, profile: str, part: "Part") -> None:
        """Remove one value; one that is not there is removed already.

        Raises:
            CredentialsUnavailable: as for `get`.
        """
        entry = _entry(profile, part)
        if self._ask(profile, lambda backend: backend.get_password(SERVICE, entry)) is not None:
            self._ask(profile, lambda backend: backend.delete_password(SERVICE, entry))

    def _backend(self) -> "KeyringBackend":
        with self._lock:
            if self._found is None:
                from workbench.credentials.backends import find_backend

                self._found = find_backend()
            return self._found

    def _ask(self, profile: str, question: "Callable[[KeyringBackend], _Answer]") -> _Answer:
        backend = self._backend()
        try:
            answer = question(backend)
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            unavailable = in_plain_words(error, profile, was_there=self._answered)
            if unavailable.why in {Why.DIED, Why.NO_KEYRING}:
                self._found = self._given  # another may have taken its place by the next call
            raise unavailable from None  # its text may quote the value
        self._answered = True
        return answer


def _entry(profile: str, part: "Part") -> str:
    return f"{profile}/{part}"
