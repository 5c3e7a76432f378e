"""Credentials in the window: with no keyring at all, and with one that works."""

import hashlib
import hmac

import pytest
from keyring.errors import KeyringLocked
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QPushButton

from tests.credentials.fakes import FailingKeyring, MemoryKeyring
from tests.journeys.conftest import CONTROL, NONE, Bench, Make
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.gui import keys
from workbench.payloads import template

KEY, SECRET = "acme-key-0123456789", "acme-secret-9876543210"
INSTALL = template("install-ios").body


def token(body: bytes, api_key: str, secret: str) -> str:
    digits = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return hmac.new(api_key.encode(), (secret + digits).encode(), hashlib.sha256).hexdigest()


def add_profile(bench: Bench, name: str, api_key: str = KEY, secret: str = SECRET) -> None:
    """Fill in the form of the Credentials dock by keys, and press its button with Space."""
    bench.press(Qt.Key.Key_5, CONTROL)
    field = bench.named(QLineEdit, "Profile name")
    bench.qtbot.waitUntil(field.isEnabled)
    field.setFocus()
    for value in (name, api_key, secret):
        bench.write(value)
        bench.press(Qt.Key.Key_Tab)
    assert bench.focus() is bench.button("Save in the keyring")
    bench.press(Qt.Key.Key_Space)


def test_no_keyring_is_said_in_words_and_the_sample_still_works(bench: Bench) -> None:
    bench.press(Qt.Key.Key_5, CONTROL)
    bench.qtbot.waitUntil(lambda: "Keyring: none." in bench.lines("Keyring state"))
    assert "No keyring is available on this system" in bench.lines("Keyring state")
    assert "The sample profile needs none" in bench.lines("Keyring state")
    assert "Keyring: none" in bench.labels()
    assert not bench.named(QLineEdit, "Secret").isEnabled()
    assert not bench.named(QPushButton, "Save in the keyring").isEnabled()
    assert bench.token == token(INSTALL, "F5BF7338-04CA-4E07-97C8-49E20C409E91", "9x6C9uN3c1")
    bench.press(Qt.Key.Key_2, CONTROL)
    assert bench.send_and_wait()[4] == "200"


def test_the_keyring_is_not_asked_before_the_dock_is_looked_at(keyring: MemoryKeyring, new_bench: Make) -> None:
    bench = new_bench()
    bench.start()
    bench.send_and_wait()
    assert keyring.asked == 0


def test_a_profile_is_added_used_and_sent_with(keyring: MemoryKeyring, new_bench: Make) -> None:
    bench = new_bench()
    bench.start()
    add_profile(bench, "Acme QA")
    bench.qtbot.waitUntil(lambda: bench.token == token(INSTALL, KEY, SECRET))
    assert bench.named(QComboBox, "Profile").currentText() == "Acme QA"
    assert "public sample" not in bench.labels()
    for name in ("Profile name", "API key", "Secret"):
        assert bench.line(name) == ""
    assert sorted(keyring.entries.values()) == sorted([KEY, SECRET])
    bench.press(Qt.Key.Key_2, CONTROL)
    row = bench.send_and_wait()
    assert row[2:6] == ["Acme QA", "Sandbox", "200", "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"]


def test_the_profile_is_chosen_again_and_deleted(keyring: MemoryKeyring, new_bench: Make) -> None:
    bench = new_bench()
    bench.start()
    add_profile(bench, "Acme QA")
    bench.qtbot.waitUntil(lambda: bench.token == token(INSTALL, KEY, SECRET))
    profiles = bench.named(QListWidget, "Credentials")
    bench.press(Qt.Key.Key_5, CONTROL)
    bench.press(Qt.Key.Key_Up)
    assert not bench.button("Delete").isEnabled()
    bench.press(Qt.Key.Key_Return)
    assert bench.token.startswith("d9e6e126")
    bench.choose(bench.named(QComboBox, "Profile"), "Acme QA")
    bench.qtbot.waitUntil(lambda: bench.token == token(INSTALL, KEY, SECRET))
    profiles.setFocus()
    bench.press(Qt.Key.Key_Delete)
    assert bench.has_button("Delete “Acme QA”? Press again")
    bench.press(Qt.Key.Key_Delete)
    bench.qtbot.waitUntil(lambda: profiles.count() == 1)
    assert keyring.entries == {}
    assert bench.token.startswith("d9e6e126")


