"""Checks the payload of a request whose token is right: what is refused, and what is accepted with a warning.

An install or event needs an action and one device id, an identity link one id. An id that is empty, all zeros or a
placeholder identifies nobody. What no source says that the server refuses is a warning. No value is quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

ACTIONS = frozenset(
    {
        "install", "initial", "session", "session_begin", "session_end", "event", "update", "init", "get_attribution",
        "identityLink", "push_token_add", "push_token_remove", "smartlink", "click",
    }
)  # fmt: skip
"""The actions in Kochava's documentation, its samples and its SDKs."""

PLACEHOLDERS = frozenset(
    {
        "null", "undefined", "none", "nil", "(null)", "unknown", "n/a", "n.a.", "na", "nan", "[object object]",
        "anonymous", "guest", "true", "false", "test",
    }
)  # fmt: skip
"""Texts that stand for a missing value, in lower case."""

_TEMPLATE = re.compile(r"\{\{.*\}\}|[$%]?\{[^{}]*\}|<[^<>]*>", re.DOTALL)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_FORMS = {
    **dict.fromkeys(("idfa", "idfv", "adid", "gaid", "aaid", "advertising_id", "oaid", "fire_adid", "rida"), _UUID),
    "android_id": re.compile(r"[0-9a-fA-F]{15,16}"),
    "imei": re.compile(r"[0-9]{15}"),
    "mac": re.compile(r"(?:[0-9a-fA-F]{2}[:-]?){5}[0-9a-fA-F]{2}"),
    **dict.fromkeys(("odin", "openudid", "udid"), re.compile(r"[0-9a-fA-F]{40}")),
}
_DOCUMENTED = frozenset({"kochava-test-idfa-2015-12-09-12", "333BA75-FE08-AAA4-9EF0-98A6AD293FEC"})
"""Ids in Kochava's sample that do not have the form of their kind."""

_NAME_SHOWN = re.compile(r"[A-Za-z][A-Za-z_]{0,30}")
_MOST_WARNINGS = 20
_NO_DEVICE = "The payload names no device: "


class PayloadWarning(NamedTuple):
    """Something that is accepted although it is probably wrong."""

    id: str
    says: str


class Checked(NamedTuple):
    """Why the payload is refused, or None; and what is accepted with a warning."""

    problem: str | None
    warnings: tuple[PayloadWarning, ...] = ()


class _Number(str):
    """The text of a number."""

    __slots__ = ()


def check_track(body: bytes) -> Checked:
    """Check the payload of an install or event; the body is JSON."""
    payload = _parsed(body)
    problem = _shape_of_track(payload)
    return Checked(problem) if problem else Checked(None, tuple(islice(_warnings_of_track(payload), _MOST_WARNINGS)))


def check_link(body: bytes) -> Checked:
    """Check the payload of an identity link; the body is JSON.

    IdentityLink's field is `device_id`, singular and an object (Kochava's IdentityLink article); each text in `data`
    can be an identity too.
    """
    payload = _parsed(body)
    if not isinstance(payload, dict):
        return Checked(f"The payload is {_kind(payload)}, not an object with device_id (singular, an object).")
    device, data = payload.get("device_id"), payload.get("data")
    devices = _valid(device)
    others = {name: value for name, value in _valid(data).items() if not isinstance(value, _Number)}
    if not devices and not others:
        has = "" if device is None or isinstance(device, dict) else f" It is {_kind(device)}."
        if "device_ids" in payload:
            has = " The payload has device_ids, which is the name in installs and events."
        return Checked(
            f"The payload contains no valid identifier: device_id (singular, an object) needs at least one.{has}"
        )
    warnings = list(islice(_form_warnings(device, "device_id"), _MOST_WARNINGS))
    if not devices:
        warnings.insert(0, PayloadWarning("no-device-id", "device_id, a documented field, has no valid identifier"))
    return Checked(None, (*_app_id(payload), *warnings))


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - JSON
    return json.loads(body.decode(), parse_int=_Number, parse_float=_Number)


