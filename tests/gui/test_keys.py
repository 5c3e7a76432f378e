"""Profiles in the window: the keyring is asked off the window's thread, and its last answer counts."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked
from pytestqt.qtbot import QtBot

from tests.credentials.fakes import FailingKeyring, MemoryKeyring
from workbench.credentials import Facts, Profiles, Vault
from workbench.gui import keys as keys_module
from workbench.gui.bridge import Bridge
from workbench.gui.keys import Keys
from workbench.gui.state import ProfileChoice  # noqa: TC001 - kept plain: a list of them is made here
from workbench.secrecy import Secret
from workbench.signing import SAMPLE, Credentials


class SlowKeyring(MemoryKeyring):
    """A keyring whose answers about some profiles wait until they are let go, as behind a prompt."""

    priority = 0.1

    def __init__(self) -> None:
        super().__init__()
        self.slow = "\x00"
        self.go = threading.Event()
        self.threads: set[threading.Thread] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(threading.current_thread())
        if username.startswith(self.slow):
            self.go.wait(5)
        return super().get_password(service, username)


class Seen:
    """What the keys showed."""

    def __init__(self, keys: Keys) -> None:
        self.had: list[tuple[str, Credentials | None, str]] = []
        self.shown: list[tuple[list[ProfileChoice], str]] = []
        self.problems: list[str] = []
        self.keyrings: list[tuple[str, str, bool]] = []
        self.added = 0
        self.told: list[tuple[str, Credentials | None]] = []
        keys.sandbox_told.connect(lambda *told: self.told.append(told))
        keys.credentials_had.connect(lambda *had: self.had.append(had))
        keys.profiles_shown.connect(lambda *shown: self.shown.append(shown))
        keys.problem_shown.connect(self.problems.append)
        keys.keyring_shown.connect(lambda *shown: self.keyrings.append(shown))
        keys.added.connect(self._added)

    def _added(self) -> None:
        self.added += 1


@pytest.fixture
def backend() -> SlowKeyring:
    return SlowKeyring()


@pytest.fixture
def keys(qtbot: QtBot, backend: SlowKeyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    path = tmp_path / "profiles.json"
    profiles = Profiles(path, Vault(backend))
    for name in ("one", "two"):
        profiles.add(name, f"key-{name}", f"secret-{name}")
    backend.threads.clear()
    monkeypatch.setattr(keys_module, "default_profiles", lambda: Profiles(path, Vault(backend)))
    bridge = Bridge()
    yield Keys(bridge)
    backend.go.set()
    bridge.close()


@pytest.fixture
def seen(keys: Keys) -> Seen:
    return Seen(keys)


def test_the_sample_is_had_at_once_and_the_keyring_is_not_asked(keys: Keys, seen: Seen, backend: SlowKeyring) -> None:
    keys.start("sample")
    [(title, pair, why)] = seen.had
    assert (title, pair, why) == ("Demo", SAMPLE, "")
    assert backend.threads == set()
    choices, chosen = seen.shown[-1]
    assert [each.name for each in choices] == ["sample", "one", "two"]
    assert (chosen, choices[0].badge, choices[0].removable) == ("sample", "public sample", False)


def test_a_profile_s_values_come_off_the_window_s_thread(
    keys: Keys, seen: Seen, backend: SlowKeyring, qtbot: QtBot
) -> None:
    keys.start("one")
    name, pair, why = seen.had[0]
    assert (name, pair) == ("one", None)
    assert why.startswith("Waiting for the keyring")
    qtbot.waitUntil(lambda: len(seen.had) == 2)
    assert seen.had[1] == ("one", Credentials("key-one", "secret-one"), "")
    assert backend.threads
    assert threading.main_thread() not in backend.threads


def test_the_answer_for_a_profile_that_is_no_longer_chosen_is_dropped(
    keys: Keys, seen: Seen, backend: SlowKeyring, qtbot: QtBot
) -> None:
    backend.slow = "one/"
    keys.choose("one")
    keys.choose("two")
    qtbot.waitUntil(lambda: seen.had[-1][1] is not None)
    backend.go.set()
    qtbot.waitUntil(lambda: not [each for each in threading.enumerate() if each.name == "workbench-call"])
    keys.choose("sample")
    assert [name for name, pair, _why in seen.had if pair is not None] == ["two", "Demo"]


def test_a_profile_that_is_gone_gives_way_to_the_sample(keys: Keys, seen: Seen) -> None:
    keys.start("long gone")
    assert keys.chosen == "sample"
    assert seen.had[-1][1] == SAMPLE


def test_a_keyring_that_says_no_leaves_the_choice_and_says_why(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = FailingKeyring(KeyringLocked(), ())
    path = tmp_path / "profiles.json"
    Profiles(path, Vault(failing)).add("one", "key", "secret")
    failing.failing = {failing.asked + 1}
    monkeypatch.setattr(keys_module, "default_profiles", lambda: Profiles(path, Vault(failing)))
    bridge = Bridge()
    keys = Keys(bridge)
    seen = Seen(keys)
    keys.choose("one")
    qtbot.waitUntil(lambda: len(seen.had) == 2)
    assert seen.had[1][1] is None
    assert "locked" in seen.had[1][2]
    assert keys.chosen == "one"
    bridge.close()


def test_a_profile_is_added_chosen_and_deleted(keys: Keys, seen: Seen, backend: SlowKeyring, qtbot: QtBot) -> None:
    keys.add("three", Secret("key-three"), Secret("secret-three"))
    qtbot.waitUntil(lambda: bool(seen.had) and seen.had[-1][1] == Credentials("key-three", "secret-three"))
    assert (seen.added, keys.chosen) == (1, "three")
    keys.delete("three")
    qtbot.waitUntil(lambda: keys.chosen == "sample")
    assert [each.name for each in seen.shown[-1][0]] == ["sample", "one", "two"]
    assert not [entry for entry in backend.entries if entry[1].startswith("three/")]


def test_a_refusal_is_said_and_changes_nothing(keys: Keys, seen: Seen, qtbot: QtBot) -> None:
    keys.start("sample")
    for name in ("one", "", "sample", "a/b"):
        seen.problems.clear()
        keys.add(name, Secret("key"), Secret("secret"))
        qtbot.waitUntil(lambda: len(seen.problems) == 2)
        assert seen.problems[0] == ""
        assert seen.problems[1]
    assert (seen.added, keys.chosen) == (0, "sample")


def test_which_keyring_there_is_is_asked_once(keys: Keys, seen: Seen, qtbot: QtBot) -> None:
    keys.ask_keyring()
    keys.ask_keyring()
    qtbot.waitUntil(lambda: bool(seen.keyrings))
    keys.ask_keyring()
    qtbot.waitUntil(lambda: not [each for each in threading.enumerate() if each.name == "workbench-call"])
    [(_name, says, usable)] = seen.keyrings
    assert usable
    assert "nowhere else" in says


def test_the_environment_s_pair_is_a_choice_that_no_keyring_is_asked_for(
    keys: Keys, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, backend: SlowKeyring
) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "env-key")
    monkeypatch.setenv("WORKBENCH_SECRET", "env-secret")
    bridge = Bridge()
    other = Keys(bridge)
    seen = Seen(other)
    other.start("sample")
    choice = seen.shown[-1][0][1]
    assert (choice.title, choice.removable) == ("Environment", False)
    other.choose(choice.name)
    assert seen.had[-1] == ("Environment", Credentials("env-key", "env-secret"), "")
    assert backend.threads == set()
    bridge.close()


def test_half_a_pair_in_the_environment_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "env-key")
    bridge = Bridge()
    keys = Keys(bridge)
    seen = Seen(keys)
    keys.start("sample")
    assert "WORKBENCH_SECRET" in seen.problems[-1]
    assert "env-key" not in seen.problems[-1]
    assert [each.name for each in seen.shown[-1][0]] == ["sample"]
    bridge.close()


@pytest.mark.parametrize(
    ("api_key", "secret", "says"),
    [
        (" k7", "secret", "The API key begins or ends with a blank"),
        ("k7\n", "secret", "The API key holds a line end"),
        ("k7\u20ac", "secret", "outside Latin-1"),
        ("key", "s7 ", "The secret begins or ends with a blank."),
        ("key", "\ts7", "The secret begins or ends with a blank."),
    ],
)
def test_a_pair_that_could_not_be_sent_is_said_at_the_form_and_not_stored(
    keys: Keys, seen: Seen, backend: SlowKeyring, api_key: str, secret: str, says: str
) -> None:
    before = dict(backend.entries)
    keys.add("three", Secret(api_key), Secret(secret))
    [problem] = seen.problems
    assert says in problem
    assert "Nothing was stored" in problem
    assert "k7" not in problem
    assert "s7" not in problem
    assert (seen.added, backend.entries, backend.threads) == (0, before, set())


def test_the_sandbox_is_told_a_profile_s_pair_and_forgets_it_when_the_profile_is_deleted(
    keys: Keys, seen: Seen, qtbot: QtBot
) -> None:
    keys.choose("one")
    qtbot.waitUntil(lambda: bool(seen.told))
    keys.delete("one")
    qtbot.waitUntil(lambda: len(seen.told) == 2)
    assert seen.told == [("one", Credentials("key-one", "secret-one")), ("one", None)]


def test_a_profile_that_the_sandbox_must_not_know_is_not_told(
    keys: Keys, seen: Seen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = tuple(replace(each, facts=Facts(known_to_sandbox=each.name != "one")) for each in keys._profiles.list())
    monkeypatch.setattr(keys._profiles, "list", lambda: listed)
    for name in ("one", "two"):
        keys.choose(name)
        qtbot.waitUntil(lambda: seen.had[-1][1] is not None)
    assert seen.told == [("one", None), ("two", Credentials("key-two", "secret-two"))]


@pytest.mark.parametrize("name", ["Demo", "demo", "ENVIRONMENT"])
def test_a_name_the_window_gives_to_another_pair_is_reserved(keys: Keys, seen: Seen, qtbot: QtBot, name: str) -> None:
    keys.add(name, Secret("key"), Secret("secret"))
    qtbot.waitUntil(lambda: len(seen.problems) == 2)
    assert "choose another name" in seen.problems[1]
    assert seen.added == 0
