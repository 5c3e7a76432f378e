"""A filled-in form becomes a profile: its input warnings are shown first, and the active profile follows it."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.keyed import KEY, SECRET, Keyed, draft
from tests.gui.keyrings import WaitingKeyring
from workbench.credentials import ProfileMetadata, Profiles
from workbench.redaction import Secret, redact
from workbench.signing import Credentials

ONE, TWO, OURS = (
    Credentials("key-of-one", "secret-of-one"),
    Credentials("key-of-two", "secret-of-two"),
    Credentials(KEY, SECRET),
)


def test_a_new_profile_is_stored_chosen_and_reported(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    facts = ProfileMetadata(client="Acme", hosts=("example.org",))
    password = Secret("a-password")
    keyed.work.save(
        draft("three", metadata=facts, extras=(("signal-password", password), ("signal-event-key", Secret(""))))
    )
    qtbot.waitUntil(lambda: bool(keyed.saved))
    assert (keyed.saved, keyed.keys.chosen, keyed.pair(), keyed.problem) == (["three"], "three", OURS, "")
    assert keyed.had[-1][3] == facts
    assert keyed.told_now() == {"three": OURS}
    assert kept.credentials("three") == OURS
    assert kept.extra("three", "signal-password") == password
    assert kept.list()[2].extras == {"signal-password"}


def test_the_keyring_is_written_on_a_worker_thread(keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot) -> None:
    keyed.work.save(draft("three"))
    qtbot.waitUntil(lambda: bool(keyed.saved))
    assert backend.threads
    assert threading.main_thread() not in backend.threads


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("one", "already"),
        ("ONE", "already"),
        ("", "name"),
        ("sample", "built-in"),
        ("environment", "reserved"),
        ("a/b", "/"),
    ],
)
@pytest.mark.parametrize("session_only", [False, True])
def test_an_invalid_name_is_reported_and_nothing_is_stored(
    keyed: Keyed, backend: WaitingKeyring, name: str, says: str, session_only: bool
) -> None:
    before = dict(backend.entries)
    keyed.work.save(draft(name, session_only=session_only))
    assert says in keyed.problem
    assert (keyed.saved, backend.entries, backend.threads) == ([], before, set())


@pytest.mark.parametrize(("api_key", "secret"), [("", SECRET), (KEY, "")])
@pytest.mark.parametrize("session_only", [False, True])
def test_a_new_profile_needs_both_values(keyed: Keyed, api_key: str, secret: str, session_only: bool) -> None:
    keyed.work.save(draft("three", api_key, secret, session_only=session_only))
    assert "is empty" in keyed.problem
    assert keyed.saved == []


def test_an_input_warning_is_shown_while_typing(keyed: Keyed, qtbot: QtBot) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    keyed.work.check_pair(Secret(f" {KEY}"), Secret(SECRET), "")
    keyed.work.check_pair(Secret(ONE.api_key), Secret(SECRET), "")
    keyed.work.check_pair(Secret(ONE.api_key), Secret(ONE.secret), "one")
    keyed.work.check_pair(Secret(KEY), Secret(SECRET), "")
    keyed.work.check_pair(Secret(""), Secret(""), "")
    blanks, same, own, none, nothing = keyed.warnings
    assert [each.id for each in blanks] == ["blanks"]
    assert [each.id for each in same] == ["same-as"]
    assert "one" in same[0].says
    assert (own, none, nothing) == ((), (), ())


@pytest.mark.parametrize("session_only", [False, True])
def test_a_pair_with_an_open_warning_is_not_stored_until_it_is_accepted(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot, session_only: bool
) -> None:
    keyed.work.save(draft("three", KEY, f" {SECRET}", session_only=session_only))
    assert [each.id for each in keyed.warnings[-1]] == ["blanks"]
    assert "Nothing was saved" in keyed.problem
    assert backend.threads == set()
    keyed.work.save(draft("three", KEY, f" {SECRET}", accepted=frozenset({"blanks"}), session_only=session_only))
    qtbot.waitUntil(lambda: keyed.saved == ["three"])


def test_a_pair_that_cannot_be_sent_is_never_stored(keyed: Keyed, backend: WaitingKeyring) -> None:
    ids = frozenset({"unsendable", "confusable", "invisible", "blanks"})
    keyed.work.save(draft("three", f"{KEY}€", accepted=ids))
    assert any(each.stops for each in keyed.warnings[-1])
    assert (keyed.saved, backend.threads) == ([], set())


@pytest.mark.parametrize("accepted", [False, True])
def test_a_value_that_another_profile_holds_is_found_in_the_keyring_before_saving(
    keyed: Keyed, kept: Profiles, qtbot: QtBot, accepted: bool
) -> None:
    ids = frozenset({"same-as"}) if accepted else frozenset()
    keyed.work.save(draft("three", KEY, ONE.secret, accepted=ids))
    qtbot.waitUntil(lambda: bool(keyed.saved or keyed.warnings))
    if accepted:
        assert keyed.saved == ["three"]
    else:
        assert [each.id for each in keyed.warnings[-1]] == ["same-as"]
        assert "one" in keyed.warnings[-1][0].says
        assert len(kept.list()) == 3
        assert "Nothing was saved" in keyed.problem


def test_a_profile_of_this_session_is_in_memory_only(
    keyed: Keyed, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    before = dict(backend.entries), kept._index._path.read_bytes()
    keyed.work.save(draft("brief", session_only=True, metadata=ProfileMetadata(notes="for a minute")))
    assert (keyed.saved, keyed.keys.chosen, keyed.pair()) == (["brief"], "brief", OURS)
    assert keyed.told_now() == {"brief": OURS}
    choice = keyed.choice("brief")
    assert (choice.kind, choice.removable, choice.badge) == ("session", True, "this session")
    assert SECRET not in redact(f"it said {SECRET}")
    keyed.keys.load_values("brief")
    assert keyed.values[-1][1] is not None
    keyed.keys.choose("sample")
    keyed.keys.choose("brief")
    assert keyed.pair() == OURS
    assert (dict(backend.entries), kept._index._path.read_bytes()) == before
    assert backend.threads == set()
    assert SECRET not in repr(keyed.keys.available.session)


def test_a_session_profile_is_edited_copied_deleted_and_restored(keyed: Keyed) -> None:
    keyed.work.save(draft("brief", session_only=True))
    keyed.work.save(
        draft("briefer", "", "another-secret", before="brief", session_only=True, metadata=ProfileMetadata(client="A"))
    )
    assert keyed.pair() == Credentials(KEY, "another-secret")
    assert keyed.told_now() == {"briefer": Credentials(KEY, "another-secret")}
    keyed.work.duplicate("briefer")
    assert keyed.names[1:3] == ["briefer", "briefer copy"]
    keyed.work.delete("briefer")
    assert (keyed.keys.chosen, keyed.undos) == ("sample", ["“briefer” was deleted."])
    keyed.work.undo()
    assert (keyed.keys.chosen, keyed.pair()) == ("briefer", Credentials(KEY, "another-secret"))
    assert keyed.undos[-1] == ""
    assert keyed.choice("briefer").client == "A"
    keyed.work.delete("briefer")
    third = Credentials("0A1B2C3D-1111-4222-8333-444455556666", "a-third-secret")
    keyed.work.save(draft("briefer", third.api_key, third.secret, session_only=True))
    keyed.work.undo()
    assert "There is a profile “briefer” already" in keyed.problem
    assert keyed.pair() == third


def test_a_session_profile_can_be_stored(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    keyed.work.save(draft("brief", session_only=True))
    keyed.work.save(draft("brief", "", "", before="brief"))
    qtbot.waitUntil(lambda: len(keyed.saved) == 2)
    assert kept.credentials("brief") == OURS
    assert (keyed.choice("brief").kind, keyed.keys.chosen, keyed.pair()) == ("stored", "brief", OURS)
    assert keyed.names.count("brief") == 1


def test_a_stored_profile_cannot_become_a_session_profile(keyed: Keyed, kept: Profiles) -> None:
    keyed.work.save(draft("one", before="one", session_only=True))
    assert "stays there" in keyed.problem
    assert kept.credentials("one") == ONE


def test_an_edit_without_values_leaves_them_and_does_not_use_the_keyring(
    keyed: Keyed, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    facts = ProfileMetadata(client="Acme", hosts=("example.org",))
    keyed.work.save(draft("uno", "", "", before="one", metadata=facts))
    qtbot.waitUntil(lambda: keyed.saved == ["uno"])
    assert backend.threads == set()
    assert keyed.names == ["sample", "two", "uno"]
    assert kept.credentials("uno") == ONE
    assert keyed.choice("uno").profile is not None
    assert keyed.keys.available.metadata("uno") == facts
    assert keyed.keys.chosen == "sample"


@pytest.mark.parametrize(
    ("api_key", "secret", "pair"),
    [
        (KEY, SECRET, OURS),
        (KEY, "", Credentials(KEY, ONE.secret)),
        ("", SECRET, Credentials(ONE.api_key, SECRET)),
    ],
)
def test_a_value_that_is_edited_replaces_the_old_one_and_the_other_stays(
    keyed: Keyed, kept: Profiles, qtbot: QtBot, api_key: str, secret: str, pair: Credentials
) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    keyed.work.save(draft("one", api_key, secret, before="one"))
    qtbot.waitUntil(lambda: bool(keyed.saved))
    assert keyed.pair() == pair
    assert keyed.told_now() == {"one": pair}
    assert kept.credentials("one") == pair


def test_a_profile_in_use_that_is_renamed_goes_on_signing_under_its_new_name(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    asked = backend.asked
    keyed.work.save(draft("uno", "", "", before="one"))
    qtbot.waitUntil(lambda: bool(keyed.saved))
    assert (keyed.keys.chosen, keyed.had[-1][:2]) == ("uno", ("uno", ONE))
    assert keyed.told_now() == {"uno": ONE}
    assert backend.asked == asked


def test_the_sandbox_forgets_a_profile_that_it_must_no_longer_accept(keyed: Keyed, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        keyed.keys.choose(name)
        qtbot.waitUntil(lambda: keyed.pair() is not None)
    assert keyed.told_now() == {"one": ONE, "two": TWO}
    keyed.work.save(draft("one", "", "", before="one", metadata=ProfileMetadata(known_to_sandbox=False)))
    qtbot.waitUntil(lambda: bool(keyed.saved))
    assert keyed.told_now() == {"two": TWO}


def test_a_deleted_profile_cannot_be_edited(keyed: Keyed, kept: Profiles) -> None:
    keyed.keys.start("sample")
    kept.remove("one")
    keyed.work.save(draft("one", "", "", before="one"))
    assert "no profile “one”" in keyed.problem
    assert keyed.saved == []
