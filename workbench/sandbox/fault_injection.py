"""Produces the faulty response of each fault in `faults.py`."""

from __future__ import annotations

import asyncio
import socket
import struct

from workbench.sandbox.responses import SandboxResponse, refusal
from workbench.sandbox.verification import Verification

GARBAGE = b"\x00\x01 this is not HTTP \xff\xfe\r\n"
REDIRECT_PATH = "/track/elsewhere"
"""Target of `redirect-301`: the sandbox itself, so that a client that follows it is recorded."""

_STATUS = {"http-400": 400, "http-401": 401, "http-429": 429, "http-500": 500}


def fault_response(fault: str | None, origin: str) -> SandboxResponse | None:
    """Return the response of `fault`, or None if it only changes how a normal response is delivered."""
    says = f"Fault injected: {fault}."
    if fault in _STATUS:
        headers = (("Retry-After", "1"),) if fault == "http-429" else ()
        return refusal(_STATUS[fault], says, *headers)
    if fault == "redirect-301":
        return SandboxResponse(301, says, b"", (("Location", f"{origin}{REDIRECT_PATH}"),))
    return SandboxResponse(500, says, b"") if is_silent(fault) else None


def is_silent(fault: str | None) -> bool:
    """Return whether `fault` leaves the request without an HTTP response."""
    return fault in {"reset-before", "reset-after", "garbage"}


async def deliver(
    fault: str, response: SandboxResponse, verification: Verification, writer: asyncio.StreamWriter, drip_s: float
) -> None:
    """Send `response` with the fault. The connection cannot be used afterwards."""
    head = response.head(verification, keep_open=False)
    if fault in {"reset-before", "reset-after"}:
        reset(writer)
    elif fault == "garbage":
        writer.write(GARBAGE)
        await writer.drain()
    elif fault == "truncated":
        writer.write(head + response.body[: len(response.body) // 2])
        await writer.drain()
    elif fault == "slow-head":
        await _drip(writer, head + response.body, drip_s)
    elif fault == "slow-body":
        writer.write(head)
        await _drip(writer, response.body, drip_s)
    else:
        writer.write(head + response.body)
        await writer.drain()


def reset(writer: asyncio.StreamWriter) -> None:
    """Close the connection with a TCP reset."""
    raw = writer.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _drip(writer: asyncio.StreamWriter, data: bytes, pause_s: float) -> None:
    for at in range(len(data)):
        writer.write(data[at : at + 1])
        await writer.drain()
        await asyncio.sleep(pause_s)
