"""What a send teaches about a profile: that it was used, and what else it is for."""

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from tests.gui.keyed import KEY, SECRET, Keyed, draft
from tests.gui.keyrings import calls
from workbench.credentials import ProfileMetadata, Profiles
from workbench.signing import Credentials

ONE, TWO, OURS = (
    Credentials("key-of-one", "secret-of-one"),
    Credentials("key-of-two", "secret-of-two"),
    Credentials(KEY, SECRET),
)


def test_an_allowed_host_or_app_is_added_to_the_profile(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    kept.change("one", ProfileMetadata(hosts=("a.example",), app_guids=("ko1",)))
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    keyed.notes.add_to_scope("host", "b.example")
    keyed.notes.add_to_scope("app", "ko2")
    wide = ProfileMetadata(hosts=("a.example", "b.example"), app_guids=("ko1", "ko2"))
    qtbot.waitUntil(lambda: keyed.had[-1][3] == wide)
    assert keyed.pair() == ONE
    keyed.work.save(draft("brief", session_only=True, metadata=ProfileMetadata(hosts=("a.example",))))
    keyed.notes.add_to_scope("host", "c.example")
    assert keyed.had[-1][3].hosts == ("a.example", "c.example")


def test_a_host_that_could_not_be_added_is_reported(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    kept.remove("one")
    keyed.notes.add_to_scope("host", "b.example")
    qtbot.waitUntil(lambda: bool(keyed.notices))
    assert keyed.notices[0].kind == "bad"
    assert "b.example" in keyed.notices[0].message


def test_a_send_updates_when_its_profile_was_last_used(keyed: Keyed, qtbot: QtBot) -> None:
    began = datetime.now(UTC)
    keyed.work.save(draft("brief", session_only=True))
    for name in ("one", "brief"):
        keyed.notes.mark_used(name)
        qtbot.waitUntil(lambda name=name: keyed.choice(name).profile.used is not None)  # type: ignore[misc, union-attr]
        profile = keyed.choice(name).profile
        assert profile is not None
        assert profile.used is not None
        assert began <= profile.used <= datetime.now(UTC)
    shown = len(keyed.shown)
    for name in ("sample", "nobody", "one"):
        keyed.notes.mark_used(name)
    qtbot.waitUntil(lambda: not calls())
    assert len(keyed.shown) == shown
