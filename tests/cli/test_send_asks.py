"""`workbench send` at a terminal: what a profile is not for is asked about. On a real pseudo terminal."""

import json
from pathlib import Path

import pytest

from tests.cli.running import OWN_KEY, OWN_SECRET
from tests.cli.terminals import AtTerminal

APP = "koconversionsdemo174ea19bc63928c"


@pytest.fixture
def keyring(tmp_path: Path) -> str:
    """Return a keyring's file with a profile that is for one host and one app."""
    path = str(tmp_path / "keyring.json")
    with AtTerminal(
        path, "profiles", "add", "mine", "--host", "control.kochava.com", "--app-guid", "koours"
    ) as terminal:
        terminal.shows("API key of mine: ")
        terminal.type(f"{OWN_KEY}\n{OWN_SECRET}\n")
        assert terminal.ended() == 0, terminal.seen
    return path


def test_at_a_terminal_another_app_is_asked_about(keyring: str, install: str) -> None:
    words = ("send", install, "--profile", "mine", "--to", "sandbox")
    with AtTerminal(keyring, *words) as terminal:
        terminal.shows(APP)
        terminal.shows("Send it all the same? [y/N] ")
        terminal.type("y\n")
        assert terminal.ended() == 0, terminal.seen
    assert "✓ sent" in terminal.seen
    with AtTerminal(keyring, *words, "--json") as terminal:
        terminal.shows("Send it all the same? [y/N] ")
        terminal.type("\n")
        assert terminal.ended() == 2
    assert "Nothing was sent." in terminal.seen
    assert json.loads(terminal.seen.splitlines()[-2]) == {"error": "Nothing was sent."}


def test_at_a_terminal_another_host_is_asked_about_and_ctrl_c_sends_nothing(keyring: str, install: str) -> None:
    words = ("send", install, "--profile", "mine", "--any-app", "--to", "https://example.com/track/json")
    with AtTerminal(keyring, *words) as terminal:
        terminal.shows("this goes to example.com")
        terminal.shows("Send it there this once? [y/N] ")
        terminal.type("\x03")
        assert terminal.ended() == 130
    assert terminal.seen.endswith("cancelled\r\n")
