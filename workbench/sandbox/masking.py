"""Masks header values for display. A token stays valid for ever, so at most its start is shown."""

from __future__ import annotations

from workbench.redaction import mask

_SHOWN = 8
_HIDDEN = frozenset({"authorization", "proxy-authorization", "cookie"})


def masked_token(token: str | None) -> str | None:
    """Return the first 8 digits of `token`, and dots for the rest."""
    if token is None:
        return None
    return token[:_SHOWN] + "•" * 4 if len(token) > 2 * _SHOWN else "•" * len(token)


def masked_header(name: str, value: str) -> str:
    """Return the value of header `name` for display."""
    lower = name.lower()
    if lower == "kochava-auth-token":
        return masked_token(value) or ""
    if lower == "kochava-api-key":
        return mask(value)
    return "•" * 4 if lower in _HIDDEN else value
