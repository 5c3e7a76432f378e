"""How much of a header's value the sandbox shows.

Owns the masks of what arrived and what was expected. A token is good for ever, so no more than its start is shown.
"""

from __future__ import annotations

from workbench.redaction import mask

_SHOWN = 8
_HIDDEN = frozenset({"authorization", "proxy-authorization", "cookie"})


def start_of(token: str | None) -> str | None:
    """Return the first 8 digits of `token` and dots for the rest."""
    if token is None:
        return None
    return token[:_SHOWN] + "•" * 4 if len(token) > 2 * _SHOWN else "•" * len(token)


def masked_header(name: str, value: str) -> str:
    """Return `value` as it may be shown under `name`."""
    lower = name.lower()
    if lower == "kochava-auth-token":
        return start_of(value) or ""
    if lower == "kochava-api-key":
        return mask(value)
    return "•" * 4 if lower in _HIDDEN else value
