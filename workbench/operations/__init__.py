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
from workbench.operations.perform import begun, carry_out, perform, title_for
from workbench.operations.prepare import AGREED_SLASH, Asks, Headers, Prepared, Refused, pair_fingerprint, prepare
from workbench.operations.profile_scope import is_among_apps, is_among_hosts, plain_host
from workbench.operations.sandbox_credentials import known_pairs

__all__ = [
    "AGREED_SLASH",
    "IDENTITY_LINK",
    "LIVE",
    "PRESETS",
    "Asks",
    "BadEndpoint",
    "Derivation",
    "Endpoint",
    "Headers",
    "Prepared",
    "Reading",
    "Refused",
    "begun",
    "carry_out",
    "derive",
    "endpoint_from",
    "is_among_apps",
    "is_among_hosts",
    "is_kochava",
    "is_loopback",
    "is_plain_http",
    "known_pairs",
    "pair_fingerprint",
    "perform",
    "plain_host",
    "prepare",
    "read",
    "sandbox_endpoints",
    "title_for",
]
