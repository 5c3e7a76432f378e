"""How long and how much the sandbox bears.

Owns the numbers, so that a test can shorten them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Durations in seconds, sizes in bytes.

    Attributes:
        idle_s: a connection without a request is closed after this.
        head_s: a head must be whole within this of its first byte.
        pause_s: a body that brings nothing for this long has been cut short; below a client's usual patience.
        body_s: a body must be whole within this.
        write_s: an answer that the client does not take within this is given up.
        linger_s: after a refusal, how long the rest of the request is still taken and thrown away.
        drip_s: the pause between two bytes of the slow faults: a head takes minutes, a body one.
        connections: how many are served at a time; further ones are closed at once.
        kept: how many requests are remembered.
        kept_bytes: how many bytes of them.
    """

    idle_s: float = 75.0
    head_s: float = 15.0
    pause_s: float = 5.0
    body_s: float = 60.0
    write_s: float = 30.0
    linger_s: float = 2.0
    drip_s: float = 4.0
    connections: int = 128
    kept: int = 1_000
    kept_bytes: int = 16 * 1024 * 1024
