"""Reads and writes the entries of the operating system's keyring.

Every method may block while the keyring's prompt is open. There is no fallback to a file.
"""

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING, Final, TypeVar

from workbench.credentials import backends
from workbench.credentials.backends import can_list, title_of, users_in
from workbench.credentials.errors import CredentialsUnavailable, Why, unavailable_from
from workbench.redaction import Secret

if TYPE_CHECKING:  # see `backends`
    from keyring.backend import KeyringBackend

SERVICE: Final = "payload-workbench"
"""The service name of all entries."""

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

    def find(self, entry: str) -> Secret | None:
        """Return the content of the entry with this user name; None if there is none.

        Raises:
            CredentialsUnavailable: no keyring, locked, its prompt dismissed, or it stopped.
        """
        try:
            content = self._ask(lambda backend: backend.get_password(SERVICE, entry))
        except CredentialsUnavailable as unavailable:
            if unavailable.why is not Why.MISSING:  # it was deleted meanwhile
                raise
            return None
        return None if content is None else Secret(content)

    def set(self, entry: str, content: Secret) -> None:
        """Store or replace the content of an entry, and check that the keyring returns it unchanged.

        Raises:
            CredentialsUnavailable: as for `find`, or the keyring did not store it unchanged.
        """
        plain = content.reveal()
        self._ask(lambda backend: backend.set_password(SERVICE, entry, plain))
        if self.find(entry) != content:
            raise CredentialsUnavailable(
                Why.REFUSED,
                "The keyring did not store the value unchanged.",
                "Check the value for invisible characters, and check the keyring's own program.",
            )

    def delete(self, entry: str) -> None:
        """Delete an entry, if it exists.

        Raises:
            CredentialsUnavailable: as for `find`.
        """
        if self.find(entry) is not None:
            self._ask(lambda backend: backend.delete_password(SERVICE, entry))

    def entries(self) -> frozenset[str]:
        """Return the user names of all entries of this program; none if this keyring cannot list them.

        Raises:
            CredentialsUnavailable: as for `find`.
        """
        backend = self._backend()
        return self._ask(lambda backend: users_in(backend, SERVICE)) if can_list(backend) else frozenset()

    def _backend(self) -> "KeyringBackend":
        with self._lock:
            if self._found is None:
                self._found = backends.find_backend()
            return self._found

    def _ask(self, call: "Callable[[KeyringBackend], _Result]") -> _Result:
        backend = self._backend()
        try:
            result = call(backend)
        except Exception as error:  # noqa: BLE001 - each backend raises its own errors
            unavailable = unavailable_from(error, was_there=self._answered)
            if unavailable.why in {Why.DIED, Why.NO_KEYRING}:
                self._found = self._given  # look for a keyring again at the next call
            raise unavailable from None  # the original message may contain the value
        self._answered = True
        return result
