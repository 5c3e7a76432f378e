"""What people do with profiles: each change is made once, off the window's thread, and what signs follows it."""

from pytestqt.qtbot import QtBot

from tests.gui.keyed import KEY, SECRET, Keyed, draft
from tests.gui.keyrings import WaitingKeyring, calls
from workbench.credentials import ProfileMetadata, Profiles
from workbench.gui.features.credentials.profile_saving import copy_name
from workbench.redaction import Secret
from workbench.signing import SAMPLE, Credentials

ONE, TWO, OURS = (
    Credentials("key-of-one", "secret-of-one"),
    Credentials("key-of-two", "secret-of-two"),
    Credentials(KEY, SECRET),
)


def test_a_profile_is_copied_under_an_unused_name(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    kept.change("one", ProfileMetadata(client="Acme"))
    for made in ("one copy", "one copy 2"):
        keyed.work.duplicate("one")
        qtbot.waitUntil(lambda made=made: bool(keyed.shown) and made in keyed.names)  # type: ignore[misc]
        assert kept.credentials(made) == ONE
        assert keyed.choice(made).client == "Acme"
    assert keyed.keys.chosen == "sample"
    keyed.work.duplicate("sample")
    assert "Nothing was changed" in keyed.problem


def test_the_name_of_a_copy_is_never_too_long() -> None:
    assert copy_name("a" * 64, []) == "a" * 59 + " copy"
    assert copy_name("a" * 64, ["a" * 59 + " copy"]) == "a" * 57 + " copy 2"
    assert copy_name("one", ["ONE COPY"]) == "one copy 2"


def test_a_deleted_profile_can_be_restored_until_the_next_deletion(
    keyed: Keyed, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    entries = dict(backend.entries)
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    keyed.work.delete("one")
    qtbot.waitUntil(lambda: keyed.undos == ["“one” was deleted."])
    assert (keyed.keys.chosen, keyed.pair(), keyed.told_now()) == ("sample", SAMPLE, {})
    assert [entry for _service, entry in backend.entries if entry.startswith("one/")] == []
    keyed.work.undo()
    qtbot.waitUntil(lambda: keyed.undos[-1] == "")
    assert (keyed.keys.chosen, keyed.pair(), keyed.told_now()) == ("one", ONE, {"one": ONE})
    assert sorted(backend.entries.values()) == sorted(entries.values())
    for name in ("one", "two"):
        keyed.work.delete(name)
        qtbot.waitUntil(lambda name=name: keyed.undos[-1] == f"“{name}” was deleted.")  # type: ignore[misc]
    keyed.work.undo()
    qtbot.waitUntil(lambda: keyed.undos[-1] == "")
    assert keyed.names == ["sample", "two"]
    keyed.work.undo()
    qtbot.waitUntil(lambda: not calls())
    assert [each.name for each in kept.list()] == ["sample", "two"]


def test_a_deleted_profile_is_discarded_at_the_end(keyed: Keyed, qtbot: QtBot) -> None:
    keyed.work.delete("one")
    qtbot.waitUntil(lambda: bool(keyed.undos))
    keyed.work.forget()
    keyed.work.undo()
    qtbot.waitUntil(lambda: not calls())
    assert keyed.names == ["sample", "two"]
    assert keyed.work._deleted is None


def test_a_rotation_signs_with_the_new_pair_and_back_is_back(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    keyed.work.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: keyed.pair() == OURS)
    assert (keyed.saved, keyed.told_now()) == (["one"], {"one": OURS})
    profile = keyed.choice("one").profile
    assert profile is not None
    assert profile.old_api_key_hint
    keyed.work.go_back("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    assert keyed.told_now() == {"one": ONE}
    keyed.work.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: keyed.pair() == OURS)
    keyed.work.finish("one")
    qtbot.waitUntil(lambda: not keyed.choice("one").profile.old_api_key_hint)  # type: ignore[union-attr]
    assert (kept.credentials("one"), keyed.pair()) == (OURS, OURS)


def test_a_rotation_to_a_pair_in_use_gives_a_warning(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    keyed.work.rotate("one", Secret(ONE.api_key), Secret(ONE.secret))
    assert "has this pair already" in keyed.problem
    keyed.work.rotate("one", Secret(TWO.api_key), Secret(SECRET))
    qtbot.waitUntil(lambda: bool(keyed.warnings))
    assert [each.id for each in keyed.warnings[-1]] == ["same-as"]
    assert kept.credentials("one") == ONE
    keyed.work.rotate("one", Secret(TWO.api_key), Secret(SECRET))
    qtbot.waitUntil(lambda: keyed.saved == ["one"])
    assert keyed.pair() == Credentials(TWO.api_key, SECRET)


def test_the_sandbox_learns_the_new_pair_of_a_profile_not_in_use(keyed: Keyed, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        keyed.keys.choose(name)
        qtbot.waitUntil(lambda: keyed.pair() is not None)
    had = len(keyed.had)
    keyed.work.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: keyed.told_now() == {"one": OURS, "two": TWO})
    assert len(keyed.had) == had


def test_a_rotation_to_an_invalid_pair_or_of_an_unstored_profile_is_refused(
    keyed: Keyed, backend: WaitingKeyring
) -> None:
    keyed.work.rotate("one", Secret(f"{KEY}€"), Secret(SECRET))
    assert "Nothing was changed" in keyed.problem
    for work in (keyed.work.finish, keyed.work.go_back):
        work("sample")
        assert "“Sample” is not stored in the keyring" in keyed.problem
    keyed.work.rotate("nobody", Secret(KEY), Secret(SECRET))
    assert "nobody" in keyed.problem
    assert backend.threads == set()


def test_the_list_is_checked_against_the_keyring_and_repaired(
    keyed: Keyed, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    for entry in [entry for entry in backend.entries if entry[1].startswith("one/")]:
        del backend.entries[entry]
    keyed.work.check()
    qtbot.waitUntil(lambda: bool(keyed.found))
    [found], asked = keyed.found[0]
    assert (found.kind, found.profile, asked) == ("missing", "one", True)
    assert keyed.keyrings
    keyed.work.repair(1)
    keyed.work.repair(-1)
    assert not calls()
    keyed.work.repair(0)
    qtbot.waitUntil(lambda: len(keyed.found) == 2)
    assert keyed.found[1] == ((), True)
    assert keyed.names == ["sample", "two"]
    [notice] = keyed.notices
    assert notice.kind == "good"


def test_waiting_for_a_change_can_be_stopped_and_the_list_shows_its_result(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("three/",)
    keyed.work.save(draft("three"))
    qtbot.waitUntil(lambda: keyed.waits == [True])
    keyed.keys.keyring_calls.stop()
    assert (keyed.waits, keyed.saved) == ([True, False], [])
    assert "cancelled" in keyed.problem
    backend.go.set()
    qtbot.waitUntil(lambda: bool(keyed.shown) and "three" in keyed.names)
    assert (keyed.saved, keyed.keys.chosen) == ([], "sample")


def test_a_second_change_is_refused_while_one_is_waiting(keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot) -> None:
    backend.slow = ("three/",)
    keyed.work.save(draft("three"))
    keyed.work.save(draft("three"))
    assert keyed.problem == ""
    keyed.work.delete("one")
    assert "has not finished the last change" in keyed.problem
    keyed.work.save(draft("four", session_only=True))
    assert keyed.saved == []
    backend.go.set()
    qtbot.waitUntil(lambda: keyed.saved == ["three"])
    assert keyed.names == ["sample", "one", "three", "two"]


def test_choosing_and_revealing_work_while_a_change_is_waiting(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("three/",)
    keyed.work.save(draft("three"))
    keyed.keys.choose("two")
    qtbot.waitUntil(lambda: keyed.pair() == TWO)
    keyed.keys.load_values("one")
    qtbot.waitUntil(lambda: bool(keyed.values))
    assert keyed.saved == []


def test_after_a_late_rotation_the_profile_in_use_signs_as_listed(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    backend.slow = ("one/",)
    keyed.work.rotate("one", Secret(KEY), Secret(SECRET))
    qtbot.waitUntil(lambda: keyed.waits == [True])
    keyed.keys.keyring_calls.stop()
    assert keyed.pair() == ONE
    backend.go.set()
    qtbot.waitUntil(lambda: keyed.pair() == OURS)
    assert keyed.told_now() == {"one": OURS}
