"""No text of a body, an answer, a name or a note is acted on by a terminal: every command at a pseudo-terminal."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli.answering import answering
from tests.cli.running import MemoryKeyring, add_profile, command
from workbench.__main__ import main
from workbench.cli import parser
from workbench.cli.commands import first_minute, history, profiles, sign
from workbench.cli.line_writer import LineWriter
from workbench.redaction.log_redaction import stderr_handler
from workbench.redaction.terminal_text import marked

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = "\x1b[2J\x1b]0;t\x07\x9b31m\u202e\u2066\x08\x7f\x0e\rforged"
"""ESC, BEL, C1, bidi controls, BS, DEL, SO and CR."""

NAME = f"{HOSTILE}\udcff\udc9b"
"""The same with bytes that are not UTF-8, as in a file name."""

SAMPLE = ("--profile", "sample")
BODY = json.dumps(
    {"action": "install", "data": {"device_ids": {"idfa": "x"}, "n/": HOSTILE}}, ensure_ascii=False
).encode()
NOT_JSON = HOSTILE.encode() + b"\x9b\xff{"


class Seen(NamedTuple):
    """The exit status of a command, and what the terminal got."""

    status: int
    raw: bytes

    @property
    def text(self) -> str:
        return self.raw.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def at_terminal(*words: str, stdin: bytes = b"") -> Seen:
    """Run a command in this process, with a pseudo-terminal as standard output and standard error."""
    import pty  # there is none on Windows

    ours, theirs = pty.openpty()
    got = bytearray()

    def read() -> None:
        try:
            while piece := os.read(ours, 65536):
                got.extend(piece)
        except OSError:  # the other end was closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    with pytest.MonkeyPatch.context() as patch, os.fdopen(theirs, "w", encoding="utf-8") as screen:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        status = main(words)
    reader.join()
    os.close(ours)
    assert isinstance(status, int)
    return Seen(status, bytes(got))


def check(seen: Seen, *words: str) -> None:
    """Assert that a terminal would act on nothing, apart from the line of progress that takes the place of another."""
    text = re.sub(r"\r *\r(?=Repeating|$|\S)", "", seen.text)
    assert text == marked(text), words
    assert "Traceback" not in text


@pytest.fixture
def made(tmp_path: Path, memory: MemoryKeyring) -> Iterator[dict[str, str]]:
    """Files, a profile and a history with hostile text everywhere."""
    assert add_profile("mine", "--client", HOSTILE, "--notes", HOSTILE).status == 0
    words = {"body": str(tmp_path / f"{NAME}.json"), "odd": str(tmp_path / f"odd {NAME}"), "home": str(tmp_path)}
    Path(words["body"]).write_bytes(BODY)
    Path(words["odd"]).write_bytes(NOT_JSON)
    answer = f'{{"success":"0","error":"{HOSTILE}"}}'.encode() + b"\x9b\xff"
    head = f"HTTP/1.1 400 {HOSTILE[:-7]}".encode() + b"\x9b\r\nX-Odd: \x1b[2J\x9b\r\nLocation: http://h/\x1b[2J\r\n"
    plain = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\xe2\x80\xae\r\nContent-Length: %d\r\n\r\n" % len(
        answer
    )
    with answering(head + b"Content-Length: 3\r\n\r\n\x1b[m") as odd, answering(plain + answer) as server:
        words |= {"url": server.url, "odd url": odd.url}
        kept = command("send", words["odd"], *SAMPLE, "--to", server.url, "--json").json
        words["id"] = str(kept["exchange"])
        command("history", "note", words["id"], HOSTILE)
        command("history", "tag", words["id"], HOSTILE.replace(" ", ""))
        bundle = command("history", "export", words["id"], "--as", "bundle").json
        shared = bundle["exchanges"][0]  # type: ignore[index]
        shared |= {"title": HOSTILE, "url": f"http://h/{HOSTILE}", "says": HOSTILE, "wire": HOSTILE, "reason": HOSTILE}
        words["bundle"] = str(tmp_path / "bundle.json")
        Path(words["bundle"]).write_text(json.dumps(bundle), "utf-8")
        yield words


LINES: dict[str, list[tuple[str, ...]]] = {
    "gui": [("{home}/missing" + NAME,), ("--profile", NAME), ("--" + NAME,)],
    "sign": [("{body}", *SAMPLE), ("{odd}", *SAMPLE), ("{odd}", *SAMPLE, "--wire", "php"), ("{home}",), ("a\n" + NAME,),
             ("{body}", "--profile", NAME), ("{body}", *SAMPLE, "--json"), ("{body}", "--wire", NAME)],
    "wire": [("{body}",), ("{odd}",), ("{odd}", "--wire", "php"), (NAME,)],
    "explain": [
        ("{body}", *SAMPLE, "--token", NAME),
        ("{odd}", *SAMPLE, "--token", "a" * 64),
        ("{odd}", "--payload-hash", NAME),
        ("--cases", "{odd}"),
        (NAME, *SAMPLE, "--token", "a" * 64),
    ],
    "verify": [("{body}", *SAMPLE, "--token", NAME), ("{odd}", *SAMPLE, "--token", "a" * 64, "--payload-hash", NAME)],
    "php": [("{body}",), ("{odd}",), ("{body}", "--json")],
    "send": [("{body}", *SAMPLE, "--to", "{url}", "--verbose"), ("{body}", *SAMPLE, "--to", "{odd url}", "--verbose"),
             ("{odd}", *SAMPLE, "--to", "{url}", "--json"), ("{odd}", *SAMPLE, "--to", "{url}", "--dry-run"),
             ("{body}", *SAMPLE, "--to", NAME), ("{body}", *SAMPLE, "--to", "{url}", "--ca-file", NAME),
             ("{body}", *SAMPLE, "--to", "{url}", "--repeat", "2"), ("{body}", "--to", "http://h/" + NAME, *SAMPLE),
             ("{body}", *SAMPLE, "--to", "{url}", "--repeat", "2", "--jsonl"), ("{body}", "--rate", NAME)],
    "sandbox": [("--profile", NAME), ("--fault", NAME), ("--port", NAME)],
    "history": [(NAME,), ("--" + NAME,)],
    "history list": [(), ("--each",), ("--json",), ("--jsonl",), (NAME,), ("status:" + NAME,)],
    "history show": [("{id}",), ("{id}", "--body"), ("{id}", "--response"), ("{id}", "--json"), (NAME,),
                     ("{id}", "--profile", NAME)],
    "history export": [
        *(("{id}", "--as", form) for form in ("raw", "curl", "har", "markdown", "bundle", "csv", "jsonl")),
        ("{id}", "--as", "raw", "--output", "{home}/" + NAME), ("{id}", "--as", "curl", "--output", "{home}/c" + NAME),
        ("{id}", "--as", "raw", "--output", "{home}/none/" + NAME), ("{id}", "--as", NAME)],
    "history resend": [("{id}",), ("{id}", "--to", "{odd url}"), ("{id}", "--to", NAME)],
    "history compare": [("{id}", "last"), ("{id}", NAME)],
    "history note": [(NAME, "x"), ("{id}", NAME), ("{id}", HOSTILE)],
    "history tag": [("{id}", NAME)],
    "history pin": [(NAME,)],
    "history recorded": [(NAME,)],
    "history verify-bundle": [("{bundle}",), ("{bundle}", *SAMPLE), ("{body}",), ("{odd}",), (NAME,)],
    "history usage": [()],
    "history prune": [()],
    "history erase": [()],
    "profiles": [(NAME,)],
    "profiles list": [(), ("--json",), ("--client", NAME)],
    "profiles add": [(NAME,)],
    "profiles show": [("mine",), ("mine", "--json"), (NAME,)],
    "profiles edit": [("mine", "--client", NAME), (NAME, "--client", "x"), ("mine", "--host", NAME)],
    "profiles rename": [("mine", NAME), (NAME, "other")],
    "profiles remove": [(NAME,)],
    "profiles rotate": [(NAME,)],
    "profiles check": [(), (NAME,)],
    "selftest": [(), (NAME,)],
    "completion": [("bash",), ("zsh",), ("tcsh",), (NAME,)],
    "first-minute": [("--picture", NAME)],
    NAME: [()],
    f"--{NAME}": [()],
    "--version": [()],
    "--help": [()],
}  # fmt: skip


def test_every_command_is_tried() -> None:
    actions = {
        f"{name} {action}"
        for name, module in (("history", history), ("profiles", profiles))
        for action in module.ACTIONS
    }
    assert {*parser.COMMANDS, *parser.HIDDEN} | actions <= set(LINES)


@pytest.mark.parametrize("name", LINES, ids=ascii)
def test_a_terminal_acts_on_nothing(made: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(first_minute, "_draw", lambda _picture: HOSTILE)
    for words in LINES[name]:
        line = (*(name.split(" ") if name in LINES and not name.startswith(("-", NAME)) else (name,)), *words)
        check(at_terminal(*(_filled(word, made) for word in line), stdin=BODY), *line)


def _filled(word: str, made: dict[str, str]) -> str:
    for name, value in made.items():
        word = word.replace(f"{{{name}}}", value)
    return word


def test_bytes_are_marked_on_a_terminal_and_exact_elsewhere(made: dict[str, str], tmp_path: Path) -> None:
    shown = at_terminal("wire", made["odd"])
    assert (shown.status, "‹ESC›[2J" in shown.text, "‹x9B›‹xFF›{" in shown.text) == (0, True, True)
    assert "--raw" in shown.text.splitlines()[-1]
    assert command("wire", made["odd"]).out == NOT_JSON
    for words in (
        ("show", made["id"], "--body"),
        ("show", made["id"], "--response"),
        ("export", made["id"], "--as", "raw"),
    ):
        exact = command("history", *words)
        assert at_terminal("history", *words, "--raw").raw == exact.out.replace(b"\n", b"\r\n")
        assert b"\x1b" in exact.out
    assert at_terminal("wire", made["odd"], "--raw").raw == NOT_JSON


def test_bytes_without_anything_to_mark_are_written_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes("{\n\t“a”: 1}".encode())
    assert at_terminal("wire", str(tmp_path / "plain")).raw == "{\r\n\t“a”: 1}".encode()


def test_a_file_that_is_a_terminal_is_not_written_to(made: dict[str, str]) -> None:
    import pty

    ours, theirs = pty.openpty()
    ended = command("history", "export", made["id"], "--as", "raw", "--output", os.ttyname(theirs))
    os.close(theirs)
    os.close(ours)
    assert ended.status == 2
    assert "is a terminal" in ended.err


def test_the_report_of_a_bug_and_a_log_record_are_marked(made: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        stderr_handler.emit(logging.LogRecord("x", logging.WARNING, "", 1, NAME, (), None))
        raise RuntimeError(NAME)

    monkeypatch.setattr(sign, "sign", broken)
    seen = at_terminal("sign", made["body"], *SAMPLE)
    assert seen.status == 70
    assert seen.text.count("‹ESC›[2J") >= 2
    check(seen._replace(raw=seen.text.replace("Traceback", "").encode()))


def test_a_message_of_several_lines_cannot_pass_for_another_one() -> None:
    ended = command("sign", "a\nworkbench: forged")
    assert (ended.status, ended.err.count("\nworkbench:")) == (2, 0)


def test_lines_that_are_written_in_a_thread_are_marked() -> None:
    reading, writing = os.pipe()
    lines = LineWriter(writing)
    lines.write(NAME)
    lines.finish(30)
    assert os.read(reading, 1_000) == marked(NAME).encode() + b"\n"
    os.close(reading)
    lines.write("the thread ends, as nobody reads")
    with pytest.raises(BrokenPipeError):
        lines.finish(30)
    os.close(writing)
