"""Owns what is being typed and not yet saved, so that it outlives a crash. Never touches the payload files.

A folder holds `drafts.json`, which lists the open documents, and one file of exact bytes for each body, named after
its SHA-1. A body is written before the list that names it, and removed after: whatever moment the process is killed
at, the list names complete bodies.
"""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from workbench.disk import locked, replace_file, set_aside, state_dir, sweep

SCHEMA: Final = 1
_BODY: Final = ".body"


@dataclass(frozen=True, slots=True)
class Draft:
    """One open document as it was at its last change.

    Attributes:
        name: what its tab says.
        path: the payload file it belongs to; None before it is saved for the first time.
        body: its exact bytes, before the wire form.
        saved_body_sha1: SHA-1 of the bytes last loaded or saved, 40 hex digits; None before that.
        wire_form: the value of a `signing.WireForm`.
        caret: where the caret stands; the editor's own count.
    """

    name: str
    path: str | None
    body: bytes
    saved_body_sha1: str | None = None
    wire_form: str = "as-typed"
    caret: int = 0


class _Document(msgspec.Struct, kw_only=True):
    name: str
    path: bytes | None  # as the file system has it, which need not be text
    body_sha1: str
    saved_body_sha1: str | None
    wire_form: str
    caret: int


class _Open(msgspec.Struct, kw_only=True):
    schema: int
    documents: list[_Document]


class DraftStore:
    """The draft of the open document. `notes` says what the last `load` found wrong, one sentence each."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or state_dir() / "drafts"
        self._list = self._folder / "drafts.json"
        self._last_sha1: str | None = None
        self.notes: tuple[str, ...] = ()

    def save(self, draft: Draft) -> str | None:
        """Keep the draft in place of the last one; return None, or one sentence why it could not be kept.

        Writes to the disk and waits for it: not for the window's thread.
        """
        document = _Document(
            name=draft.name,
            path=None if draft.path is None else os.fsencode(draft.path),
            body_sha1=_sha1(draft.body),
            saved_body_sha1=draft.saved_body_sha1,
            wire_form=draft.wire_form,
            caret=draft.caret,
        )
        try:
            content = msgspec.json.encode(_Open(schema=SCHEMA, documents=[document]))
            with locked(self._list):
                sweep(self._list)
                body = self._body_file(document)
                if document.body_sha1 != self._last_sha1 or _size(body) != len(draft.body):
                    replace_file(body, draft.body)
                self._last_sha1 = document.body_sha1
                replace_file(self._list, content)
                self._forget_all_but({body})
        except OSError as error:
            return f"The draft could not be kept ({error.strerror}); save the document to a file: {self._folder}"
        except UnicodeEncodeError:
            return f"The draft could not be kept (its name holds half a character); save it to a file: {self._folder}"
        return None

    def load(self) -> Draft | None:
        """Return the draft that was kept last, or None. Never raises: what is damaged is set aside, with a note."""
        self.notes = ()
        try:
            with locked(self._list):
                return self._read()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.notes = (f"The draft could not be read ({error.strerror}): {self._folder}",)
        return None

    def _read(self) -> Draft | None:
        content = self._list.read_bytes()
        try:
            listed = msgspec.json.decode(content, type=_Open)
            documents = listed.documents
            path = os.fsdecode(documents[0].path) if documents and documents[0].path is not None else None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return self._rescued(self._list, "could not be understood")
        if listed.schema > SCHEMA:
            return self._rescued(self._list, "was kept by a newer version of this program")
        if not documents:
            return None
        document = documents[0]
        try:
            body = self._body_file(document).read_bytes()
        except FileNotFoundError:
            return self._rescued(self._list, "has lost its body")
        if _sha1(body) != document.body_sha1:
            return self._rescued(self._body_file(document), "is not what was written")
        return Draft(document.name, path, body, document.saved_body_sha1, document.wire_form, max(0, document.caret))

    def _rescued(self, damaged: Path, what: str) -> Draft | None:
        """Set the damaged file aside, say so, and return the newest complete body there is."""
        kept = set_aside(damaged)
        where = f"set aside as {kept.name}" if kept else "left where it is"
        said = f"The draft of the last time {what}; it was {where} in {self._folder}"
        for file in sorted(self._folder.glob(f"*{_BODY}"), key=lambda file: file.stat().st_mtime_ns, reverse=True):
            body = file.read_bytes()
            if _sha1(body) == file.name.removesuffix(_BODY):
                self.notes = (f"{said}; the text itself was complete and is here again, without its name",)
                return Draft("recovered", None, body)
        self.notes = (said,)
        return None

    def _body_file(self, document: _Document) -> Path:
        return self._folder / f"{document.body_sha1}{_BODY}"

    def _forget_all_but(self, wanted: set[Path]) -> None:
        for file in self._folder.glob(f"*{_BODY}"):
            if file not in wanted:
                with suppress(OSError):
                    file.unlink()
        for left in self._folder.glob(f".*{_BODY}.*.new"):
            with suppress(OSError):
                left.unlink()


def _sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None