def _shape_of_track(payload: Any) -> str | None:  # noqa: ANN401 - JSON
    """Return what is wrong with the shape of a payload, or None."""
    if not isinstance(payload, dict):
        return f"The payload is {_kind(payload)}, not an object with action and data."
    action, data = payload.get("action"), payload.get("data")
    if "action" not in payload:
        return f"The payload has no action.{_wrapped(payload)}"
    if not isinstance(action, str) or isinstance(action, _Number) or not action.strip():
        return f"The action is {_kind(action)}, not a word such as install."
    if not isinstance(data, dict):
        beside = " device_ids stands beside data and not in it." if "device_ids" in payload else ""
        is_what = f"data is {_kind(data)}, not an object" if "data" in payload else "it has no data"
        return f"{_NO_DEVICE}{is_what}.{beside}"
    if _valid(data.get("device_ids")) or _valid(data.get("identifiers")):
        return None
    if action == "update" and _valid({"idfa": data.get("idfa")}):
        return None  # an update of the IDFA carries it directly in data
    return _NO_DEVICE + _why_no_device(payload, data)


def _why_no_device(payload: dict[str, Any], data: dict[str, Any]) -> str:
    for name in ("device_ids", "identifiers"):
        if name in data:
            ids = data[name]
            if not isinstance(ids, dict):
                return f"data.{name} is {_kind(ids)}, not an object with names such as idfa."
            return f"every id in data.{name} is empty, all zeros or a placeholder." if ids else f"data.{name} is empty."
    for name, owner in (("device_ids", payload), ("device_id", data), ("device_id", payload)):
        if name in owner:
            place = "data." if owner is data else ""
            return f"{place}{name} stands where data.device_ids belongs."
    return "data has no device_ids."


def _wrapped(payload: dict[str, Any]) -> str:
    """Say where the payload is, if it is inside this object."""
    for value in payload.values():
        if isinstance(value, dict) and "action" in value:
            return " A payload with an action stands inside another object."
        if isinstance(value, list) and any(isinstance(each, dict) and "action" in each for each in value):
            return " Payloads with an action stand in a list; a request takes one payload."
        if isinstance(value, str) and value.lstrip().startswith("{") and '"action"' in value:
            return " A payload with an action stands inside a string: it was encoded twice."
    return ""


def _warnings_of_track(payload: dict[str, Any]) -> Iterator[PayloadWarning]:
    action, data = payload["action"], payload["data"]
    yield from _app_id(payload)
    if action not in ACTIONS:
        yield PayloadWarning("unknown-action", "the action is none of the documented ones")
    if action == "event" and not data.get("event_name"):
        yield PayloadWarning("no-event-name", "the event has no data.event_name")
    for name in ("device_ids", "identifiers"):
        if name in data and not isinstance(data[name], dict):
            yield PayloadWarning("ids-shape", f"data.{name} is {_kind(data[name])}, not an object")
        yield from _form_warnings(data.get(name), f"data.{name}")


def _app_id(payload: dict[str, Any]) -> Iterator[PayloadWarning]:
    app_id = payload.get("kochava_app_id")
    if not isinstance(app_id, str) or not app_id.strip():
        yield PayloadWarning("no-app-id", "kochava_app_id is missing or empty")


def _form_warnings(ids: Any, place: str) -> Iterator[PayloadWarning]:  # noqa: ANN401 - JSON
    for name, value in ids.items() if isinstance(ids, dict) else ():
        shown = f"{place}.{name}" if _NAME_SHOWN.fullmatch(name) else f"an id in {place}"
        if not isinstance(value, str):
            yield PayloadWarning("id-form", f"{shown} is {_kind(value)}, not a text")
        elif not value.strip() or value in _DOCUMENTED:
            continue
        elif not _is_valid(value):
            yield PayloadWarning("placeholder-id", f"{shown} is all zeros or a placeholder")
        elif (form := _FORMS.get(name.lower())) and not form.fullmatch(value):
            yield PayloadWarning("id-form", f"{shown} does not have the usual form")


def _valid(ids: Any) -> dict[str, str]:  # noqa: ANN401 - JSON
    """Return the ids of an object that identify something; none if it is no object."""
    if not isinstance(ids, dict):
        return {}
    return {name: value for name, value in ids.items() if isinstance(value, str) and _is_valid(value)}


def _is_valid(value: str) -> bool:
    plain = value.strip().lower()
    return bool(plain.strip("0-:")) and plain not in PLACEHOLDERS and not _TEMPLATE.fullmatch(plain)


def _kind(value: Any) -> str:  # noqa: ANN401 - JSON
    """Return what a JSON value is, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool | _Number):
        return "a number" if isinstance(value, _Number) else "true or false"
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return "an empty text"
        return "a text that contains JSON: it was encoded twice" if text[0] in "{[" else "a text"
    return "a list" if isinstance(value, list) else "an object"
