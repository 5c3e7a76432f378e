"""Standard output and standard error that are closed, full or not read: the exit status, and what was sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.answering import answering
from tests.cli.kept import SAMPLE, listed
from tests.cli.running import command, line_of

_PATIENCE = 120
LOST = {"closed": 74, "full": 74, "gone": 141}
"""How an output is lost, and the exit status."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "--version": (),
    "--help": (),
    "-h": (),
    "sign": ("{body}", *SAMPLE),
    "sign --json": ("{body}", *SAMPLE),
    "sign --help": (),
    "wire": ("{body}",),
    "verify": ("{body}", *SAMPLE, "--token", "a" * 64),
    "php": ("{body}",),
    "send --dry-run": ("{body}", *SAMPLE, "--to", "sandbox"),
    "history": ("--help",),
    "history list": (),
    "history list --json": ("nothing-like-that",),
    "history show": ("last",),
    "history show --body": ("last",),
    "history export": ("last", "--as", "har"),
    "history compare": ("last", "last"),
    "history usage": (),
    "profiles list": (),
    "profiles show": ("sample",),
    "selftest": (),
    "completion": ("bash",),
}


@contextmanager
def lost(how: str) -> Iterator[int]:
    """Yield a file descriptor that takes nothing."""
    if how == "full":
        descriptor = os.open("/dev/full", os.O_WRONLY)
    else:
        reading, descriptor = os.pipe()
        os.close(reading)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def run(out: str, err: str, *words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Run a command with each stream lost in some way, or kept; return exit status, output and messages."""
    script = 'exec "$@"' + " >&-" * (out == "closed") + " 2>&-" * (err == "closed")
    with lost(out) as no_out, lost(err) as no_err:
        done = subprocess.run(
            ["sh", "-c", script, "sh", *line_of(*words)],
            stdout=subprocess.PIPE if out in {"kept", "closed"} else no_out,
            stderr=subprocess.PIPE if err in {"kept", "closed"} else no_err,
            input=stdin,
            check=False,
            timeout=_PATIENCE,
        )
    return done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode()


@pytest.fixture
def _saved(install: str) -> None:
    assert command("send", install, *SAMPLE, "--to", "sandbox").status == 0


@pytest.mark.usefixtures("_saved")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_result_that_cannot_be_written_has_its_own_status(install: str, name: str) -> None:
    words = (*name.split(), *(word.format(body=install) for word in COMMANDS[name]))
    for how, status in LOST.items():
        code, out, err = run(how, "kept", *words)
        assert (code, out) == (status, ""), (how, err)
        assert "Traceback" not in err
        assert "Exception ignored" not in err
        assert err.count("the output could not be written") == (status == 74)
        assert "sent" not in err.replace("Nothing was sent", "")


@pytest.mark.parametrize("how", LOST)
def test_messages_that_cannot_be_written_change_nothing(install: str, how: str) -> None:
    for words, status in ((("sign", install, *SAMPLE), 0), (("sign", "missing"), 2), (("php", install), 1)):
        kept = command(*words)
        code, out, _ = run("kept", how, *words)
        assert (code, out) == (status, kept.text)
    assert run(how, how, "sign", install, *SAMPLE)[0] == LOST[how]
    assert run(how, how, "sign", "missing", "--json")[0] == 2


@pytest.mark.parametrize("how", LOST)
@pytest.mark.parametrize(
    "words",
    [(), ("--json",), ("--verbose",), ("--repeat", "3"), ("--repeat", "3", "--jsonl"), ("--repeat", "2", "--json")],
)
def test_a_send_that_left_is_said_with_its_id(install: str, words: tuple[str, ...], how: str) -> None:
    with answering() as server:
        code, _, err = run(how, "kept", "send", install, *SAMPLE, "--to", server.url, *words)
    assert code == LOST[how], err
    assert "Traceback" not in err
    if not server.requests:  # the request is printed before it is sent
        assert words in {("--verbose",), ("--repeat", "3")}
        assert "was sent" not in err
        return
    assert "the request was sent: workbench history show " in err
    assert str(err).partition("history show ")[2].split()[0] in {row["id"] for row in listed()}
    assert "othing was sent" not in err


@pytest.mark.parametrize("how", LOST)
def test_a_resend_that_left_is_said_with_its_id(install: str, how: str) -> None:
    with answering() as server:
        command("send", install, *SAMPLE, "--to", server.url)
        code, _, err = run(how, "kept", "history", "resend", "last")
        assert len(server.requests) == 2
    assert code == LOST[how], err
    assert f"history show {listed()[0]['id']}" in err


def test_a_private_send_has_no_id(install: str) -> None:
    with answering() as server:
        code, _, err = run("full", "kept", "send", install, *SAMPLE, "--to", server.url, "--private")
    assert code == 74
    assert "the request was sent, without a history." in err


def test_a_send_that_did_not_leave_is_not_said_to_have(install: str) -> None:
    with answering() as server:
        url = server.url
    code, _, err = run("full", "kept", "send", install, *SAMPLE, "--to", url)
    assert code == 74
    assert "the request" not in err


@pytest.mark.parametrize("how", LOST)
def test_a_status_that_means_that_nothing_was_done_stands(install: str, how: str) -> None:
    for words, status in (
        (("send", "missing", *SAMPLE, "--to", "sandbox", "--json"), 2),
        (("send", install, "--profile", "nobody", "--to", "sandbox", "--json"), 4),
        (("sign", install, "--json", "--wire", "none"), 2),
    ):
        code, _, err = run(how, "kept", *words)
        assert code == status, err
        assert "workbench: " in err


def test_an_interrupted_send_says_so_as_json(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.cli.commands import sign

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(sign, "sign", interrupted)
    ended = command("sign", install, *SAMPLE, "--json")
    assert (ended.status, list(ended.json)) == (130, ["error"])
    monkeypatch.setattr(sign, "sign", broken)
    ended = command("sign", install, *SAMPLE, "--json")
    assert (ended.status, list(ended.json)) == (70, ["error"])


def test_a_file_does_not_take_the_place_of_a_closed_stream(install: str, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    script = (
        "import os, sys; from workbench.cli.output import prepare_streams; prepare_streams(); "
        "found = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY); os.write(found, str(found > 2).encode())"
    )
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", script, str(target)], check=False, timeout=60
    )
    assert (done.returncode, target.read_text()) == (0, "True")


def test_json_of_any_text_is_not_changed_by_marking(tmp_path: Path) -> None:
    name = "\x7f\x1b\x9b\u202e"
    ended = command("sign", str(tmp_path / name), "--json")
    assert name in str(json.loads(ended.out)["error"])
