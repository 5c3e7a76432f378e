"""What a payload says of itself at a glance: its app, and whether it has a user agent. It never changes a body.

Both look only into bodies of up to `LARGEST_GLANCE` bytes, since they are asked on the window's thread.
"""

import json

LARGEST_GLANCE = 1_000_000


def app_id_of(body: bytes) -> str | None:
    """Return the payload's `kochava_app_id`, its App GUID; None where there is none; bodies over 1 MB not searched.

    Of a name that stands twice, the last counts, as it does for PHP.
    """
    app_id = _member(body, "kochava_app_id")
    return app_id if isinstance(app_id, str) and app_id.strip() else None


def lacks_user_agent(body: bytes) -> bool:
    """Say whether a payload has no `device_ua`, or an empty one, and so wants the header `User-Agent: Unknown`.

    Kochava's article on payloads without a device_ua asks for it, so that one is made from `device_ver`.
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
