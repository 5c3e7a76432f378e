"""Runs a command line in this process or in a new one, and returns its output."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import keyring.backend
import pytest

from workbench.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Mapping

API_KEY = "F5BF7338-04CA-4E07-97C8-49E20C409E91"
SECRET = "9x6C9uN3c1"
OWN_KEY = "11112222-3333-4444-5555-666677778888"
OWN_SECRET = "s3cret/ärger of ours"
NEW_KEY = "99998888-7777-6666-5555-444433332222"
NEW_SECRET = "another s3cret of ours"
INSTALL_HASH = "e34e502ecf03a87a475f5c95b707523bbb58e4fe"
INSTALL_TOKEN = "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbcc"

ODD_BODIES = {
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "CRLF": b'{\r\n  "a": 1\r\n}\r\n',
    "lone CR": b'{"a":1}\r',
    "NUL": b'{"a":"\x00"}\x00',
    "invalid UTF-8": b'{"a":"\xff\xfe\xc3"}',
    "no-break space and line separator": '{"a":"\u00a0\u2028"}'.encode(),
    "no JSON at all": b"action=install&x=/",
    "empty": b"",
    "control Z": b'{"a":1}\x1a{"b":2}',
}


@dataclass(frozen=True)
class Ended:
    """The result of a command."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def json(self) -> dict[str, object]:
        """The JSON object on standard output; fails unless there is exactly one."""
        assert self.text.endswith("\n")
        value = json.loads(self.text)
        assert isinstance(value, dict)
        return value

    def row(self, label: str) -> str:
        """The value of a row."""
        lines = [line for line in self.text.splitlines() if line.startswith(label + " ")]
        assert len(lines) == 1, self.text
        return lines[0][len(label) :].strip()


def stored_values(entries: Mapping[str, str]) -> dict[str, str]:
    """Return the values in the entries of profiles, by profile and kind, such as `mine/api-key`."""
    return {
        f"{user.rpartition('/')[0]}/{part}": value
        for user, content in entries.items()
        for part, value in json.loads(content).items()
    }


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that forgets with the test.

    Attributes:
        values: what it holds, by service and entry.
        trouble: what every call raises from now on, if anything.
        asked: how many calls came.
    """

    priority = 1
    name = "memory"

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.values: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None
        self.asked = 0

    @property
    def stored(self) -> dict[str, str]:
        """The values in it, as `stored_values` returns them."""
        return stored_values({user: content for (_service, user), content in self.values.items()})

    def get_password(self, service: str, username: str) -> str | None:
        self._answer()
        return self.values.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer()
        self.values[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._answer()
        del self.values[service, username]

    def _answer(self) -> None:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble


def command(*words: str, stdin: bytes = b"") -> Ended:
    """Run a command in this process with separate streams."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="latin-1") for name in ("stdout", "stderr")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        status = main(words)
        for stream in streams.values():
            stream.flush()
    out, err = (_written(stream) for stream in streams.values())
    return Ended(int(status), out, err.decode("utf-8"))


def add_profile(name: str = "mine", *words: str, api_key: str = OWN_KEY, secret: str = OWN_SECRET) -> Ended:
    """Add a profile to the keyring."""
    return command("profiles", "add", name, *words, stdin=f"{api_key}\n{secret}\n".encode())


def _written(stream: io.TextIOWrapper) -> bytes:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


def line_of(*words: str) -> list[str]:
    """The command that starts the program in a new process."""
    return [sys.executable, "-m", "workbench", *words]


def program(*words: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Ended:
    """Run a command in a new process."""
    done = subprocess.run(
        line_of(*words),
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **(environ or {})},
        timeout=120,
    )
    return Ended(done.returncode, done.stdout, done.stderr.decode("utf-8"))
