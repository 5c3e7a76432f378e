"""A real gnome-keyring that is locked and waits for its prompt, which the test answers."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.credentials.login import PASSWORD, KeyringSession
from tests.credentials.prompter import Prompter

pytestmark = pytest.mark.real_keyring

PAIR = ["5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "a secret of ours"]
PATIENCE = 60  # seconds


@pytest.fixture
def session(new_session: Callable[[], KeyringSession]) -> KeyringSession:
    """A session whose keyring is locked, with one profile in it, and which has a screen for all one can tell."""
    session = new_session()
    session.start_keyring(unlocked=True)
    session.ask(do="add", name="Acme", api_key=PAIR[0], secret=PAIR[1])
    session.lock_keyring()
    session.environ["DISPLAY"] = ":none"
    return session


@pytest.fixture
def prompter(session: KeyringSession) -> Iterator[Prompter]:
    with Prompter(session.environ["DBUS_SESSION_BUS_ADDRESS"]) as prompter:
        yield prompter


def test_the_list_of_profiles_needs_no_prompt(session: KeyringSession, prompter: Prompter) -> None:
    assert session.ask(do="list") == {"names": ["sample", "Acme"]}
    assert not prompter.asked.is_set()


def test_a_value_comes_once_the_right_password_is_typed(session: KeyringSession, prompter: Prompter) -> None:
    with session.open() as process:
        process.put(do="credentials", name="Acme")
        assert prompter.asked.wait(PATIENCE)
        prompter.unlock("not the password")
        assert prompter.asked.wait(PATIENCE), "the keyring asks again"
        prompter.unlock(PASSWORD)
        assert process.answer() == {"pair": PAIR}


def test_a_prompt_that_is_closed_is_said_and_asked_again_the_next_time(
    session: KeyringSession, prompter: Prompter
) -> None:
    with session.open() as process:
        process.put(do="credentials", name="Acme")
        assert prompter.asked.wait(PATIENCE)
        prompter.dismiss()
        answer = process.answer()
        assert answer["unavailable"] == "dismissed"
        assert "prompt was closed" in answer["says"]
        process.put(do="credentials", name="Acme")
        assert prompter.asked.wait(PATIENCE)
        prompter.unlock(PASSWORD)
        assert process.answer() == {"pair": PAIR}


def test_a_keyring_killed_while_its_prompt_stands_open_ends_the_wait_with_a_sentence(
    session: KeyringSession, prompter: Prompter
) -> None:
    with session.open() as process:
        process.put(do="credentials", name="Acme")
        assert prompter.asked.wait(PATIENCE)
        session.kill_keyring()
        answer = process.answer()
        assert answer["unavailable"] == "died"
        assert "stopped answering" in answer["says"]
        assert prompter.withdrawn.wait(PATIENCE)
        session.start_keyring(unlocked=True)
        assert process.ask(do="credentials", name="Acme") == {"pair": PAIR}


def test_the_first_prompt_ever_ends_with_the_keyring_too(new_session: Callable[[], KeyringSession]) -> None:
    session = new_session()
    session.start_keyring(unlocked=False)
    with Prompter(session.environ["DBUS_SESSION_BUS_ADDRESS"]) as prompter, session.open() as process:
        process.put(do="add", name="Acme", api_key=PAIR[0], secret=PAIR[1])
        assert prompter.asked.wait(PATIENCE), "the keyring asks for its first password"
        session.kill_keyring()
        assert process.answer()["unavailable"] == "died"
        assert session.ask(do="list")["names"] == ["sample"]


def test_a_command_without_a_terminal_does_not_wait_for_a_prompt_for_ever(
    session: KeyringSession, prompter: Prompter
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "workbench", "sign", "-", "--profile", "Acme", "--json"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=session.environ,
    ) as process:
        assert prompter.asked.wait(PATIENCE)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 4
    assert json.loads(out)["why"] == "locked"
    assert b"locked" in err
