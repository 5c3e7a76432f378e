"""Owns the way to the operating system's keyring: one entry per value, errors in plain words.

Every method may block on the keyring's own prompt. It never falls back to a file.
"""

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Final, TypeVar

from workbench.credentials import backends
from workbench.credentials.backends import can_tell, longest_of, title_of, users_in
from workbench.credentials.errors import (
    CredentialsUnavailable,
    Why,
    missing_values,
    perhaps_too_long,
    too_long,
    unavailable_from,
)
from workbench.credentials.profile import PART_WORDS
from workbench.redaction import Secret, remember

if TYPE_CHECKING:  # see `backends`
    from keyring.backend import KeyringBackend

SERVICE: Final = "payload-workbench"
"""The service under which all entries stand; the user name of an entry is `PREFIX/SLOT`."""

_LONG: Final = 1280
"""Above so many characters, a refusal that gives no reason is put down to the length."""

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

    def get(self, prefix: str, slot: str, title: str = "") -> Secret:
        """Fetch one value.

        Args:
            prefix, slot: what the entry's user name is made of.
            called: what the profile is called, if not as the prefix.

        Raises:
            CredentialsUnavailable: no keyring, locked, its prompt dismissed, it died, or the entry is gone.
        """
        user = _user(prefix, slot)
        value = self._ask(title or prefix, lambda backend: backend.get_password(SERVICE, user))
        if value is None:
            raise missing_values(title or prefix)
        secret = Secret(value)
        remember(secret)
        return secret

    def has(self, prefix: str, slot: str) -> bool:
        """Whether there is such a value.

        Raises:
            CredentialsUnavailable: as for `get`.
        """
        try:
            self.get(prefix, slot)
        except CredentialsUnavailable as unavailable:
            if unavailable.why is not Why.MISSING:
                raise
            return False
        return True

    def set(self, prefix: str, slot: str, value: Secret, title: str = "") -> None:
        """Store one value, in place of the one that was there, and make sure that it reads back the same.

        Raises:
            CredentialsUnavailable: as for `get`, or the keyring would not keep the value as it is.
        """
        remember(value)
        self.check_length(slot, value)
        user = _user(prefix, slot)
        plain = value.reveal()
        try:
            self._ask(title or prefix, lambda backend: backend.set_password(SERVICE, user, plain))
        except CredentialsUnavailable as unavailable:
            if unavailable.why is Why.REFUSED and len(plain) > _LONG:
                raise perhaps_too_long(_words(slot), len(plain)) from None
            raise
        if self.get(prefix, slot, title) != value:
            raise CredentialsUnavailable(
                Why.REFUSED,
                "The keyring did not keep the value as it was given.",
                "Check the value for characters that do not show, and look at the keyring's own program.",
            )

    def check_length(self, slot: str, value: Secret) -> None:
        """Find out, before anything is written, whether the keyring can hold a value.

        Raises:
            CredentialsUnavailable: it is too long, or there is no keyring.
        """
        backend = self._backend()
        longest = longest_of(backend)
        length = len(value.reveal().encode("utf-16-le", "surrogatepass")) // 2  # as Windows counts
        if longest is not None and length > longest:
            raise too_long(_words(slot), length, title_of(backend) or "this keyring", longest)

    def delete(self, prefix: str, slot: str) -> None:
        """Remove one value; one that is not there is removed already.

        Raises:
            CredentialsUnavailable: as for `get`.
        """
        user = _user(prefix, slot)
        if self._ask(prefix, lambda backend: backend.get_password(SERVICE, user)) is not None:
            self._ask(prefix, lambda backend: backend.delete_password(SERVICE, user))

    def users(self) -> frozenset[str] | None:
        """Return the user names of all our entries; None when this keyring cannot tell.

        Raises:
            CredentialsUnavailable: as for `get`.
        """
        if not can_tell(self._backend()):
            return None
        return self._ask("", lambda backend: users_in(backend, SERVICE))

    def _backend(self) -> "KeyringBackend":
        with self._lock:
            if self._found is None:
                self._found = backends.find_backend()
            return self._found

    def _ask(self, profile: str, question: "Callable[[KeyringBackend], _Answer]") -> _Answer:
        backend = self._backend()
        try:
            answer = question(backend)
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            unavailable = unavailable_from(error, profile, was_there=self._answered)
            if unavailable.why in {Why.DIED, Why.NO_KEYRING}:
                self._found = self._given  # another may have taken its place by the next call
            raise unavailable from None  # its text may quote the value
        self._answered = True
        return answer


def _user(prefix: str, slot: str) -> str:
    return f"{prefix}/{slot}"


def _words(slot: str) -> str:
    """Return what people call the value in a slot such as `api-key-2`."""
    return next((words for part, words in PART_WORDS.items() if slot.rstrip("-0123456789") == part), "value")
