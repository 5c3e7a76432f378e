"""`workbench send` at a terminal: what a profile is not for, and what goes out many times, is asked about.

On a real pseudo terminal.
"""

import json
from pathlib import Path

import pytest

from tests.cli.running import OWN_KEY, OWN_SECRET, command
from tests.cli.terminals import AtTerminal

APP = "koconversionsdemo174ea19bc63928c"


@pytest.fixture
def keyring(tmp_path: Path) -> str:
    """Return the file of a keyring with a profile that allows one host and one app."""
    path = str(tmp_path / "keyring.json")
    with AtTerminal(
        path, "profiles", "add", "mine", "--host", "control.kochava.com", "--app-guid", "koours"
    ) as terminal:
        terminal.shows("API key of mine: ")
        terminal.type(f"{OWN_KEY}\n{OWN_SECRET}\n")
        assert terminal.ended() == 0, terminal.seen
    return path


def test_another_app_needs_confirmation_at_a_terminal(keyring: str, install: str) -> None:
    words = ("send", install, "--profile", "mine", "--to", "sandbox")
    with AtTerminal(keyring, *words) as terminal:
        terminal.shows(APP)
        terminal.shows("Send anyway? [y/N] ")
        terminal.type("y\n")
        assert terminal.ended() == 0, terminal.seen
    assert "✓ sent" in terminal.seen
    with AtTerminal(keyring, *words, "--json") as terminal:
        terminal.shows("Send anyway? [y/N] ")
        terminal.type("\n")
        assert terminal.ended() == 2
    assert "Nothing was sent." in terminal.seen
    assert json.loads(terminal.seen.splitlines()[-2]) == {"error": "Nothing was sent."}


def test_another_host_needs_confirmation_and_ctrl_c_sends_nothing(keyring: str, install: str) -> None:
    words = ("send", install, "--profile", "mine", "--any-app", "--to", "https://example.com/track/json")
    with AtTerminal(keyring, *words) as terminal:
        terminal.shows("the endpoint is example.com")
        terminal.shows("Send to this host once? [y/N] ")
        terminal.type("\x03")
        assert terminal.ended() == 130
    assert terminal.seen.endswith("cancelled\r\n")


def test_a_remote_run_needs_confirmation_with_count_host_and_app(keyring: str, install: str) -> None:
    words = ("send", install, "--profile", "mine", "--any-app", "--any-host", "--to", "https://example.com/track/json")
    with AtTerminal(keyring, *words, "--repeat", "500", "--concurrency", "3") as terminal:
        terminal.shows(f"This sends 500 requests to example.com for app {APP}: 2 per second, concurrency 3")
        terminal.shows("Send them? [y/N] ")
        terminal.type("\n")
        assert terminal.ended() == 2
    assert "Nothing was sent." in terminal.seen


def test_a_run_shows_its_progress_and_ctrl_c_cancels_it(keyring: str, install: str) -> None:
    words = ("send", install, "--profile", "sample", "--to", "sandbox", "--repeat", "900", "--rate", "30")
    with AtTerminal(keyring, *words) as terminal:
        terminal.shows(" of 900 done, ")
        terminal.shows("Ctrl+C cancels")
        terminal.type("\x03")
        assert terminal.ended() == 130
    assert "The run was cancelled: " in terminal.seen
    assert terminal.seen.rstrip().endswith(" not sent.")


def test_erase_asks_for_confirmation_at_a_terminal(keyring: str, install: str) -> None:
    assert command("send", install, "--profile", "sample", "--to", "sandbox").status == 0
    for typed, status, left in [("\n", 2, 1), ("y\n", 0, 0)]:
        with AtTerminal(keyring, "history", "erase") as terminal:
            terminal.shows("deletes the whole history permanently (1 exchange), including pinned exchanges.")
            terminal.shows("Delete it? [y/N] ")
            terminal.type(typed)
            assert terminal.ended() == status
        assert command("history", "list", "--json").json["found"] == left
