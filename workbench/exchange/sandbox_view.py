"""Reads what the sandbox computed from the headers of its response. Computes no hash itself."""

from __future__ import annotations

from typing import Literal, cast

from msgspec import Struct

from workbench.exchange.values import Response

HASH_RAW_HEADER = "Sandbox-Payload-Hash-Raw"
HASH_PHP_HEADER = "Sandbox-Payload-Hash-Php"
TOKEN_MATCH_HEADER = "Sandbox-Token-Match"  # noqa: S105 - the name of a header
NO_HASH = "none"
"""The value of the header with the PHP hash if PHP would refuse the body."""

TokenMatch = Literal["raw", "php", "both", "none"]


class SandboxView(Struct, frozen=True):
    """What the sandbox computed: hashes in hex; `payload_hash_php` is None if PHP would refuse the body.

    `token_match` is the reading under which the received token is correct.
    """

    payload_hash_raw: str
    payload_hash_php: str | None
    token_match: TokenMatch


def sandbox_view(response: Response) -> SandboxView | None:
    """Return what the sandbox computed, or None if the response is not from a sandbox."""
    raw = response.header(HASH_RAW_HEADER)
    php = response.header(HASH_PHP_HEADER)
    match = response.header(TOKEN_MATCH_HEADER)
    if raw is None or php is None or match not in {"raw", "php", "both", "none"}:
        return None
    return SandboxView(raw, None if php == NO_HASH else php, cast("TokenMatch", match))
