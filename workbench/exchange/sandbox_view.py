"""What the sandbox says it computed, read from an answer's headers.

Owns the names of those headers. Must never compute a hash itself: its use is that both sides computed apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from workbench.exchange.values import Response

HASH_RAW_HEADER = "Sandbox-Payload-Hash-Raw"
HASH_PHP_HEADER = "Sandbox-Payload-Hash-Php"
TOKEN_MATCH_HEADER = "Sandbox-Token-Match"  # noqa: S105 - the name of a header
NO_HASH = "none"
"""The value of the PHP hash's header when PHP would refuse the body."""

TokenMatch = Literal["raw", "php", "both", "none"]


@dataclass(frozen=True, slots=True)
class SandboxView:
    """The sandbox's own computation: hashes in hex, `payload_hash_php` None if PHP would refuse the body.

    `token_match` names the reading under which the token that arrived is right.
    """

    payload_hash_raw: str
    payload_hash_php: str | None
    token_match: TokenMatch


def sandbox_view(response: Response) -> SandboxView | None:
    """Return what the sandbox computed, or None if the answer is not a sandbox's."""
    raw = response.header(HASH_RAW_HEADER)
    php = response.header(HASH_PHP_HEADER)
    match = response.header(TOKEN_MATCH_HEADER)
    if raw is None or php is None or match not in {"raw", "php", "both", "none"}:
        return None
    return SandboxView(raw, None if php == NO_HASH else php, cast("TokenMatch", match))
