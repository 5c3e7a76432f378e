"""Sends in an endless repeat run, eight at a time, with a history, until it is killed."""

import asyncio
import json
import sys
import uuid
from pathlib import Path

from workbench.history import History
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare
from workbench.operations.history_recorder import HistoryRecorder
from workbench.operations.repeat import Run
from workbench.operations.run_plan import MAX_CONCURRENCY, Plan
from workbench.signing import SAMPLE, WireForm
from workbench.transport import TransportOptions


async def send_on(path: Path, url: str) -> None:
    """Send until the process is killed; whatever the history has to say goes to standard error."""
    endpoint = endpoint_from(url)

    def make(number: int) -> Prepared:
        body = json.dumps({"id": uuid.uuid4().hex, "more": "x" * (number * 37 % 3_000)}).encode()
        made = prepare(
            SendRequest(body, WireForm.AS_TYPED, "sample", SAMPLE, endpoint, transport=TransportOptions(deadline=0.3))
        )
        assert isinstance(made, Prepared)
        return made

    recorder = HistoryRecorder(History(path), lambda says: print(says, file=sys.stderr))  # noqa: T201 - to the test
    await Run(Plan(1_000_000, concurrency=MAX_CONCURRENCY), make, recorder=recorder).send_all()


if __name__ == "__main__":
    asyncio.run(send_on(Path(sys.argv[1]), sys.argv[2]))
