"""What each fault does.

Owns the misbehaviour of one answer on one connection. `faults.py` has the names.
"""

from __future__ import annotations

import asyncio
import socket
import struct

from workbench.sandbox.responses import SandboxResponse, refusal
from workbench.sandbox.verification import Verification

GARBAGE = b"\x00\x01 this is not HTTP \xff\xfe\r\n"
ELSEWHERE = "/track/elsewhere"
"""Where `redirect-301` points: on the sandbox itself, so that a client which follows is seen."""

_STATUS = {"http-400": 400, "http-401": 401, "http-429": 429, "http-500": 500}


def faulty_answer(fault: str, origin: str) -> SandboxResponse | None:
    """Return the answer that `fault` prescribes, or None if it only changes how an answer is delivered."""
    says = f"The sandbox was asked for the fault {fault}."
    if fault in _STATUS:
        headers = (("Retry-After", "1"),) if fault == "http-429" else ()
        return refusal(_STATUS[fault], says, *headers)
    if fault == "redirect-301":
        return SandboxResponse(301, says, b"", (("Location", f"{origin}{ELSEWHERE}"),))
    return SandboxResponse(500, says, b"") if silent(fault) else None


def silent(fault: str | None) -> bool:
    """Return whether `fault` leaves the request without an HTTP answer."""
    return fault in {"reset-before", "reset-after", "garbage"}


async def deliver(
    fault: str, answer: SandboxResponse, computed: Verification, writer: asyncio.StreamWriter, drip_s: float
) -> None:
    """Send `answer` as `fault` has it. The connection is of no use after it."""
    head = answer.head(computed, keep_open=False)
    if fault in {"reset-before", "reset-after"}:
        reset(writer)
    elif fault == "garbage":
        writer.write(GARBAGE)
        await writer.drain()
    elif fault == "truncated":
        writer.write(head + answer.body[: len(answer.body) // 2])
        await writer.drain()
    elif fault == "slow-head":
        await _drip(writer, head + answer.body, drip_s)
    elif fault == "slow-body":
        writer.write(head)
        await _drip(writer, answer.body, drip_s)
    else:
        writer.write(head + answer.body)
        await writer.drain()


def reset(writer: asyncio.StreamWriter) -> None:
    """End the connection with a TCP reset instead of an orderly end."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _drip(writer: asyncio.StreamWriter, data: bytes, pause: float) -> None:
    for at in range(len(data)):
        writer.write(data[at : at + 1])
        await writer.drain()
        await asyncio.sleep(pause)