def test_one_press_of_delete_deletes_nothing_and_anything_else_withdraws_the_question(
    keyring: MemoryKeyring, new_bench: Make
) -> None:
    bench = new_bench()
    bench.start()
    add_profile(bench, "Acme QA")
    bench.qtbot.waitUntil(lambda: bench.token == token(INSTALL, KEY, SECRET))
    profiles = bench.named(QListWidget, "Credentials")

    def up_and_down() -> None:
        bench.press(Qt.Key.Key_Up)
        bench.press(Qt.Key.Key_Down)

    def press_delete() -> None:
        bench.press(Qt.Key.Key_Delete)

    def click_delete() -> None:
        bench.click(bench.button("Delete"))

    withdrawals = (
        up_and_down,
        lambda: bench.press(Qt.Key.Key_Escape),
        lambda: bench.press(Qt.Key.Key_Return),
        lambda: bench.press(Qt.Key.Key_2, CONTROL),
        lambda: bench.click(bench.named(QLineEdit, "Profile name")),
    )
    for withdraw in withdrawals:
        bench.press(Qt.Key.Key_5, CONTROL)
        for ask in (press_delete, click_delete):
            profiles.setFocus()
            ask()
            assert bench.has_button("Delete “Acme QA”? Press again")
            profiles.setFocus()
            withdraw()
            assert not bench.has_button("Delete “Acme QA”? Press again")
    bench.press(Qt.Key.Key_5, CONTROL)
    bench.click(bench.button("Delete"))
    asking = bench.button("Delete “Acme QA”? Press again")
    middle, left = QPointF(asking.rect().center()), Qt.MouseButton.LeftButton
    for kind, held in (
        (QEvent.Type.MouseButtonDblClick, left),  # what the second press of a double click comes as
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        event = QMouseEvent(kind, middle, asking.mapToGlobal(middle), left, held, NONE)
        QCoreApplication.sendEvent(asking, event)
    assert bench.has_button("Delete “Acme QA”? Press again")
    bench.qtbot.waitUntil(lambda: bench.token == token(INSTALL, KEY, SECRET))
    assert sorted(keyring.entries.values()) == sorted([KEY, SECRET])


def test_after_a_deletion_the_selection_is_near_and_deletes_nothing_more(
    keyring: MemoryKeyring, new_bench: Make
) -> None:
    bench = new_bench()
    bench.start()
    profiles = bench.named(QListWidget, "Credentials")
    for count, name in enumerate(("first", "second", "third"), start=2):
        add_profile(bench, name)
        bench.qtbot.waitUntil(lambda count=count: profiles.count() == count)  # type: ignore[misc]
    assert profiles.currentRow() == 3
    bench.press(Qt.Key.Key_5, CONTROL)
    bench.press(Qt.Key.Key_Up)
    bench.press(Qt.Key.Key_Delete)
    bench.press(Qt.Key.Key_Delete)
    bench.qtbot.waitUntil(lambda: profiles.count() == 3)
    assert "third" in profiles.currentItem().text()
    bench.press(Qt.Key.Key_Delete)
    assert bench.has_button("Delete “third”? Press again")
    assert {entry.split("/")[0] for _service, entry in keyring.entries} == {"first", "third"}


def test_a_name_that_is_taken_or_reserved_is_refused_in_words_and_the_form_is_kept(
    keyring: MemoryKeyring, new_bench: Make
) -> None:
    bench = new_bench()
    bench.start()
    add_profile(bench, "Sample")
    bench.qtbot.waitUntil(lambda: "built-in profile" in bench.lines("Profile problem"))
    assert bench.line("Profile name") == "Sample"
    assert keyring.entries == {}


def test_a_locked_keyring_is_said_and_nothing_is_sent(new_bench: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FailingKeyring(KeyringLocked(), ())
    profiles = Profiles(config_dir() / "profiles.json", Vault(backend))
    profiles.add("Acme QA", KEY, SECRET)
    backend.failing = {backend.asked + 1}
    monkeypatch.setattr(keys, "default_profiles", lambda: Profiles(config_dir() / "profiles.json", Vault(backend)))
    bench = new_bench()
    bench.start()
    bench.choose(bench.named(QComboBox, "Profile"), "Acme QA")
    bench.qtbot.waitUntil(lambda: "locked" in bench.token)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send()
    assert "locked" in bench.notice
    assert bench.notice.endswith("Nothing was sent.")
    assert bench.table.model().rowCount() == 0
    bench.choose(bench.named(QComboBox, "Profile"), "Acme QA")
    bench.qtbot.waitUntil(lambda: bench.token == token(INSTALL, KEY, SECRET))


def test_no_stored_value_is_anywhere_in_the_window(keyring: MemoryKeyring, new_bench: Make, home: object) -> None:
    bench = new_bench()
    bench.start()
    add_profile(bench, "Acme QA")
    bench.qtbot.waitUntil(lambda: bench.token == token(INSTALL, KEY, SECRET))
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send_and_wait()
    shown = bench.everything()
    assert KEY not in shown
    assert SECRET not in shown
    bench.quit()
    for file in config_dir().parent.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert KEY.encode() not in content
            assert SECRET.encode() not in content
