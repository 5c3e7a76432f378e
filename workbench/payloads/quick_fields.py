"""Reads a few fields of a payload: its app, and whether it has a user agent.

Only bodies of up to `LARGEST_GLANCE` bytes are parsed, because this runs on the GUI thread.
"""

import json

LARGEST_GLANCE = 1_000_000


def app_id_of(body: bytes) -> str | None:
    """Return the payload's `kochava_app_id`, its App GUID; None if it has none or is too large.

    If the name occurs twice, the last one counts, as in PHP.
    """
    app_id = _member(body, "kochava_app_id")
    return app_id if isinstance(app_id, str) and app_id.strip() else None


def lacks_user_agent(body: bytes) -> bool:
    """Whether a payload has no `device_ua`, or an empty one, and so needs the header `User-Agent: Unknown`.

    Kochava's article on payloads without a device_ua asks for this, so that one is made from `device_ver`.
    """
    data = _member(body, "data")
    return isinstance(data, dict) and not data.get("device_ua") and bool(data.get("device_ver"))


def _member(body: bytes, name: str) -> object:
    if len(body) > LARGEST_GLANCE:
        return None
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document.get(name) if isinstance(document, dict) else None
