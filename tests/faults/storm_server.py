"""Sandboxes and faulty servers, in a process of their own, which note whose requests came to them.

Its first line says where each is; once its input ends it says which ids came, as often as they came, and ends.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from contextlib import ExitStack

from tests.faults.table import FAULTS, Standing
from workbench.sandbox import FAULTS as SANDBOX_FAULTS
from workbench.sandbox.listen import bind
from workbench.sandbox.server import Limits, Sandbox


def main() -> None:
    """Serve until the input ends."""
    came: list[bytes] = []
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    limits = Limits(drip_s=0.05, connections=1_000, log_size=1)
    sandboxes = {
        fault or "none": Sandbox(
            bind(), fault=fault, limits=limits, on_request=lambda received: came.append(received.body)
        )
        for fault in (None, *SANDBOX_FAULTS)
    }
    for each in sandboxes.values():
        asyncio.run_coroutine_threadsafe(each.start(), loop).result()
    stood: list[Standing] = []
    with ExitStack() as stack:
        urls = {name: each.url for name, each in sandboxes.items()}
        for fault in FAULTS:
            if not fault.shows and fault.place not in ("unnamed", "unanswered"):
                standing = stack.enter_context(fault.standing())
                urls[fault.name] = standing.url
                stood.append(standing)
        sys.stdout.write(json.dumps(urls) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
    for each in sandboxes.values():
        asyncio.run_coroutine_threadsafe(each.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    came += [body for each in stood if each.server for body in each.server.bodies]
    sys.stdout.write(json.dumps([json.loads(body)["id"] for body in came if body]) + "\n")


if __name__ == "__main__":
    main()
