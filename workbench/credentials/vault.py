"""Reads and writes the operating system's keyring: one entry per value.

Every method may block while the keyring's prompt is open. There is no fallback to a file.
"""

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Final, TypeVar

from workbench.credentials import backends
from workbench.credentials.backends import can_list, longest_of, title_of, users_in
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
"""The service name of all entries; the user name of an entry is `PREFIX/SLOT`."""

_LONG: Final = 1280
"""Characters; if the keyring refuses a longer value without a reason, the length is assumed to be the cause."""

_Result = TypeVar("_Result")


class Vault:
    """The keyring, looked up at first use and again after it was not available.

    Args:
        backend: the keyring to use instead of the system's.
    """

    def __init__(self, backend: "KeyringBackend | None" = None) -> None:
        self._given = backend
        self._found: KeyringBackend | None = backend
        self._answered = False
        self._lock = RLock()

    def backend_name(self) -> str:
        """Return the name of the keyring in use, such as "Secret Service"; "none" if there is none."""
        try:
            backend = self._backend()
        except CredentialsUnavailable:
            return "none"
        return title_of(backend) or str(backend.name)

    def unavailable(self) -> CredentialsUnavailable | None:
        """Return the error if there is no usable keyring, or None. Does not unlock the keyring."""
        try:
            self._backend()
        except CredentialsUnavailable as unavailable:
            return unavailable
        return None

    def get(self, prefix: str, slot: str, title: str = "") -> Secret:
        """Return one value.

        Args:
            prefix, slot: the parts of the entry's user name.
            title: the profile's name for messages, if it differs from the prefix.

        Raises:
            CredentialsUnavailable: no keyring, locked, its prompt dismissed, it stopped, or the entry is missing.
        """
        user = _user(prefix, slot)
        value = self._ask(title or prefix, lambda backend: backend.get_password(SERVICE, user))
        if value is None:
            raise missing_values(title or prefix)
        secret = Secret(value)
        remember(secret)
        return secret

    def has(self, prefix: str, slot: str) -> bool:
        """Whether a value exists.

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
        """Store or replace one value, and check that the keyring returns the same value.

        Raises:
            CredentialsUnavailable: as for `get`, or the keyring did not store the value unchanged.
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
                "The keyring did not store the value unchanged.",
                "Check the value for invisible characters, and check the keyring's own program.",
            )

    def check_length(self, slot: str, value: Secret) -> None:
        """Check, before anything is written, that the keyring can store a value of this length.

        Raises:
            CredentialsUnavailable: it is too long, or there is no keyring.
        """
        backend = self._backend()
        longest = longest_of(backend)
        length = len(value.reveal().encode("utf-16-le", "surrogatepass")) // 2  # as Windows counts
        if longest is not None and length > longest:
            raise too_long(_words(slot), length, title_of(backend) or "this keyring", longest)

    def delete(self, prefix: str, slot: str) -> None:
        """Delete one value, if it exists.

        Raises:
            CredentialsUnavailable: as for `get`.
        """
        user = _user(prefix, slot)
        if self._ask(prefix, lambda backend: backend.get_password(SERVICE, user)) is not None:
            self._ask(prefix, lambda backend: backend.delete_password(SERVICE, user))

    def users(self) -> frozenset[str] | None:
        """Return the user names of all entries of this program; None if this keyring cannot list them.

        Raises:
            CredentialsUnavailable: as for `get`.
        """
        if not can_list(self._backend()):
            return None
        return self._ask("", lambda backend: users_in(backend, SERVICE))

    def _backend(self) -> "KeyringBackend":
        with self._lock:
            if self._found is None:
                self._found = backends.find_backend()
            return self._found

    def _ask(self, profile: str, call: "Callable[[KeyringBackend], _Result]") -> _Result:
        backend = self._backend()
        try:
            result = call(backend)
        except Exception as error:  # noqa: BLE001 - each backend raises its own errors
            unavailable = unavailable_from(error, profile, was_there=self._answered)
            if unavailable.why in {Why.DIED, Why.NO_KEYRING}:
                self._found = self._given  # look for a keyring again at the next call
            raise unavailable from None  # the original message may contain the value
        self._answered = True
        return result


def _user(prefix: str, slot: str) -> str:
    return f"{prefix}/{slot}"


def _words(slot: str) -> str:
    """Return the display name of the value in a slot such as `api-key-2`."""
    return next((words for part, words in PART_WORDS.items() if slot.rstrip("-0123456789") == part), "value")
