"""What people do with profiles: each change is made once, off the GUI thread, and what signs follows it."""

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.keyrings import WaitingKeyring, calls
from tests.gui.profile_services import KEY, SECRET, ProfileServices, draft
from workbench.credentials import ProfileMetadata, Profiles
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials

ONE, TWO, OURS = (
    Credentials("key-of-one", "secret-of-one"),
    Credentials("key-of-two", "secret-of-two"),
    Credentials(KEY, SECRET),
)


def test_a_profile_is_copied_under_an_unused_name(services: ProfileServices, kept: Profiles, qtbot: QtBot) -> None:
    kept.change("one", ProfileMetadata(client="Acme"))
    for made in ("one copy", "one copy 2"):
        services.editing.duplicate("one")
        qtbot.waitUntil(lambda made=made: bool(services.shown) and made in services.names)  # type: ignore[misc]
        assert kept.credentials(made) == ONE
        assert services.choice(made).client == "Acme"
    assert services.active.chosen == "sample"
    services.editing.duplicate("sample")
    qtbot.waitUntil(lambda: "“sample” is built in and cannot be changed" in services.problem)


def test_a_deleted_profile_can_be_restored_until_the_next_deletion(
    services: ProfileServices, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    entries = dict(backend.entries)
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    services.editing.delete("one")
    qtbot.waitUntil(lambda: services.undos == ["“one” was deleted."])
    assert (services.active.chosen, services.pair(), services.known_pairs()) == ("sample", SAMPLE, {})
    assert [entry for _service, entry in backend.entries if entry.startswith("one/")] == []
    services.editing.undo()
    qtbot.waitUntil(lambda: services.undos[-1] == "")
    assert (services.active.chosen, services.pair(), services.known_pairs()) == ("one", ONE, {"one": ONE})
    assert sorted(backend.entries.values()) == sorted(entries.values())
    for name in ("one", "two"):
        services.editing.delete(name)
        qtbot.waitUntil(lambda name=name: services.undos[-1] == f"“{name}” was deleted.")  # type: ignore[misc]
    services.editing.undo()
    qtbot.waitUntil(lambda: services.undos[-1] == "")
    assert services.names == ["sample", "two"]
    services.editing.undo()
    qtbot.waitUntil(lambda: not calls())
    assert [each.name for each in kept.list()] == ["sample", "two"]


def test_values_of_a_deleted_profile_that_the_keyring_keeps_are_reported(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "delete_password", lambda *_: 1 / 0)
    services.editing.delete("one")
    qtbot.waitUntil(lambda: bool(services.undos))
    assert "the keyring may still contain its values" in services.problem


def test_a_deleted_profile_is_discarded_at_the_end(services: ProfileServices, qtbot: QtBot) -> None:
    services.editing.delete("one")
    qtbot.waitUntil(lambda: bool(services.undos))
    services.editing.forget()
    services.editing.undo()
    qtbot.waitUntil(lambda: not calls())
    assert services.names == ["sample", "two"]
    assert services.editing._deleted is None


def test_a_rotation_signs_with_the_new_pair_and_back_is_back(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    services.editing.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: services.pair() == OURS)
    assert (services.saved, services.known_pairs()) == (["one"], {"one": OURS})
    profile = services.choice("one").profile
    assert profile is not None
    assert profile.old_api_key_hint
    services.editing.go_back("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    assert services.known_pairs() == {"one": ONE}
    services.editing.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: services.pair() == OURS)
    services.editing.finish("one")
    qtbot.waitUntil(lambda: not services.choice("one").profile.old_api_key_hint)  # type: ignore[union-attr]
    assert (kept.credentials("one"), services.pair()) == (OURS, OURS)


def test_a_rotation_to_a_pair_in_use_gives_a_warning(services: ProfileServices, kept: Profiles, qtbot: QtBot) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    services.editing.rotate("one", Secret(ONE.api_key), Secret(ONE.secret))
    assert "has this pair already" in services.problem
    services.editing.rotate("one", Secret(TWO.api_key), Secret(SECRET))
    qtbot.waitUntil(lambda: bool(services.warnings))
    assert [each.id for each in services.warnings[-1]] == ["same-as"]
    assert kept.credentials("one") == ONE
    services.editing.rotate("one", Secret(TWO.api_key), Secret(SECRET))
    qtbot.waitUntil(lambda: services.saved == ["one"])
    assert services.pair() == Credentials(TWO.api_key, SECRET)


def test_the_sandbox_learns_the_new_pair_of_a_profile_not_in_use(services: ProfileServices, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        services.active.choose(name)
        qtbot.waitUntil(lambda: services.pair() is not None)
    had = len(services.credentials)
    services.editing.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: services.known_pairs() == {"one": OURS, "two": TWO})
    assert len(services.credentials) == had


def test_a_rotation_to_an_invalid_pair_or_of_an_unstored_profile_is_refused(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    services.editing.rotate("one", Secret(f"{KEY}€"), Secret(SECRET))
    assert "Nothing was changed" in services.problem
    for work in (services.editing.finish, services.editing.go_back):
        work("sample")
        qtbot.waitUntil(lambda: "“sample” is built in and cannot be changed" in services.problem)
    services.editing.rotate("nobody", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: "There is no profile “nobody”" in services.problem)
    assert [kept.credentials(name) for name in ("one", "two")] == [ONE, TWO]


def test_the_list_is_checked_against_the_keyring_and_repaired(
    services: ProfileServices, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    for entry in [entry for entry in backend.entries if entry[1].startswith("one/")]:
        del backend.entries[entry]
    services.editing.check()
    qtbot.waitUntil(lambda: bool(services.found))
    [found], asked = services.found[0]
    assert (found.kind, found.profile, asked) == ("missing", "one", True)
    assert services.keyrings
    qtbot.waitUntil(lambda: not calls())
    services.editing.repair(1)
    services.editing.repair(-1)
    assert not calls()
    services.editing.repair(0)
    qtbot.waitUntil(lambda: len(services.found) == 2)
    assert services.found[1] == ((), True)
    assert services.names == ["sample", "two"]
    [notice] = services.notices
    assert notice.kind == "good"


def test_waiting_for_a_change_can_be_stopped_and_the_list_shows_its_result(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("three/",)
    services.editing.save(draft("three"))
    qtbot.waitUntil(lambda: services.waits == [True])
    services.active.keyring_calls.stop()
    assert (services.waits, services.saved) == ([True, False], [])
    assert "cancelled" in services.problem
    backend.go.set()
    qtbot.waitUntil(lambda: bool(services.shown) and "three" in services.names)
    assert (services.saved, services.active.chosen) == ([], "sample")


def test_a_second_change_is_refused_while_one_is_waiting(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("three/",)
    services.editing.save(draft("three"))
    services.editing.save(draft("three"))
    assert services.problem == ""
    services.editing.delete("one")
    assert "has not finished the last change" in services.problem
    services.editing.save(draft("four", session_only=True))
    assert services.saved == []
    backend.go.set()
    qtbot.waitUntil(lambda: services.saved == ["three"])
    assert services.names == ["sample", "one", "three", "two"]


def test_choosing_and_revealing_work_while_a_change_is_waiting(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("three/",)
    services.editing.save(draft("three"))
    services.active.choose("two")
    qtbot.waitUntil(lambda: services.pair() == TWO)
    services.active.load_values("one")
    qtbot.waitUntil(lambda: bool(services.values))
    assert services.saved == []


def test_after_a_late_rotation_the_profile_in_use_signs_as_listed(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    backend.slow = ("one/",)
    services.editing.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: services.waits == [True])
    services.active.keyring_calls.stop()
    assert services.pair() == ONE
    backend.go.set()
    qtbot.waitUntil(lambda: services.pair() == OURS)
    assert services.known_pairs() == {"one": OURS}
