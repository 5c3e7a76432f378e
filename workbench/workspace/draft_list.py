"""Owns the form of the list of drafts in its file. It reads strictly, and never touches a disk.

The standard library's JSON is enough for a list that only this program writes, and takes a tenth of the memory that
a window would hold for a faster one.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One document; `path` as the file system has it, which need not be text."""

    name: str
    path: bytes | None
    body_sha1: str
    saved_body_sha1: str | None
    wire_form: str
    caret: int
    identity_link: bool = False


class Listing(NamedTuple):
    """The whole list."""

    schema: int
    documents: tuple[Listed, ...]
    front: int = 0


class NoListing(ValueError):  # noqa: N818 - an answer to what was read
    """The bytes are no list of drafts."""


def written(listing: Listing) -> bytes:
    """Return the list as it stands in its file.

    Raises:
        UnicodeEncodeError: a name holds half a character.
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
        for each in listing.documents
    ]
    whole = {"schema": listing.schema, "documents": documents, "front": listing.front}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8")


def read_listing(content: bytes) -> Listing:
    """Read the list; members that this version does not know are passed over.

    Raises:
        NoListing: it is none.
    """
    try:
        whole = json.loads(content.decode("utf-8"))
        documents = tuple(_listed(each) for each in _is(whole["documents"], list))
        return Listing(_is(whole["schema"], int), documents, _is(whole.get("front", 0), int))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise NoListing from error


def _listed(entry: dict[str, Any]) -> Listed:
    path = entry["path"]
    return Listed(
        name=_is(entry["name"], str),
        path=None if path is None else b64decode(_is(path, str), validate=True),
        body_sha1=_is(entry["body_sha1"], str),
        saved_body_sha1=_is(entry["saved_body_sha1"], str, type(None)),
        wire_form=_is(entry["wire_form"], str),
        caret=_is(entry["caret"], int),
        identity_link=_is(entry.get("identity_link", False), bool),
    )


def _is(value: Any, *kinds: type) -> Any:  # noqa: ANN401 - any JSON
    """Return the value if it is of one of these very kinds; a truth value is no number."""
    if type(value) not in kinds:
        raise TypeError
    return value
