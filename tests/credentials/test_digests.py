"""The profile list holds a digest of each value, by which a process recognises values that it never read."""

import json
from pathlib import Path

from tests.credentials.fakes import KEY, SECRET, FailingKeyring, MemoryKeyring
from workbench.credentials import Profiles, Vault
from workbench.redaction import REDACTED, Redactor, Secret, redact, value_digest
from workbench.redaction.redactor import shared

TEXT = f"{KEY} {SECRET} signal-password-7 other-words-stay"


def forget() -> None:
    """Know nothing, as another process does."""
    Redactor.__init__(shared)


def redacted_by_the_list(index: Path) -> str:
    """Return the text as a process shows it that has only read the list."""
    forget()
    assert redact(TEXT) == TEXT
    Profiles(index, Vault(FailingKeyring(OSError(), failing=range(100)))).list()
    return redact(TEXT)


def test_another_process_recognises_every_value_without_the_keyring(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET, extras={"signal-password": Secret("signal-password-7")})
    assert redacted_by_the_list(index) == f"{REDACTED} {REDACTED} {REDACTED} other-words-stay"
    written = index.read_text()
    assert KEY not in written
    assert SECRET not in written


def test_a_list_has_one_salt_and_every_change_of_values_new_digests(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    salt = json.loads(index.read_text())["salt"]
    profiles.add("Beta", "another-key-of-ours", "another-secret-of-ours")
    profiles.rotate("Acme", "newer-key-of-ours", "newer-secret-of-ours")
    listed = json.loads(index.read_text())
    assert listed["salt"] == salt
    values = ("newer-key-of-ours", "newer-secret-of-ours", KEY, SECRET)
    digests = [value_digest(bytes.fromhex(salt), value) for value in values]
    assert next(each for each in listed["profiles"] if each["name"] == "Acme")["digests"] == digests
    profiles.finish_rotation("Acme")
    assert redacted_by_the_list(index) == TEXT


def test_a_removed_profile_is_no_longer_recognised_and_a_restored_one_is(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    removed = profiles.remove("Acme")
    assert redacted_by_the_list(index) == TEXT
    profiles.restore(removed)
    assert redacted_by_the_list(index).startswith(f"{REDACTED} {REDACTED}")


def test_a_damaged_salt_or_digest_is_no_reason_to_fail(profiles: Profiles, index: Path, backend: MemoryKeyring) -> None:
    profiles.add("Acme", KEY, SECRET)
    listed = json.loads(index.read_text())
    odd: tuple[object, ...] = ("", "xyz", 7, None, [], "0g")
    for salt in odd:
        index.write_text(json.dumps(listed | {"salt": salt}))
        assert redacted_by_the_list(index) == TEXT
    Profiles(index, Vault(backend)).replace("Acme", "another-key-of-ours", "another-secret-of-ours")
    assert len(bytes.fromhex(json.loads(index.read_text())["salt"])) == 16
