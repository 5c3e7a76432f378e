"""A filled-in form becomes a profile: its input warnings are shown first, and the active profile follows it."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.keyrings import WaitingKeyring
from tests.gui.profile_services import KEY, SECRET, ProfileServices, draft
from workbench.credentials import ProfileMetadata, Profiles
from workbench.redaction import Secret, redact
from workbench.signing import Credentials

ONE, TWO, OURS = (
    Credentials("key-of-one", "secret-of-one"),
    Credentials("key-of-two", "secret-of-two"),
    Credentials(KEY, SECRET),
)


def test_a_new_profile_is_stored_chosen_and_reported(services: ProfileServices, kept: Profiles, qtbot: QtBot) -> None:
    facts = ProfileMetadata(client="Acme", hosts=("example.org",))
    password = Secret("a-password")
    services.editing.save(
        draft("three", metadata=facts, extras=(("signal-password", password), ("signal-event-key", Secret(""))))
    )
    qtbot.waitUntil(lambda: bool(services.saved))
    assert (services.saved, services.active.chosen, services.pair(), services.problem) == (["three"], "three", OURS, "")
    assert services.credentials[-1][3] == facts
    assert services.known_pairs() == {"three": OURS}
    assert kept.credentials("three") == OURS
    assert kept.extra("three", "signal-password") == password
    assert kept.list()[2].extras == {"signal-password"}


def test_the_keyring_is_written_on_a_worker_thread(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    services.editing.save(draft("three"))
    qtbot.waitUntil(lambda: bool(services.saved))
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
    services: ProfileServices, backend: WaitingKeyring, name: str, says: str, session_only: bool
) -> None:
    before = dict(backend.entries)
    services.editing.save(draft(name, session_only=session_only))
    assert says in services.problem
    assert (services.saved, backend.entries, backend.threads) == ([], before, set())


@pytest.mark.parametrize(("api_key", "secret"), [("", SECRET), (KEY, "")])
@pytest.mark.parametrize("session_only", [False, True])
def test_a_new_profile_needs_both_values(
    services: ProfileServices, api_key: str, secret: str, session_only: bool
) -> None:
    services.editing.save(draft("three", api_key, secret, session_only=session_only))
    assert "is empty" in services.problem
    assert services.saved == []


def test_an_input_warning_is_shown_while_typing(services: ProfileServices, qtbot: QtBot) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    services.editing.check_pair(Secret(f" {KEY}"), Secret(SECRET), "")
    services.editing.check_pair(Secret(ONE.api_key), Secret(SECRET), "")
    services.editing.check_pair(Secret(ONE.api_key), Secret(ONE.secret), "one")
    services.editing.check_pair(Secret(KEY), Secret(SECRET), "")
    services.editing.check_pair(Secret(""), Secret(""), "")
    blanks, same, own, none, nothing = services.warnings
    assert [each.id for each in blanks] == ["blanks"]
    assert [each.id for each in same] == ["same-as"]
    assert "one" in same[0].says
    assert (own, none, nothing) == ((), (), ())


@pytest.mark.parametrize("session_only", [False, True])
def test_a_pair_with_an_open_warning_is_not_stored_until_it_is_accepted(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot, session_only: bool
) -> None:
    services.editing.save(draft("three", KEY, f" {SECRET}", session_only=session_only))
    assert [each.id for each in services.warnings[-1]] == ["blanks"]
    assert "Nothing was saved" in services.problem
    assert backend.threads == set()
    services.editing.save(draft("three", KEY, f" {SECRET}", accepted=frozenset({"blanks"}), session_only=session_only))
    qtbot.waitUntil(lambda: services.saved == ["three"])


def test_a_pair_that_cannot_be_sent_is_never_stored(services: ProfileServices, backend: WaitingKeyring) -> None:
    ids = frozenset({"non-ascii", "invisible", "blanks"})
    services.editing.save(draft("three", f"{KEY}€", accepted=ids))
    assert any(each.stops for each in services.warnings[-1])
    assert (services.saved, backend.threads) == ([], set())


@pytest.mark.parametrize("accepted", [False, True])
def test_a_value_that_another_profile_holds_is_found_in_the_keyring_before_saving(
    services: ProfileServices, kept: Profiles, qtbot: QtBot, accepted: bool
) -> None:
    ids = frozenset({"same-as"}) if accepted else frozenset()
    services.editing.save(draft("three", KEY, ONE.secret, accepted=ids))
    qtbot.waitUntil(lambda: bool(services.saved or services.warnings))
    if accepted:
        assert services.saved == ["three"]
    else:
        assert [each.id for each in services.warnings[-1]] == ["same-as"]
        assert "one" in services.warnings[-1][0].says
        assert len(kept.list()) == 3
        assert "Nothing was saved" in services.problem


def test_a_profile_of_this_session_is_in_memory_only(
    services: ProfileServices, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    before = dict(backend.entries), kept._index._path.read_bytes()
    services.editing.save(draft("brief", session_only=True, metadata=ProfileMetadata(notes="for a minute")))
    assert (services.saved, services.active.chosen, services.pair()) == (["brief"], "brief", OURS)
    assert services.known_pairs() == {"brief": OURS}
    choice = services.choice("brief")
    assert (choice.kind, choice.removable, choice.badge) == ("session", True, "this session")
    assert SECRET not in redact(f"it said {SECRET}")
    services.active.load_values("brief")
    assert services.values[-1][1] is not None
    services.active.choose("sample")
    services.active.choose("brief")
    assert services.pair() == OURS
    assert (dict(backend.entries), kept._index._path.read_bytes()) == before
    assert backend.threads == set()
    assert SECRET not in repr(services.active.available.session)


def test_a_session_profile_is_edited_copied_deleted_and_restored(services: ProfileServices) -> None:
    services.editing.save(draft("brief", session_only=True))
    services.editing.save(
        draft("briefer", "", "another-secret", before="brief", session_only=True, metadata=ProfileMetadata(client="A"))
    )
    assert services.pair() == Credentials(KEY, "another-secret")
    assert services.known_pairs() == {"briefer": Credentials(KEY, "another-secret")}
    services.editing.duplicate("briefer")
    assert services.names[1:3] == ["briefer", "briefer copy"]
    services.editing.delete("briefer")
    assert (services.active.chosen, services.undos) == ("sample", ["“briefer” was deleted."])
    services.editing.undo()
    assert (services.active.chosen, services.pair()) == ("briefer", Credentials(KEY, "another-secret"))
    assert services.undos[-1] == ""
    assert services.choice("briefer").client == "A"
    services.editing.delete("briefer")
    third = Credentials("0A1B2C3D-1111-4222-8333-444455556666", "a-third-secret")
    services.editing.save(draft("briefer", third.api_key, third.secret, session_only=True))
    services.editing.undo()
    assert "The profile “briefer” already exists" in services.problem
    assert services.pair() == third


def test_a_session_profile_can_be_stored(services: ProfileServices, kept: Profiles, qtbot: QtBot) -> None:
    services.editing.save(draft("brief", session_only=True))
    services.editing.save(draft("brief", "", "", before="brief"))
    qtbot.waitUntil(lambda: len(services.saved) == 2)
    assert kept.credentials("brief") == OURS
    assert (services.choice("brief").kind, services.active.chosen, services.pair()) == ("stored", "brief", OURS)
    assert services.names.count("brief") == 1


def test_a_stored_profile_cannot_become_a_session_profile(services: ProfileServices, kept: Profiles) -> None:
    services.editing.save(draft("one", before="one", session_only=True))
    assert "stays there" in services.problem
    assert kept.credentials("one") == ONE


def test_an_edit_without_values_leaves_them_and_does_not_use_the_keyring(
    services: ProfileServices, backend: WaitingKeyring, kept: Profiles, qtbot: QtBot
) -> None:
    facts = ProfileMetadata(client="Acme", hosts=("example.org",))
    services.editing.save(draft("uno", "", "", before="one", metadata=facts))
    qtbot.waitUntil(lambda: services.saved == ["uno"])
    assert backend.threads == set()
    assert services.names == ["sample", "two", "uno"]
    assert kept.credentials("uno") == ONE
    assert services.choice("uno").profile is not None
    assert services.active.available.metadata("uno") == facts
    assert services.active.chosen == "sample"


@pytest.mark.parametrize(
    ("api_key", "secret", "pair"),
    [
        (KEY, SECRET, OURS),
        (KEY, "", Credentials(KEY, ONE.secret)),
        ("", SECRET, Credentials(ONE.api_key, SECRET)),
    ],
)
def test_a_value_that_is_edited_replaces_the_old_one_and_the_other_stays(
    services: ProfileServices, kept: Profiles, qtbot: QtBot, api_key: str, secret: str, pair: Credentials
) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    services.editing.save(draft("one", api_key, secret, before="one"))
    qtbot.waitUntil(lambda: bool(services.saved))
    assert services.pair() == pair
    assert services.known_pairs() == {"one": pair}
    assert kept.credentials("one") == pair


def test_a_profile_in_use_that_is_renamed_goes_on_signing_under_its_new_name(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    asked = backend.asked
    services.editing.save(draft("uno", "", "", before="one"))
    qtbot.waitUntil(lambda: bool(services.saved))
    assert (services.active.chosen, services.credentials[-1][:2]) == ("uno", ("uno", ONE))
    assert services.known_pairs() == {"uno": ONE}
    assert backend.asked == asked


def test_the_sandbox_forgets_a_profile_that_it_must_no_longer_accept(services: ProfileServices, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        services.active.choose(name)
        qtbot.waitUntil(lambda: services.pair() is not None)
    assert services.known_pairs() == {"one": ONE, "two": TWO}
    services.editing.save(draft("one", "", "", before="one", metadata=ProfileMetadata(known_to_sandbox=False)))
    qtbot.waitUntil(lambda: bool(services.saved))
    assert services.known_pairs() == {"two": TWO}


def test_a_deleted_profile_cannot_be_edited(services: ProfileServices, kept: Profiles) -> None:
    services.active.start("sample")
    kept.remove("one")
    services.editing.save(draft("one", "", "", before="one"))
    assert "no profile “one”" in services.problem
    assert services.saved == []
