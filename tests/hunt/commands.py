"""Runs every command line in one process, with a keyring in memory, and reports where a planted value appeared.

Started by `test_hunt.py` as a separate program.
"""

import base64
import faulthandler
import hashlib
import http.client
import io
import json
import os
import re
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from keyring.errors import KeyringLocked, PasswordSetError

from tests.hunt.command_lines import COMMANDS, Run
from tests.hunt.faults import raise_it, words_of
from tests.hunt.moody import Keyring
from tests.hunt.plan import EXTRAS, Plan
from tests.hunt.witness import Witness
from tests.journeys.servers import Hanging, OtherSandbox
from workbench.__main__ import main as workbench
from workbench.cli import line_writer, parser
from workbench.credentials import backends, default_profiles
from workbench.signing import Credentials, auth_token

PATIENCE = 500  # seconds after which the run is taken to hang
BODY = b'{"action": "install", "kochava_app_id": "koacme1", "url": "/", "data": {"device_ids": {"idfa": "x"}}}'
_ERRORS: dict[str, Callable[[str], Exception]] = {
    "locked": lambda _words: KeyringLocked(),
    "refuses": PasswordSetError,
    "refuses to write": PasswordSetError,
}


def allowed(place: str, name: str) -> bool:
    """Say whether a value may show: the auth token where `sign` answers, and nothing else anywhere.

    But in memory notes are what somebody wrote, until it is seen that they hold a value and they are refused.
    """
    return (place, name) in {("out: sign", "token"), ("repr: ProfileMetadata", "the refused pair's secret")}


class Stage:
    """The environment of the command lines.

    Attributes:
        things: what `{...}` stands for in a command line.
    """

    def __init__(self, plan: Plan, folder: Path, other: str, nobody: str) -> None:
        self._plan = plan
        (folder / "body.json").write_bytes(BODY)
        (folder / "other.json").write_bytes(BODY.replace(b"koacme1", b"koother9"))
        digits = hashlib.sha1(BODY, usedforsecurity=False).hexdigest()
        refused = plan.pairs["refused"]
        self.things = {
            "body": str(folder / "body.json"),
            "other body": str(folder / "other.json"),
            "picture": str(folder / "window.png"),
            "export": str(folder / "export.json"),
            "hash": digits,
            "wrong": auth_token(digits, Credentials(*plan.pairs["typed"])),
            "other sandbox": other,
            "proxy": other.removesuffix("/track/json"),
            "nobody": nobody,
            "refused API key": refused[0],
            "refused secret": refused[1],
        }

    def words(self, run: Run) -> list[str]:
        """Return the arguments of a command line."""
        if "{token}" in run.words:
            pair = default_profiles().credentials("kept")
            self.things["token"] = auth_token(self.things["hash"], pair)
        return [re.sub(r"\{(.*?)\}", lambda each: self.things[each[1]], word) for word in _apart(run.words)]

    def reads(self, run: Run) -> bytes:
        """Return the standard input of a command."""
        form, _, name = run.reads.partition(" ")
        api_key, secret = self._plan.pairs.get(name, ("", ""))
        return {
            "": "",
            "lines": f"{api_key}\n{secret}\n",
            "json": json.dumps({"api_key": api_key, "secret": secret}),
            "mistakes": f' "Bearer {api_key}"\n  {secret}\t\n',
            "extras": "".join(f"{self._plan.extras[each]}\n" for each in EXTRAS),
        }[form].encode()


def _apart(words: str) -> list[str]:
    """Split a command line at spaces outside of braces."""
    return re.findall(r"(?:\{[^}]*\}|\S)+", words)


class Streams:
    """The standard streams of one command; `heard` is called with each line of standard error."""

    def __init__(self, reads: bytes, heard: Callable[[str], None]) -> None:
        self._before = sys.stdin, sys.stdout, sys.stderr
        self._heard = heard
        self._raw = io.BytesIO(), io.BytesIO()
        out, err = (io.TextIOWrapper(each, encoding="utf-8", write_through=True) for each in self._raw)
        write = err.write

        def listening(text: str) -> int:
            self._heard(text)
            return write(text)

        err.write = listening  # type: ignore[method-assign]
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(reads)), out, err
        self._streams = out, err

        def write_to(descriptor: int, data: bytes) -> int:
            self._streams[descriptor - 1].write(data.decode())
            return len(data)

        # `sandbox` writes to the descriptors of the process.
        line_writer.os = SimpleNamespace(write=write_to)  # type: ignore[assignment, attr-defined]

    def end(self) -> tuple[bytes, bytes]:
        """Restore the streams of the process and return the output."""
        for each in self._streams:
            each.flush()
        sys.stdin, sys.stdout, sys.stderr = self._before
        line_writer.os = os  # type: ignore[attr-defined]
        out, err = (each.getvalue() for each in self._raw)
        return out, err


