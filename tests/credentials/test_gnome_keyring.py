"""Profiles in a real gnome-keyring, on a private bus and in separate processes."""

from collections.abc import Callable

import pytest

from tests.credentials.login import KeyringSession

pytestmark = pytest.mark.real_keyring

NewSession = Callable[[], KeyringSession]
PAIR = ["5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", 'ein Geheimnis: ü ✓ "q" \\ \'']


@pytest.fixture
def session(new_session: NewSession) -> KeyringSession:
    session = new_session()
    session.start_keyring(unlocked=True)
    return session


def _add(session: KeyringSession, name: str = "Acme") -> dict[str, object]:
    return session.ask(do="add", name=name, api_key=PAIR[0], secret=PAIR[1])


def test_a_pair_is_stored_read_by_a_new_process_and_removed(session: KeyringSession) -> None:
    assert session.ask(do="backend") == {"backend": "Secret Service"}
    assert _add(session) == {}
    assert session.ask(do="list") == {"names": ["sample", "Acme"]}
    assert session.ask(do="credentials", name="Acme") == {"pair": PAIR}
    assert session.ask(do="remove", name="Acme") == {}
    assert session.ask(do="list") == {"names": ["sample"]}
    assert session.ask(do="credentials", name="Acme")["unavailable"] == "no-profile"


def test_a_keyring_killed_in_use_is_reported_and_loses_nothing(session: KeyringSession) -> None:
    with session.open() as process:
        assert process.ask(do="add", name="Acme", api_key=PAIR[0], secret=PAIR[1]) == {}
        session.kill_keyring()
        answer = process.ask(do="add", name="Beta", api_key="k", secret="s")
        assert answer["unavailable"] == "died"
        assert "stopped answering" in str(answer["says"])
        # what was fetched before goes on working, and the list names only what was stored whole
        assert process.ask(do="credentials", name="Acme") == {"pair": PAIR}
        assert process.ask(do="list") == {"names": ["sample", "Acme"]}
        session.start_keyring(unlocked=True)
        assert process.ask(do="add", name="Beta", api_key="k", secret="s") == {}
    assert session.ask(do="credentials", name="Acme") == {"pair": PAIR}
    assert session.ask(do="credentials", name="Beta") == {"pair": ["k", "s"]}


def test_a_locked_keyring_is_reported_and_profiles_are_kept(session: KeyringSession) -> None:
    _add(session)
    session.lock_keyring()
    answer = session.ask(do="credentials", name="Acme")
    assert answer["unavailable"] == "locked"
    assert "Unlock it" in str(answer["says"])
    assert session.ask(do="remove", name="Acme")["unavailable"] == "locked"
    assert session.ask(do="list") == {"names": ["sample", "Acme"]}
    session.kill_keyring()
    session.start_keyring(unlocked=False)
    assert session.ask(do="credentials", name="Acme")["unavailable"] == "locked"
    session.kill_keyring()
    session.start_keyring(unlocked=True)
    assert session.ask(do="credentials", name="Acme") == {"pair": PAIR}


def test_an_entry_deleted_by_another_program_is_reported_with_the_profile(session: KeyringSession) -> None:
    _add(session)
    (entry,) = session.entries()
    session.delete_entry(entry)
    answer = session.ask(do="credentials", name="Acme")
    assert answer["unavailable"] == "missing"
    assert "no longer contains" in str(answer["says"])
    assert "“Acme”" in str(answer["says"])
    assert session.ask(do="list") == {"names": ["sample", "Acme"]}


def test_a_keyring_that_was_never_set_up_is_reported_and_nothing_is_listed(new_session: NewSession) -> None:
    session = new_session()
    session.start_keyring(unlocked=False)
    answer = _add(session)
    assert answer["unavailable"] == "dismissed"
    assert "never been set up" in str(answer["says"])
    assert session.ask(do="list") == {"names": ["sample"]}


def test_a_session_without_a_keyring_still_has_the_sample(new_session: NewSession) -> None:
    session = new_session()
    assert session.ask(do="backend") == {"backend": "none"}
    assert _add(session)["unavailable"] == "no-keyring"
    assert session.ask(do="list") == {"names": ["sample"]}
    assert "pair" in session.ask(do="credentials", name="sample")


def test_without_a_bus_the_message_says_that_there_is_no_keyring(new_session: NewSession) -> None:
    session = new_session()
    del session.environ["DBUS_SESSION_BUS_ADDRESS"]
    answer = _add(session)
    assert answer["unavailable"] == "no-keyring"
    assert "No keyring is available on this system" in str(answer["says"])
