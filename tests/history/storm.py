"""Sends in a storm, on two threads, and says on its output what it has done. Made to be killed.

`begun ID` is written once history has said that the exchange is kept: from here on its bytes would leave. `ended ID` is
written once history has said that its outcome is kept, `deleting ID` before and `deleted ID` after it is deleted.
Bodies and answers are made from the id alone, of many lengths.
"""

import hashlib
import json
import os
import random
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from workbench.exchange import Exchange, Request, Response, Timing
from workbench.history import History

TITLE = "storm"


def body_of(id_: str) -> bytes:
    """Return the body of an id: from nothing to some thousand bytes."""
    return json.dumps({"id": id_, "more": id_ * (int(id_[:2], 16) % 40) * 3}).encode()


def answer_of(id_: str) -> Response:
    """Return the answer of an id."""
    return Response(200, "OK", "HTTP/1.1", (), body_of(id_)[::-1], Timing(0.5))


def exchange_of(id_: str, run: str = "") -> Exchange:
    """Return the exchange of an id."""
    body = body_of(id_)
    return Exchange(
        id=id_,
        started=datetime.now(UTC),
        title=TITLE,
        profile="sample",
        endpoint="Sandbox",
        wire_form="as-typed",
        request=Request("POST", "http://127.0.0.1/", (), body),
        payload_hash=hashlib.sha1(body, usedforsecurity=False).hexdigest(),
        run=run,
    )


def _say(word: str, ids: list[str]) -> None:
    os.write(1, "".join(f"{word} {id_}\n" for id_ in ids).encode())  # in one piece, whatever the other thread says


def _send(history: History, run: str) -> None:
    chance = random.Random()  # noqa: S311 - moments, not keys
    while True:
        ids = [uuid.uuid4().hex for _ in range(chance.randint(1, 4))]
        begun = [exchange_of(id_, run) for id_ in ids]
        history.begin(begun)
        _say("begun", ids)
        done = [replace(each, outcome=answer_of(each.id)) for each in begun]
        if chance.random() < 0.5:
            history.end(done, soon=True)
        else:
            history.end(done)
            _say("ended", ids)
        if chance.random() < 0.1:
            history.find(ids[0][:5])
        if chance.random() < 0.02:
            _say("deleting", ids[:1])
            history.delete(ids[:1])
            _say("deleted", ids[:1])


def main(path: Path) -> None:
    history = History(path)
    other = threading.Thread(target=_send, args=(history, "run"))
    other.start()
    _send(history, "")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
