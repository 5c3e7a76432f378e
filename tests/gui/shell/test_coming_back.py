"""Another window, or the terminal, has changed profiles while a person was away from this one."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.keyed import Keyed
from tests.gui.keyrings import WaitingKeyring, calls
from workbench.credentials import ProfileMetadata, Profiles
from workbench.signing import SAMPLE, Credentials

BACK, AWAY = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive


def test_what_was_added_meanwhile_is_shown_once_the_person_is_back(keyed: Keyed, kept: Profiles) -> None:
    keyed.keys.start("sample")
    kept.add("three", "key-of-three", "secret-of-three")
    keyed.keys.reload_when_active(AWAY)
    assert keyed.names == ["sample", "one", "two"]
    keyed.keys.reload_when_active(BACK)
    assert keyed.names == ["sample", "one", "three", "two"]
    assert len(keyed.had) == 1  # what signs is what signed


def test_a_pair_that_was_rotated_meanwhile_signs(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    keyed.keys.start("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    kept.rotate("one", "new-key-of-one", "new-secret-of-one")
    keyed.keys.reload_when_active(BACK)
    qtbot.waitUntil(lambda: keyed.pair() == Credentials("new-key-of-one", "new-secret-of-one"))
    assert keyed.notices == []


def test_a_secret_that_was_replaced_under_the_same_key_signs(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    keyed.keys.start("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    kept.replace("one", "key-of-one", "another-secret-of-one")
    keyed.keys.reload_when_active(BACK)
    qtbot.waitUntil(lambda: keyed.pair() == Credentials("key-of-one", "another-secret-of-one"))


def test_hosts_that_were_named_meanwhile_count(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    keyed.keys.start("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    kept.change("one", ProfileMetadata(hosts=("a.example",)))
    keyed.keys.reload_when_active(BACK)
    assert keyed.had[-1][3].hosts == ("a.example",)


def test_a_profile_that_was_removed_meanwhile_signs_no_longer_and_that_is_said(
    keyed: Keyed, kept: Profiles, qtbot: QtBot
) -> None:
    keyed.keys.start("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    kept.remove("one")
    keyed.keys.reload_when_active(BACK)
    assert (keyed.names, keyed.pair()) == (["sample", "two"], SAMPLE)
    [said] = keyed.notices
    assert said.message == "The profile “one” no longer exists. The public sample is used instead."


def test_coming_back_to_what_is_as_it_was_changes_nothing_and_asks_no_keyring(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    keyed.keys.reload_when_active(BACK)
    assert (keyed.shown, keyed.had) == ([], [])  # the window is not open yet
    keyed.keys.start("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    qtbot.waitUntil(lambda: not calls())
    shown, had, asked = len(keyed.shown), len(keyed.had), backend.asked
    keyed.keys.reload_when_active(BACK)
    assert (len(keyed.shown), len(keyed.had), keyed.notices) == (shown, had, [])
    assert (calls(), backend.asked) == ([], asked)
