"""What both front ends do: derive, prepare, perform. No Qt, no terminal.

Never prints and never shows: every result is a value.
"""

from workbench.operations.derive import Derivation, Reading, derive, read
from workbench.operations.endpoints import (
    IDENTITY_LINK,
    LIVE,
    PRESETS,
    BadEndpoint,
    Endpoint,
    endpoint_from,
    is_kochava,
    is_loopback,
    is_plain_http,
    sandbox_endpoints,
)
from workbench.operations.known import known_pairs
from workbench.operations.perform import DEADLINE, perform
from workbench.operations.prepare import AsksAboutSlash, Prepared, Refused, prepare

__all__ = [
    "DEADLINE",
    "IDENTITY_LINK",
    "LIVE",
    "PRESETS",
    "AsksAboutSlash",
    "BadEndpoint",
    "Derivation",
    "Endpoint",
    "Prepared",
    "Reading",
    "Refused",
    "derive",
    "endpoint_from",
    "is_kochava",
    "is_loopback",
    "is_plain_http",
    "known_pairs",
    "perform",
    "prepare",
    "read",
    "sandbox_endpoints",
]
