"""Encodes and decodes the list of drafts (JSON), strictly. Does no I/O.

Uses the standard library's JSON, because a faster library would take ten times the memory.
"""

import json
from base64 import b64decode, b64encode
from typing import Any, Final, NamedTuple

from msgspec import Struct

SCHEMA: Final = 1


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
    """The whole list; `front` is the index of the current document."""

    schema: int
    documents: tuple[DraftEntry, ...]
    front: int = 0


class InvalidDraftList(ValueError):  # noqa: N818 - invalid input, not an error of the program
    """The bytes are not a list of drafts."""


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
    """Parse the list; unknown members are ignored.

    Raises:
        InvalidDraftList: it is not valid.
    """
    try:
        whole = json.loads(content.decode("utf-8"))
        documents = tuple(_entry(each) for each in _typed(whole["documents"], list))
        return DraftList(_typed(whole["schema"], int), documents, _typed(whole.get("front", 0), int))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidDraftList from error


def _entry(entry: dict[str, Any]) -> DraftEntry:
    path = entry["path"]
    return DraftEntry(
        name=_typed(entry["name"], str),
        path=None if path is None else b64decode(_typed(path, str), validate=True),
        body_sha1=_typed(entry["body_sha1"], str),
        saved_body_sha1=_typed(entry["saved_body_sha1"], str, type(None)),
        wire_form=_typed(entry["wire_form"], str),
        caret=_typed(entry["caret"], int),
        identity_link=_typed(entry.get("identity_link", False), bool),
    )


def _typed(value: Any, *kinds: type) -> Any:  # noqa: ANN401 - any JSON
    """Return the value if its type is exactly one of these; a bool is not an int."""
    if type(value) not in kinds:
        raise TypeError
    return value
