"""Changes of profiles by other windows or the terminal are applied when the window becomes active."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.gui.keyrings import WaitingKeyring, calls
from tests.gui.profile_services import ProfileServices
from workbench.credentials import ProfileMetadata, Profiles
from workbench.signing import SAMPLE, Credentials

BACK, AWAY = Qt.ApplicationState.ApplicationActive, Qt.ApplicationState.ApplicationInactive


def test_added_profiles_are_shown_when_the_window_becomes_active(services: ProfileServices, kept: Profiles) -> None:
    services.active.start("sample")
    kept.add("three", "key-of-three", "secret-of-three")
    services.active.reload_when_active(AWAY)
    assert services.names == ["sample", "one", "two"]
    services.active.reload_when_active(BACK)
    assert services.names == ["sample", "one", "three", "two"]
    assert len(services.credentials) == 1  # what signs is what signed


def test_a_rotated_pair_is_used_when_the_window_becomes_active(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    services.active.start("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    kept.rotate("one", "new-key-of-one", "new-secret-of-one")
    services.active.reload_when_active(BACK)
    qtbot.waitUntil(lambda: services.pair() == Credentials("new-key-of-one", "new-secret-of-one"))
    assert services.notices == []


def test_a_replaced_secret_is_used_when_the_window_becomes_active(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    services.active.start("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    kept.replace("one", "key-of-one", "another-secret-of-one")
    services.active.reload_when_active(BACK)
    qtbot.waitUntil(lambda: services.pair() == Credentials("key-of-one", "another-secret-of-one"))


def test_added_hosts_apply_when_the_window_becomes_active(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    services.active.start("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    kept.change("one", ProfileMetadata(hosts=("a.example",)))
    services.active.reload_when_active(BACK)
    assert services.credentials[-1][3].hosts == ("a.example",)


def test_a_removed_profile_is_replaced_by_the_sample_and_reported(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    services.active.start("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    kept.remove("one")
    services.active.reload_when_active(BACK)
    assert (services.names, services.pair()) == (["sample", "two"], SAMPLE)
    [said] = services.notices
    assert said.message == "The profile “one” no longer exists. The public sample is used instead."


def test_without_changes_becoming_active_does_nothing(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    services.active.reload_when_active(BACK)
    assert (services.shown, services.credentials) == ([], [])  # the window is not open yet
    services.active.start("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    qtbot.waitUntil(lambda: not calls())
    shown, had, asked = len(services.shown), len(services.credentials), backend.asked
    services.active.reload_when_active(BACK)
    assert (len(services.shown), len(services.credentials), services.notices) == (shown, had, [])
    assert (calls(), backend.asked) == ([], asked)
