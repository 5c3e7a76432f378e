"""What to call a payload in a list. Reads a copy; never changes a body."""

import json

_LARGEST = 1_000_000


def title_of(body: bytes, fallback: str) -> str:
    """Return the payload's `action`, or `fallback` where there is none; bodies over 1 MB are not searched."""
    if len(body) > _LARGEST:
        return fallback
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return fallback
    action = document.get("action") if isinstance(document, dict) else None
    return action[:40] if isinstance(action, str) and action.isprintable() and action.strip() else fallback
