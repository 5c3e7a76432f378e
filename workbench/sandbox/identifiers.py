"""Finds the identifiers of a payload.

An install or event needs one device id, an identity link one id that can be linked. The form of a value is not checked:
the documented samples contain values that are not UUIDs.
"""

from __future__ import annotations

import json


def document(body: bytes) -> object:
    """Parse the JSON in `body`, numbers as text. Raises ValueError, or RecursionError for deep nesting."""
    return json.loads(body.decode(), parse_int=str, parse_float=str)


def device_ids(found: object) -> tuple[str, ...]:
    """Return the non-empty ids in `data.device_ids`, or in `data.identifiers` as in the two documented samples."""
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict):
        return ()
    return _filled(data.get("device_ids")) + _filled(data.get("identifiers"))


def link_ids(found: object) -> tuple[str, ...]:
    """Return the ids in `device_id` that can be linked.

    IdentityLink's field is `device_id`, singular and an object (Kochava's IdentityLink article). A device whose user
    limits tracking reports an id of zeros, which identifies no device.
    """
    if not isinstance(found, dict):
        return ()
    return tuple(each for each in _filled(found.get("device_id")) if each.strip("0-"))


def _filled(ids: object) -> tuple[str, ...]:
    if not isinstance(ids, dict):
        return ()
    return tuple(value for value in ids.values() if isinstance(value, str) and value.strip())