@contextmanager
def _circumstances(run: Run, plan: Plan, keyring: Keyring) -> Iterator[None]:
    """Set up environment and keyring for a run, and an error if it has one."""
    environ = dict(os.environ)
    if run.alone:
        del os.environ["WORKBENCH_API_KEY"], os.environ["WORKBENCH_SECRET"]
    keyring.error = _ERRORS[run.keyring_error] if run.keyring_error else None
    keyring.only_writing = run.keyring_error == "refuses to write"
    command = parser.command
    if run.crashes:
        words = words_of(plan, ("kept", "environment"))

        def crash(options: Any) -> int:  # noqa: ANN401 - whatever the parser made
            assert options is not None
            default_profiles().credentials("kept")
            raise_it(words)
            return 0

        def crashing(*path: str) -> object:
            found = command(*path)
            has_actions = hasattr(found, "ACTIONS") and len(path) == 1
            return found if has_actions else SimpleNamespace(describe=found.describe, run=crash)

        parser.command = crashing  # type: ignore[assignment]
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(environ)
        keyring.error = None
        parser.command = command


def _use_the_sandbox(plan: Plan, said: str) -> None:
    """Send correctly and wrongly signed requests to a sandbox, then press Ctrl+C."""
    address = re.search(r"http://\S+", said)
    if address is None:
        return

    def use() -> None:
        parts = urlsplit(address[0])
        for pair in ("environment", "typed"):
            credentials = Credentials(*plan.pairs[pair])
            digits = hashlib.sha1(BODY, usedforsecurity=False).hexdigest()
            connection = http.client.HTTPConnection(parts.netloc, timeout=120)
            headers = {
                "Kochava-Api-Key": credentials.api_key.encode("latin-1").decode("latin-1"),
                "Kochava-Auth-Token": auth_token(digits, credentials),
            }
            try:
                connection.request("POST", parts.path, BODY, headers)
                connection.getresponse().read()
            except (http.client.HTTPException, OSError):
                continue  # it was started to misbehave
            finally:
                connection.close()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=use, name="client").start()


def _leak(words: list[str]) -> int:
    """Print and store the input."""
    read = sys.stdin.read()
    sys.stdout.write(base64.b64encode(read.encode()).decode())
    sys.stderr.write(json.dumps(read))
    Path(words[0]).write_bytes(read.encode("utf-16"))
    return 0


def _go(plan: Plan, witness: Witness, keyring: Keyring, stage: Stage, *, leaking: bool) -> str:
    """Run all lines and return those with an unexpected exit status."""
    wrong: list[str] = []
    for run in [Run("leak", reads="lines kept")] if leaking else COMMANDS:
        witness.during = run.words
        name = next(iter(_apart(run.words)))
        heard = (lambda said: _use_the_sandbox(plan, said)) if name == "sandbox" else (lambda _said: None)
        with _circumstances(run, plan, keyring):
            words = stage.words(run)
            streams = Streams(stage.reads(run), heard)
            try:
                status = _leak(words) if leaking else workbench(words)
            finally:
                out, err = streams.end()
        witness.note(f"out: {name}", out)
        witness.note(f"err: {name}", err)
        if status != run.status:
            wrong.append(f"{run.words} ended with {status}, not {run.status}:\n{out.decode()}\n{err.decode()}")
        witness.look()
    return "\n".join(wrong)


def main() -> None:
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    report, folder, *more = sys.argv[1:]
    plan = Plan(**json.loads(sys.stdin.read()))
    witness = Witness(plan.values(), [Path(folder)])
    keyring = Keyring()
    backends.find_backend = lambda: keyring
    failed = ""
    with Hanging() as server:
        nobody = server.url
    try:
        with OtherSandbox(Credentials(plan.pairs["kept"][0], plan.pairs["typed"][1])) as other:
            failed = _go(plan, witness, keyring, Stage(plan, Path(folder), other.url, nobody), leaking=bool(more))
    except Exception:  # noqa: BLE001 - told to whoever started this process
        failed = f"{witness.during}: {traceback.format_exc()}"
    told = {
        "failed": failed,
        "traces": witness.traces(allowed),
        "tokens": sorted(witness.tokens),
        "places": witness.places(),
    }
    Path(report).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
