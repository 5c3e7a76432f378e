"""Waiting for a keyring: message after a while, Ctrl+C, exceptions."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.running import OWN_KEY, OWN_SECRET, MemoryKeyring, add_profile, command
from workbench.cli import keyring_wait
from workbench.cli.keyring_wait import WAITING, KeyringSilent, call_keyring
from workbench.credentials import Why

_DRIVER = str(Path(__file__).with_name("with_keyring.py"))


class _Screen(io.StringIO):
    """A standard error stream that releases the keyring when it is written to, or asked whether it is a terminal."""

    def __init__(self, answered: threading.Event, *, terminal: bool) -> None:
        super().__init__()
        self._answered = answered
        self._terminal = terminal

    def isatty(self) -> bool:
        if not self._terminal:
            self._answered.set()
        return self._terminal

    def write(self, text: str) -> int:
        self._answered.set()
        return super().write(text)


@pytest.mark.parametrize(("terminal", "said"), [(True, f"{WAITING}\n"), (False, "")], ids=["terminal", "file"])
def test_a_slow_keyring_prints_a_message_at_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, said: str
) -> None:
    answered = threading.Event()
    screen = _Screen(answered, terminal=terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(keyring_wait, "PATIENCE", 0.0)

    def keyring() -> str:
        assert answered.wait(30)
        return "here"

    assert call_keyring(keyring) == "here"
    assert screen.getvalue() == said


def test_a_fast_keyring_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Screen(threading.Event(), terminal=True)
    monkeypatch.setattr(sys, "stderr", screen)
    assert call_keyring(lambda: 7) == 7
    assert screen.getvalue() == ""


def test_exceptions_of_the_keyring_are_raised() -> None:
    def keyring() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        call_keyring(keyring)


def _add(folder: Path, **environ: str) -> str:
    """Add a profile to a keyring in a file, and return standard error."""
    done = subprocess.run(
        [sys.executable, _DRIVER, str(folder / "keyring"), "profiles", "add", "mine"],
        input=f"{OWN_KEY}\n{OWN_SECRET}\n".encode(),
        capture_output=True,
        check=True,
        env={**os.environ, **environ},
    )
    return done.stderr.decode()


def test_log_records_of_a_keyring_are_redacted(tmp_path: Path) -> None:
    said = _add(tmp_path, CARELESS="yes")
    assert 'stored {"api-key":"[redacted]","secret":"[redacted]"}' in said
    assert OWN_KEY not in said
    assert OWN_SECRET not in said


def test_ctrl_c_ends_the_wait(install: str, tmp_path: Path) -> None:
    _add(tmp_path)
    with subprocess.Popen(
        [sys.executable, _DRIVER, "stuck", "sign", install, "--profile", "mine"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"asked\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (130, b"", b"cancelled\n")


def test_ctrl_c_during_a_write_prints_advice() -> None:
    with subprocess.Popen(
        [sys.executable, _DRIVER, "stuck", "profiles", "add", "mine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{OWN_KEY}\n{OWN_SECRET}\n".encode())
        process.stdin.close()
        assert process.stdout.readline() == b"asked\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr is not None
        said = process.stderr.read().decode()
    assert "workbench profiles check" in said
    assert said.endswith("cancelled\n")


def test_without_a_terminal_the_wait_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Screen(threading.Event(), terminal=False)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(keyring_wait, "LIMIT", 0.0)
    answered = threading.Event()
    with pytest.raises(KeyringSilent) as silent:
        call_keyring(answered.wait)
    answered.set()
    assert silent.value.why is Why.LOCKED
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    "words", [("sign", "-"), ("verify", "-", "--token", "0" * 64), ("send", "-", "--to", "sandbox")]
)
def test_a_keyring_that_does_not_answer_is_status_4(
    monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring, words: tuple[str, ...]
) -> None:
    add_profile()
    answered = threading.Event()
    monkeypatch.setattr(memory, "get_password", lambda *_: answered.wait())
    monkeypatch.setattr(keyring_wait, "LIMIT", 0.0)
    ended = command(*words, "--profile", "mine", "--json", stdin=b"{}")
    answered.set()
    assert ended.status == 4
    assert ended.json["why"] == "locked"
    assert "keyring" in ended.err


def test_a_change_that_a_keyring_does_not_answer_is_status_4(
    monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring
) -> None:
    answered = threading.Event()
    monkeypatch.setattr(memory, "set_password", lambda *_: answered.wait())
    monkeypatch.setattr(keyring_wait, "LIMIT", 0.0)
    ended = add_profile()
    answered.set()
    assert ended.status == 4
    assert "workbench profiles check" in ended.err
