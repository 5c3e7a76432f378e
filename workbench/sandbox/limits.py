"""Time and size limits of the sandbox."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Durations in seconds, sizes in bytes.

    Attributes:
        idle_s: a connection without a request is closed after this time.
        head_s: time from the first byte of a head to its end.
        pause_s: a body without new data for this long counts as cut short; less than usual client timeouts.
        stray_s: a request without a length is followed by nothing if no byte comes for this long.
        body_s: time for a whole body.
        write_s: time for the client to accept a response.
        linger_s: after an error response, how long the rest of the request is still read and discarded.
        drip_s: the pause between two bytes of the slow faults: a head takes minutes, a body one.
        connections: maximum number of connections; for a further one, the oldest that waits for its client is closed.
        held_bytes: maximum bytes of all requests that are received or verified at one time.
        log_size: maximum number of requests in the log.
        log_bytes: maximum number of their bytes.
    """

    idle_s: float = 75.0
    head_s: float = 15.0
    pause_s: float = 5.0
    stray_s: float = 0.5
    body_s: float = 60.0
    write_s: float = 30.0
    linger_s: float = 2.0
    drip_s: float = 4.0
    connections: int = 128
    held_bytes: int = 32 * 1024 * 1024
    log_size: int = 1_000
    log_bytes: int = 16 * 1024 * 1024
