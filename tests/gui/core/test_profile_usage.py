"""A send updates when a profile was last used, and adds hosts and apps that the user allowed."""

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from tests.gui.keyrings import calls
from tests.gui.profile_services import KEY, SECRET, ProfileServices, draft
from workbench.credentials import ProfileMetadata, Profiles
from workbench.signing import Credentials

ONE, TWO, OURS = (
    Credentials("key-of-one", "secret-of-one"),
    Credentials("key-of-two", "secret-of-two"),
    Credentials(KEY, SECRET),
)


def test_an_allowed_host_or_app_is_added_to_the_profile(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    kept.change("one", ProfileMetadata(hosts=("a.example",), app_guids=("ko1",)))
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    services.usage.add_to_scope("host", "b.example")
    services.usage.add_to_scope("app", "ko2")
    wide = ProfileMetadata(hosts=("a.example", "b.example"), app_guids=("ko1", "ko2"))
    qtbot.waitUntil(lambda: services.credentials[-1][3] == wide)
    assert services.pair() == ONE
    services.editing.save(draft("brief", session_only=True, metadata=ProfileMetadata(hosts=("a.example",))))
    services.usage.add_to_scope("host", "c.example")
    assert services.credentials[-1][3].hosts == ("a.example", "c.example")


def test_a_host_that_could_not_be_added_is_reported(services: ProfileServices, kept: Profiles, qtbot: QtBot) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    kept.remove("one")
    services.usage.add_to_scope("host", "b.example")
    qtbot.waitUntil(lambda: bool(services.notices))
    assert services.notices[0].kind == "bad"
    assert "b.example" in services.notices[0].message


def test_a_send_updates_when_its_profile_was_last_used(services: ProfileServices, qtbot: QtBot) -> None:
    began = datetime.now(UTC)
    services.editing.save(draft("brief", session_only=True))
    for name in ("one", "brief"):
        services.usage.mark_used(name)
        qtbot.waitUntil(lambda name=name: services.choice(name).profile.used is not None)  # type: ignore[misc, union-attr]
        profile = services.choice(name).profile
        assert profile is not None
        assert profile.used is not None
        assert began <= profile.used <= datetime.now(UTC)
    shown = len(services.shown)
    for name in ("sample", "nobody", "one"):
        services.usage.mark_used(name)
    qtbot.waitUntil(lambda: not calls())
    assert len(services.shown) == shown
