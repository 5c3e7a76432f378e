"""What history costs: opening the log of 100,000 exchanges, a keystroke in its filter, and keeping one exchange."""

import hashlib
import itertools
import json
import random
import sqlite3
import statistics
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from tests.benchmarks.harness import Row, in_turns
from workbench.exchange import Channel, Exchange, Request, Response, Timing
from workbench.history import History, search

COUNT = 100_000
PAGE = 50  # rows that a window shows at once
AT_ONCE = 500
SENDS = 1_500

_chance = random.Random(100_000)  # noqa: S311 - the same exchanges each time, no keys
_SUCCESS = b'{"success":"1"}'


def measure() -> list[Row]:
    """Fill a history, and return the promises. Filling takes most of the time."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "history.sqlite"
        with closing(History(path)) as history:
            device = _fill(history)
        index(path)
        opened = in_turns(lambda: _first_page(path), lambda: None)
        with closing(History(path)) as history:
            typed = _typed(history, ("install", "success", "200", device, "ios profile:acme"))
        kept = _kept(Path(name))
    return [
        Row(f"open the log of {COUNT:,}, first page", opened[0], 0.0, "nothing", 100, by="difference"),
        Row("a keystroke in its filter, median", statistics.median(typed), 0.0, "nothing", 50, by="difference"),
        Row("the dearest of them", max(typed), 0.0, "nothing", 100, by="difference"),
        Row("begin and end one exchange", *kept, "the same bytes in two bare INSERTs, each committed", 10),
    ]


def _fill(history: History) -> str:
    """Keep many exchanges, three quarters of them in repeat runs; return a device id of one."""
    sends = _sends()
    wanted = ""
    for start in range(0, COUNT, AT_ONCE):
        run = f"run {start // 5_000}" if start // 5_000 % 4 else ""
        made = [replace(done, run=run, run_number=number) for number, (_, done) in zip(range(1, AT_ONCE + 1), sends)]  # noqa: B905 - without end
        history.begin(made)
        wanted = wanted or json.loads(made[0].request.body)["data"]["device_ids"]["idfa"]
    return str(wanted)


def index(path: Path) -> None:
    """Complete the search index, as a history does while no sends are running."""
    with closing(sqlite3.connect(path)) as connection, connection:
        while search.index_some(connection):
            pass


def _sends() -> Iterator[tuple[Exchange, Exchange]]:
    """Yield exchanges of about 400 bytes, under way and done."""
    for number in itertools.count():
        ids = {name: str(uuid.UUID(int=_chance.getrandbits(128))) for name in ("idfa", "idfv")}
        document = {
            "action": _chance.choice(("install", "event", "identityLink")),
            "kochava_app_id": f"koconv-app-{number % 12}-{number % 12:06x}",
            "data": {
                "origination_ip": f"192.0.2.{number % 256}",
                "device_ua": _chance.choice(("Mozilla/5.0 (iPhone; CPU iOS 17_0)", "Mozilla/5.0 (Linux; Android 14)")),
                "device_ids": ids,
                "usertime": 1_700_000_000 + number,
            },
        }
        body = json.dumps(document, indent=1).encode()
        payload_hash = hashlib.sha1(body, usedforsecurity=False).hexdigest()
        headers = (("Content-Type", "application/json"), ("Kochava-Api-Key", "KEY"), ("Kochava-Auth-Token", "f" * 64))
        begun = Exchange(
            id=uuid.UUID(int=_chance.getrandbits(128)).hex,
            started=datetime.now(UTC),
            title=str(document["action"]),
            profile=_chance.choice(("Acme", "sample")),
            endpoint="Sandbox",
            wire_form="as-typed",
            request=Request("POST", "http://127.0.0.1:8080/track/json", headers, body),
            payload_hash=payload_hash,
            token_prefix=payload_hash[8:16],
            pair="1a2b3c4d",
        )
        channel = Channel("127.0.0.1:8080", bytes_sent=len(body) + 250, bytes_received=180)
        answer = Response(
            200, "OK", "HTTP/1.1", (("Content-Length", "15"),), _SUCCESS, Timing(0.01), payload_hash, None, channel
        )
        yield begun, replace(begun, outcome=answer)


def _first_page(path: Path) -> None:
    with closing(History(path)) as history:
        assert len(history.rows(history.find()[:PAGE])) == PAGE


def _typed(history: History, queries: tuple[str, ...]) -> list[float]:
    """Type each query; return what each keystroke took, in milliseconds."""
    taken = []
    for query in queries:
        for end in range(1, min(len(query), 16) + 1):
            if query[end - 1] == ":":  # refused before anything is read
                continue
            look = _looking(history, query[:end])
            taken.append(in_turns(look, lambda: None, rounds=3)[0])
    return taken


def _looking(history: History, query: str) -> Callable[[], object]:
    return lambda: history.rows(history.find(query)[:PAGE])


def _kept(folder: Path) -> tuple[float, float]:
    """Keep exchanges one by one, and the same bytes without any of what history is for, in turns."""
    sends = _sends()
    bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = NORMAL",
        "CREATE TABLE request (id TEXT, body BLOB)",
        "CREATE TABLE answer (id TEXT, body BLOB)",
    ):
        bare.execute(statement).fetchall()

    def ours() -> None:
        begun, done = next(sends)
        history.begin([begun])
        history.end([done])

    def theirs() -> None:
        begun, _ = next(sends)
        bare.execute("INSERT INTO request VALUES (?, ?)", (begun.id, begun.request.body))
        bare.execute("INSERT INTO answer VALUES (?, ?)", (begun.id, _SUCCESS))

    with closing(bare), closing(History(folder / "sends.sqlite")) as history:
        return in_turns(ours, theirs, rounds=SENDS)
