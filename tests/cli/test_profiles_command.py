"""`workbench profiles`: values by standard input or prompt, and never shown again."""

import getpass
import io
import sys

import keyring.backend
import pytest

from tests.cli.running import INSTALL_TOKEN, Ended, command
from workbench.__main__ import main
from workbench.credentials import Vault
from workbench.credentials import profiles as profiles_room

API_KEY = "11112222-3333-4444-5555-666677778888"
SECRET = "s3cret/ärger"


class _Memory(keyring.backend.KeyringBackend):
    """A keyring that forgets with the test."""

    priority = 1
    name = "memory"

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.values: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.values.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.values[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.values[service, username]


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> _Memory:
    backend = _Memory()
    monkeypatch.setattr(profiles_room, "Vault", lambda: Vault(backend))
    return backend


def _add(name: str = "mine") -> Ended:
    return command("profiles", "add", name, stdin=f"{API_KEY}\n{SECRET}\n".encode())


def test_the_built_in_profile_is_listed_without_a_keyring() -> None:
    ended = command("profiles", "list")
    assert ended.status == 0
    assert ended.row("sample") == "F5BF••••9E91  built in, public"


def test_the_list_as_json_masks_the_api_key() -> None:
    ended = command("profiles", "list", "--json")
    assert ended.json["profiles"] == [{"name": "sample", "api_key": "F5BF••••9E91", "built_in": True}]


def test_a_profile_is_added_from_two_lines_and_signs(memory: _Memory, install: str) -> None:
    ended = _add()
    assert ended.status == 0
    assert ended.out == b""
    assert SECRET not in ended.err
    assert API_KEY not in ended.err
    assert set(memory.values.values()) == {API_KEY, SECRET}
    token = command("sign", install, "--profile", "mine", "--json").json["auth_token"]
    assert token not in (None, INSTALL_TOKEN)
    assert command("profiles", "list").row("mine") == "1111••••8888"


def test_a_profile_is_added_by_an_unseen_prompt(memory: _Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = {"API key of mine: ": API_KEY, "Secret of mine: ": SECRET}
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda prompt, stream: answers[prompt])
    assert main(["profiles", "add", "mine"]) == 0
    assert set(memory.values.values()) == {API_KEY, SECRET}


def test_a_profile_is_removed_from_the_keyring_too(memory: _Memory) -> None:
    _add()
    ended = command("profiles", "remove", "mine")
    assert ended.status == 0
    assert memory.values == {}
    assert "mine" not in command("profiles", "list").text


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        (b"", "no first line"),
        (b"only-a-key\n", "no second line"),
        (b"\xff\nsecret\n", "not UTF-8"),
        (b"\nsecret\n", "API key is empty"),
    ],
    ids=["nothing", "no secret", "not UTF-8", "empty key"],
)
def test_input_that_is_no_pair_keeps_nothing(memory: _Memory, stdin: bytes, says: str) -> None:
    ended = command("profiles", "add", "mine", stdin=stdin)
    assert ended.status == 2
    assert says in ended.err
    assert memory.values == {}


def test_an_api_key_that_no_header_can_carry_is_warned_of(memory: _Memory) -> None:
    ended = command("profiles", "add", "mine", stdin=b" padded-key \nsecret\n")
    assert ended.status == 0
    assert "warning" in ended.err
    assert "padded-key" not in ended.err
    assert " padded-key " in memory.values.values()


@pytest.mark.parametrize("action", ["add", "remove"])
def test_the_sample_is_reserved(memory: _Memory, action: str) -> None:
    ended = command("profiles", action, "sample", stdin=f"{API_KEY}\n{SECRET}\n".encode())
    assert ended.status == 2
    assert "built" in ended.err
    assert memory.values == {}


def test_removing_what_is_not_there_is_bad_input(memory: _Memory) -> None:
    ended = command("profiles", "remove", "nobody")
    assert ended.status == 2
    assert "nobody" in ended.err
    assert memory.values == {}


def test_without_a_keyring_the_reason_is_said_and_the_status_is_4() -> None:
    ended = _add()
    assert ended.status == 4
    assert "keyring" in ended.err
    assert SECRET not in ended.err


def test_a_secret_as_a_word_is_refused_and_not_repeated(memory: _Memory) -> None:
    ended = command("profiles", "add", "mine", "--secret", SECRET)
    assert ended.status == 2
    assert "never put on the command line" in ended.err
    assert SECRET not in ended.err
    ended = command("profiles", "add", "mine", SECRET)
    assert ended.status == 2
    assert SECRET not in ended.err
    assert memory.values == {}


def test_no_action_is_bad_usage() -> None:
    assert command("profiles").status == 2
