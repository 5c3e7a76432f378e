"""Encodes and decodes the list of drafts (JSON); every field is checked. Does no I/O.

Uses the standard library's JSON, because a faster library would take ten times the memory.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from msgspec import Struct

from workbench.salvage import objects_in, unique_members
from workbench.signing import WireForm

SCHEMA: Final = 1

_HASH: Final = re.compile(r"[0-9a-f]{40}")
_SAVED_HASH: Final = re.compile(r"[0-9a-f]{40}|unsaved|")  # empty for a new document
_LONGEST_NAME: Final = 1_000


class DraftEntry(Struct, frozen=True):
    """One document; `path` is bytes, because a file name need not be valid text."""

    name: str
    path: bytes | None
    body_sha1: str
    saved_body_sha1: str | None
    wire_form: str
    caret: int
    identity_link: bool = False


class DraftList(NamedTuple):
    """The whole list; `front` is the index of the current document.

    `damaged`: something could not be read, and is missing or has a default.
    """

    schema: int
    documents: tuple[DraftEntry, ...]
    front: int = 0
    damaged: bool = False


def encode(drafts: DraftList) -> bytes:
    """Return the list as the content of its file.

    Raises:
        UnicodeEncodeError: a name contains a lone surrogate.
    """
    documents = [
        {
            "name": each.name,
            "path": None if each.path is None else b64encode(each.path).decode("ascii"),
            "body_sha1": each.body_sha1,
            "saved_body_sha1": each.saved_body_sha1,
            "wire_form": each.wire_form,
            "caret": each.caret,
            "identity_link": each.identity_link,
        }
        for each in drafts.documents
    ]
    whole = {"schema": drafts.schema, "documents": documents, "front": drafts.front}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8")


def decode(content: bytes) -> DraftList:
    """Parse the list, as far as it can be read; unknown members are ignored. Never raises."""
    damaged = False
    try:
        whole = json.loads(content.decode("utf-8"), object_pairs_hook=unique_members)
        schema, front = _checked(whole["schema"], int), _checked(whole.get("front", 0), int)
        entries = _checked(whole["documents"], list)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        damaged = True
        schema, front, entries = SCHEMA, 0, objects_in(content, "body_sha1")
    if schema > SCHEMA:
        return DraftList(schema, ())
    read = [_entry(each) for each in entries]
    documents = tuple(entry for entry, _whole in read if entry is not None)
    return DraftList(schema, documents, front, damaged or not all(whole for _entry, whole in read))


def _entry(entry: object) -> tuple[DraftEntry | None, bool]:
    """Return an entry, None without the hash that names its text, and whether all of it could be read."""
    if not isinstance(entry, dict) or not _matches(_HASH, entry.get("body_sha1")):
        return None, False
    fields: dict[str, Any] = {
        "name": "recovered",
        "path": None,
        "saved_body_sha1": "unsaved",  # the document then counts as edited
        "wire_form": WireForm.AS_TYPED.value,
        "caret": 0,
        "identity_link": False,
    }
    whole = True
    for name in fields:
        try:
            fields[name] = _CHECKS[name](entry[name])
        except (ValueError, LookupError, TypeError):
            whole = whole and name == "identity_link" and name not in entry
    return DraftEntry(body_sha1=entry["body_sha1"], **fields), whole


def _name(value: object) -> str:
    name: str = _checked(value, str)
    name.encode()  # raises for a lone surrogate
    if "\0" in name or len(name) > _LONGEST_NAME:
        raise ValueError
    return name


def _path(value: object) -> bytes | None:
    if value is None:
        return None
    path = b64decode(_checked(value, str), validate=True)
    if not path or b"\0" in path:
        raise ValueError
    return path


def _saved_hash(value: object) -> str | None:
    if value is None or _matches(_SAVED_HASH, value):
        return _checked(value, str, type(None))  # type: ignore[no-any-return]
    raise ValueError


def _wire_form(value: object) -> str:
    return WireForm(_checked(value, str)).value


_CHECKS: Final[dict[str, Callable[[object], Any]]] = {
    "name": _name,
    "path": _path,
    "saved_body_sha1": _saved_hash,
    "wire_form": _wire_form,
    "caret": lambda value: _checked(value, int),
    "identity_link": lambda value: _checked(value, bool),
}


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _checked(value: object, *kinds: type) -> Any:  # noqa: ANN401 - any JSON
    """Return the value if its type is exactly one of these; a bool is not an int."""
    if type(value) not in kinds:
        raise TypeError
    return value
