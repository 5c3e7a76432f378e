"""Operations that both front ends use: derive, prepare, perform, repeat, resend, diff.

No Qt and no terminal output: every result is returned as a value. `perform` and `repeat` are imported with the
first send, not here.
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
    sandbox_credentials,
    sandbox_endpoints,
)
from workbench.operations.prepare import (
    SLASH_CONFIRMED,
    ConfirmationNeeded,
    Headers,
    Prepared,
    Refused,
    SendRequest,
    pair_fingerprint,
    prepare,
    title_for,
)
from workbench.operations.profile_scope import app_allowed, host_allowed, normalised_host

__all__ = [
    "IDENTITY_LINK",
    "LIVE",
    "PRESETS",
    "SLASH_CONFIRMED",
    "BadEndpoint",
    "ConfirmationNeeded",
    "Derivation",
    "Endpoint",
    "Headers",
    "Prepared",
    "Reading",
    "Refused",
    "SendRequest",
    "app_allowed",
    "derive",
    "endpoint_from",
    "host_allowed",
    "is_kochava",
    "is_loopback",
    "is_plain_http",
    "normalised_host",
    "pair_fingerprint",
    "prepare",
    "read",
    "sandbox_credentials",
    "sandbox_endpoints",
    "title_for",
]
