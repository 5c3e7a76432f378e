"""The vault: allowed keyrings only, a message for each failure."""

from collections.abc import Callable
from pathlib import Path

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
import secretstorage.exceptions
from jeepney.wrappers import DBusErrorResponse  # type: ignore[import-untyped]
from keyring.backend import KeyringBackend
from keyring.backends.SecretService import Keyring as SecretService
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from tests.credentials.fakes import FailingKeyring, ListingKeyring, MemoryKeyring
from workbench.credentials import CredentialsUnavailable, Vault, Why
from workbench.credentials.backends import ALLOWED, allowed_of, find_backend, title_of
from workbench.redaction import Secret


def _made(kind: Callable[..., KeyringBackend]) -> KeyringBackend:
    return kind()


def test_an_entry_is_written_read_and_deleted() -> None:
    backend = MemoryKeyring()
    vault = Vault(backend)
    vault.set("Acme/1", Secret("s3cr3t"))
    assert backend.entries == {("payload-workbench", "Acme/1"): "s3cr3t"}
    assert vault.find("Acme/1") == Secret("s3cr3t")
    vault.delete("Acme/1")
    assert backend.entries == {}
    assert vault.find("Acme/1") is None
    vault.delete("Acme/1")  # which is not an error


def test_a_keyring_that_stores_a_different_value_is_refused() -> None:
    class Trimming(MemoryKeyring):
        priority = 0.1

        def set_password(self, service: str, username: str, password: str) -> None:
            super().set_password(service, username, password.strip())

    with pytest.raises(CredentialsUnavailable) as caught:
        Vault(Trimming()).set("Acme/1", Secret(" value "))
    assert caught.value.why is Why.REFUSED


def test_only_a_keyring_that_can_list_is_asked_for_its_entries() -> None:
    listing = ListingKeyring()
    vault = Vault(listing)
    vault.set("Acme/1", Secret("value"))
    listing.entries["another-program", "x"] = "y"
    assert vault.entries() == {"Acme/1"}
    assert not hasattr(listing, "connection"), "the connection is closed"
    assert Vault(MemoryKeyring()).entries() == frozenset()
    assert Vault(_made(_Check)).entries() == frozenset()


def test_an_entry_that_is_deleted_while_it_is_read_is_missing() -> None:
    backend = FailingKeyring(secretstorage.exceptions.ItemNotFoundException("gone"), failing={1})
    assert Vault(backend).find("Acme/1") is None


def _wrapped(beneath: Exception) -> Exception:
    wrapped = InitError("Failed to create the collection")
    wrapped.__cause__ = beneath
    return wrapped


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NoKeyringError("none"), Why.NO_KEYRING),
        (secretstorage.exceptions.SecretServiceNotAvailableException("no bus"), Why.NO_KEYRING),
        (KeyringLocked("Failed to unlock the collection!"), Why.LOCKED),
        (secretstorage.exceptions.LockedException("locked"), Why.LOCKED),
        (InitError("Prompt dismissed.."), Why.DISMISSED),
        (_wrapped(secretstorage.exceptions.PromptDismissedException("dismissed")), Why.DISMISSED),
        (_wrapped(secretstorage.exceptions.SecretServiceNotAvailableException("gone")), Why.NO_KEYRING),
        (DBusErrorResponse.__new__(DBusErrorResponse), Why.DIED),
        (EOFError(), Why.DIED),
        (BrokenPipeError(), Why.DIED),
        (PasswordSetError("too long"), Why.REFUSED),
        (RuntimeError("anything else"), Why.REFUSED),
    ],
    ids=lambda value: getattr(value, "name", type(value).__name__),
)
def test_every_failure_has_a_reason_and_advice(error: Exception, why: Why) -> None:
    with pytest.raises(CredentialsUnavailable) as caught:
        Vault(FailingKeyring(error, failing={1})).find("Acme/1")
    assert caught.value.why is why
    for sentence in (caught.value.reason, caught.value.advice):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert str(caught.value) == f"{caught.value.reason} {caught.value.advice}"


def test_a_locked_keyring_with_a_display_means_that_its_prompt_was_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    with pytest.raises(CredentialsUnavailable) as caught:
        Vault(FailingKeyring(KeyringLocked(), failing={1})).find("Acme/1")
    assert caught.value.why is Why.DISMISSED


def test_a_keyring_that_answered_before_and_is_missing_has_stopped() -> None:
    backend = FailingKeyring(secretstorage.exceptions.SecretServiceNotAvailableException("gone"), failing={3})
    vault = Vault(backend)
    vault.set("Acme/1", Secret("value"))
    with pytest.raises(CredentialsUnavailable) as caught:
        vault.find("Acme/1")
    assert caught.value.why is Why.DIED


def test_a_failure_does_not_contain_the_keyring_s_message() -> None:
    backend = FailingKeyring(PasswordSetError("cannot store very-private"), failing={1})
    with pytest.raises(CredentialsUnavailable) as caught:
        Vault(backend).set("Acme/1", Secret("very-private"))
    assert "very-private" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_without_a_bus_there_is_no_keyring() -> None:
    vault = Vault()
    assert vault.backend_name() == "none"
    trouble = vault.unavailable()
    assert trouble is not None
    assert trouble.why is Why.NO_KEYRING
    assert "No keyring is available" in trouble.reason


def test_a_missing_keyring_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Vault()
    assert vault.backend_name() == "none"
    backend = MemoryKeyring()
    monkeypatch.setattr("workbench.credentials.backends.find_backend", lambda: backend)
    vault.set("Acme/1", Secret("value"))
    assert len(backend.entries) == 1


class _Check(SecretService):
    """A subclass of an allowed class, as another package could define it."""


def test_the_secret_service_is_allowed_by_its_own_class_only() -> None:
    assert title_of(_made(SecretService)) == "Secret Service"
    assert title_of(_made(_Check)) is None


def test_backends_that_keep_nothing_or_are_unknown_are_never_used() -> None:
    for kind in (keyring.backends.null.Keyring, keyring.backends.fail.Keyring, MemoryKeyring):
        assert allowed_of(_made(kind)) is None


def test_the_first_allowed_backend_of_a_chain_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = _made(keyring.backends.chainer.ChainerBackend)
    trusted = _made(SecretService)
    monkeypatch.setattr(type(chain), "backends", [MemoryKeyring(), trusted, _made(SecretService)])
    assert allowed_of(chain) is trusted
    monkeypatch.setattr(type(chain), "backends", [MemoryKeyring()])
    assert allowed_of(chain) is None


def test_a_keyring_chosen_by_environment_is_used_only_if_it_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(CredentialsUnavailable, match=r"keyring\.backends\.null\.Keyring") as caught:
        find_backend()
    assert caught.value.why is Why.NO_KEYRING


def test_an_invalid_keyring_configuration_is_reported(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    folder = home / "config" / "python_keyring"
    folder.mkdir(parents=True)
    (folder / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=no.such.Keyring\n")
    with pytest.raises(CredentialsUnavailable, match="keyring's own configuration"):
        find_backend()


def test_every_allowed_class_exists_in_the_keyring_that_is_installed() -> None:
    from importlib import import_module

    for module, name in ALLOWED:
        assert hasattr(import_module(module), name), f"{module}.{name}"
