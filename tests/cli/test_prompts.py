"""What is asked at a terminal: values unseen, typed or pasted, and input warnings. On a real pseudo terminal."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import NEW_KEY, NEW_SECRET, OWN_KEY, OWN_SECRET, MemoryKeyring, command, stored_values
from tests.cli.terminals import AtTerminal
from workbench.cli import prompts
from workbench.cli.keyring_wait import WAITING


@pytest.fixture
def keyring(tmp_path: Path) -> Path:
    return tmp_path / "keyring.json"


def _values(keyring: Path) -> dict[str, str]:
    return stored_values(json.loads(keyring.read_text())) if keyring.exists() else {}


def _keep(keyring: Path) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        terminal.type(f"{OWN_KEY}\n")
        terminal.shows("Secret of mine: ")
        terminal.type(f"{OWN_SECRET}\n")
        assert terminal.ended() == 0, terminal.seen


def test_values_are_typed_unseen(keyring: Path) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        terminal.type(f"{OWN_KEY}\n")
        terminal.shows("Secret of mine: ")
        terminal.type(f"{OWN_SECRET}\n")
        assert terminal.ended() == 0
    assert terminal.seen.replace("\r\n", "\n") == (
        "API key of mine: \nSecret of mine: \nSaved the profile mine with the API key 1111••••8888.\n"
    )
    assert _values(keyring) == {"mine/api-key": OWN_KEY, "mine/secret": OWN_SECRET}


@pytest.mark.parametrize(
    "paste",
    [
        f"{OWN_KEY}\n{OWN_SECRET}\n",
        f"KOCHAVA_SECRET={OWN_SECRET}\nKOCHAVA_API_KEY={OWN_KEY}\n",
        json.dumps({"api_key": OWN_KEY, "secret": OWN_SECRET}) + "\n",
        json.dumps({"api_key": OWN_KEY, "secret": OWN_SECRET}, indent=2) + "\n",
    ],
    ids=["lines", "KEY=value", "JSON", "JSON, indented"],
)
def test_both_values_are_pasted_at_the_first_prompt(keyring: Path, paste: str) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        terminal.type(paste)
        assert terminal.ended() == 0, terminal.seen
    assert set(_values(keyring).values()) == {OWN_KEY, OWN_SECRET}
    assert OWN_KEY not in terminal.seen
    assert OWN_SECRET not in terminal.seen


def test_a_slip_is_said_and_mended_when_agreed(keyring: Path) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        terminal.type(f"Bearer {OWN_KEY}\n")
        terminal.shows("Secret of mine: ")
        terminal.type(f"{OWN_SECRET}\n")
        terminal.shows("? [Y/n] ")
        terminal.type("perhaps\n")  # is no answer
        terminal.shows("? [Y/n] ")
        terminal.type("\n")
        assert terminal.ended() == 0, terminal.seen
    assert _values(keyring)["mine/api-key"] == OWN_KEY
    assert OWN_KEY not in terminal.seen
    assert OWN_SECRET not in terminal.seen


def test_a_slip_that_is_meant_is_kept(keyring: Path) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        terminal.type("short-key\n")
        terminal.shows("Secret of mine: ")
        terminal.type(f"{OWN_KEY}\n")
        terminal.shows("? [Y/n] ")
        terminal.type("n\n")
        assert terminal.ended() == 0, terminal.seen
    assert _values(keyring) == {"mine/api-key": "short-key", "mine/secret": OWN_KEY}


def test_a_value_of_another_profile_is_asked_about_and_no_keeps_nothing(keyring: Path) -> None:
    _keep(keyring)
    with AtTerminal(str(keyring), "profiles", "add", "other") as terminal:
        terminal.shows("API key of other: ")
        terminal.type(f"{OWN_KEY}\n")
        terminal.shows("Secret of other: ")
        terminal.type(f"{NEW_SECRET}\n")
        terminal.shows("mine")
        terminal.shows("Keep the value unchanged? [y/N] ")
        terminal.type("\n")
        assert terminal.ended() == 2
    assert "Nothing was saved." in terminal.seen
    assert set(_values(keyring)) == {"mine/api-key", "mine/secret"}


def test_rotating_says_where_a_new_pair_comes_from_before_it_asks(keyring: Path) -> None:
    _keep(keyring)
    with AtTerminal(str(keyring), "profiles", "rotate", "mine") as terminal:
        terminal.shows("Kochava account management team")
        terminal.shows("API key of mine: ")
        terminal.type(f"{NEW_KEY}\n{NEW_SECRET}\n")
        assert terminal.ended() == 0, terminal.seen
    assert set(_values(keyring).values()) == {OWN_KEY, OWN_SECRET, NEW_KEY, NEW_SECRET}
    assert not any(value in terminal.seen for value in _values(keyring).values())


def test_signals_values_are_asked_for_and_an_empty_one_stays(keyring: Path) -> None:
    _keep(keyring)
    with AtTerminal(str(keyring), "profiles", "edit", "mine", "--signal-values") as terminal:
        for title, value in (("event key", "ev-key-1"), ("event secret", ""), ("password", "pass word 1")):
            terminal.shows(f"Signal's {title} of mine (empty: unchanged): ")
            terminal.type(f"{value}\n")
        assert terminal.ended() == 0, terminal.seen
    assert "2 of Signal's values" in terminal.seen
    assert {"ev-key-1", "pass word 1"} <= set(_values(keyring).values())
    assert "ev-key-1" not in terminal.seen
    assert "pass word 1" not in terminal.seen


def test_a_repair_is_asked_about(keyring: Path) -> None:
    _keep(keyring)
    keyring.unlink()
    with AtTerminal(str(keyring), "profiles", "check", "--repair") as terminal:
        terminal.shows("Remove the profile? [Y/n] ")
        terminal.type("n\n")
        assert terminal.ended() == 1
    with AtTerminal(str(keyring), "profiles", "check", "--repair") as terminal:
        terminal.shows("Remove the profile? [Y/n] ")
        terminal.type("y\n")
        assert terminal.ended() == 0, terminal.seen
    assert command("profiles", "show", "mine").status == 2


def test_where_echo_cannot_be_turned_off_nothing_is_asked(
    monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring
) -> None:
    read, write = os.pipe()

    @contextmanager
    def no_terminal() -> Iterator[int]:
        yield read

    monkeypatch.setattr(prompts, "at_terminal", lambda: True)
    monkeypatch.setattr(prompts, "_terminal", no_terminal)
    ended = command("profiles", "add", "mine")
    os.close(write)
    os.close(read)
    assert ended.status == 2
    assert "cannot hide input" in ended.err
    assert memory.values == {}


def test_closing_the_input_keeps_nothing(keyring: Path) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        terminal.type("\x04")
        assert terminal.ended() == 2
    assert "Nothing was entered. Nothing was saved." in terminal.seen
    assert _values(keyring) == {}


def test_ctrl_c_at_a_prompt_is_130_and_the_terminal_echoes_again(keyring: Path) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        assert not terminal.echoes()
        terminal.type("half of a val\x03")
        terminal.shows("cancelled\r\n")
        assert terminal.echoes()
        assert terminal.ended() == 130
    assert "half" not in terminal.seen
    assert _values(keyring) == {}


def test_what_was_pasted_beyond_the_values_is_thrown_away(keyring: Path) -> None:
    with AtTerminal(str(keyring), "profiles", "add", "mine") as terminal:
        terminal.shows("API key of mine: ")
        terminal.type(f"Bearer {OWN_KEY}\n{OWN_SECRET}\nn\nrm -r precious\n")
        terminal.shows("? [Y/n] ")  # and the n that was pasted answers nothing
        terminal.type("y\n")
        assert terminal.ended() == 0, terminal.seen
    assert _values(keyring)["mine/api-key"] == OWN_KEY
    assert "precious" not in terminal.seen


def test_a_keyring_that_is_waited_for_is_said_and_ctrl_c_ends_it(keyring: Path) -> None:
    _keep(keyring)
    with AtTerminal("stuck", "profiles", "show", "mine", "--fingerprints") as terminal:
        terminal.shows(WAITING)
        terminal.type("\x03")
        assert terminal.ended() == 130
    assert "cancelled" in terminal.seen
