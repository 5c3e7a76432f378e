"""Owns what is being typed and not yet saved, so that it outlives a crash. Never touches the payload files.

A folder holds `drafts.json`, which lists the open documents, and one file of exact bytes for each body, named after
its SHA-1. A body is written before the list that names it, and removed after: whatever moment the process is killed
at, the list names complete bodies.

Each window has a folder of its own, for as long as it lives: the first that no other window has. It takes over the
edited drafts that stand in the other folders without a window; they leave those only once they are kept here.
"""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.disk import claim, locked, remove_temporary_files, replace_file, set_aside, state_dir
from workbench.workspace.draft_list import SCHEMA, Listed, Listing, NoListing, read_listing, written

_BODY: Final = ".body"
_LIST: Final = "drafts.json"
_FOLDER: Final = "drafts"
_WINDOW: Final = "window"  # its lock says whose the folder is
_WINDOWS: Final = 100  # at once; one more shares the first folder


@dataclass(frozen=True, slots=True)
class Draft:
    """One open document as it was at its last change.

    Attributes:
        name: what its tab says.
        path: the payload file it belongs to; None before it is saved for the first time.
        body: its exact bytes, before the wire form.
        saved_body_sha1: SHA-1 of the bytes last loaded or saved, 40 hex digits; None before that.
        wire_form: the value of a `signing.WireForm`.
        caret: where the caret stands, in bytes of the body.
        identity_link: whether the payload goes to the IdentityLink address, which takes no token.
    """

    name: str
    path: str | None
    body: bytes
    saved_body_sha1: str | None = None
    wire_form: str = "as-typed"
    caret: int = 0
    identity_link: bool = False


@dataclass(frozen=True, slots=True)
class Drafts:
    """What was open.

    Attributes:
        documents: in the order of their tabs.
        front: which of them was in front, from 0.
    """

    documents: tuple[Draft, ...] = ()
    front: int = 0


class DraftStore:
    """The drafts of the open documents. `notes` says what the last `load` found wrong, one sentence each.

    Without a folder it takes the first free one at its first use, and has it until `close`.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._use(folder or state_dir() / _FOLDER)
        self._seeking = folder is None
        self._claim: int | None = None
        self._taken_over: list[DraftStore] = []
        self._on_disk: set[str] = set()
        self.notes: tuple[str, ...] = ()

    def save(self, drafts: Sequence[Draft], front: int = 0) -> str | None:
        """Keep these drafts in place of the last ones; return None, or one sentence why they could not be kept.

        Writes to the disk and waits for it: not for the window's thread.
        """
        try:
            documents = tuple(_document(draft) for draft in drafts)
            content = written(Listing(SCHEMA, documents, front))
            self._settle()
            with locked(self._list):
                remove_temporary_files(self._list)
                for document, draft in zip(documents, drafts, strict=True):
                    body = self._body_file(document)
                    if document.body_sha1 not in self._on_disk or _size(body) != len(draft.body):
                        replace_file(body, draft.body)
                replace_file(self._list, content)
                self._on_disk = {document.body_sha1 for document in documents}
                self._forget_all_but({self._body_file(document) for document in documents})
        except OSError as error:
            return f"The drafts could not be kept ({error.strerror}); save the documents to files: {self._folder}"
        except UnicodeEncodeError:
            return f"The drafts could not be kept (a name holds half a character); save them to files: {self._folder}"
        while self._taken_over:
            left = self._taken_over.pop()
            left.save([])
            left.close()
        return None

    def load(self) -> Drafts:
        """Return the drafts that were kept last. Never raises: what is damaged is set aside, with a note."""
        self.notes = ()
        try:
            first_time = self._seeking
            self._settle()
            with locked(self._list):
                own = self._read() if self._list.exists() else Drafts()
            return Drafts((*own.documents, *self._take_over()), own.front) if first_time else own
        except OSError as error:
            self.notes = (f"The drafts could not be read ({error.strerror}): {self._folder}",)
        return Drafts()

    def close(self) -> None:
        """Leave the folder to the next window. Nothing may be saved after this."""
        handle, self._claim = self._claim, None
        if handle is not None:
            os.close(handle)
        while self._taken_over:
            self._taken_over.pop().close()

    def _take_over(self) -> list[Draft]:
        """Return the edited drafts of every folder whose window is gone, and hold those folders until they are kept."""
        found: list[Draft] = []
        for folder in sorted(self._folder.parent.glob(f"{_FOLDER}*")):
            if folder == self._folder or not (folder / _LIST).exists():
                continue
            other = DraftStore(folder)
            other._claim = claim(folder / _WINDOW)
            if other._claim is None:
                continue
            found += [each for each in other.load().documents if _sha1(each.body) != each.saved_body_sha1]
            self.notes += other.notes
            self._taken_over.append(other)
        return found

    def _settle(self) -> None:
        for number in range(1, _WINDOWS + 1) if self._seeking else ():
            folder = self._folder.with_name(f"{_FOLDER}-{number}" if number > 1 else _FOLDER)
            self._claim = claim(folder / _WINDOW)
            if self._claim is not None:
                self._use(folder)
                self._seeking = False
                return

    def _use(self, folder: Path) -> None:
        self._folder = folder
        self._list = folder / _LIST

    def _read(self) -> Drafts:
        content = self._list.read_bytes()
        try:
            listed = read_listing(content)
            paths = [None if each.path is None else os.fsdecode(each.path) for each in listed.documents]
        except NoListing:
            return self._rescued(self._list, "could not be understood")
        if listed.schema > SCHEMA:
            return self._rescued(self._list, "were kept by a newer version of this program")
        drafts: list[Draft] = []
        front = 0
        for place, (document, path) in enumerate(zip(listed.documents, paths, strict=True)):
            body = self._whole_body(document)
            if body is None:
                continue
            if place == listed.front:
                front = len(drafts)
            drafts.append(
                Draft(
                    name=document.name,
                    path=path,
                    body=body,
                    saved_body_sha1=document.saved_body_sha1,
                    wire_form=document.wire_form,
                    caret=max(0, document.caret),
                    identity_link=document.identity_link,
                )
            )
        return Drafts(tuple(drafts), front)

    def _whole_body(self, document: Listed) -> bytes | None:
        """Return a listed body; None when it is not what was written, which is said and costs no other draft."""
        file = self._body_file(document)
        try:
            body = file.read_bytes()
        except FileNotFoundError:
            self.notes += (f"The draft “{document.name}” of the last time has lost its text: {file}",)
            return None
        if _sha1(body) == document.body_sha1:
            return body
        kept = set_aside(file)
        where = f"set aside as {kept.name}" if kept else "left where it is"
        self.notes += (f"The draft “{document.name}” of the last time is damaged; it was {where} in {self._folder}",)
        return None

    def _rescued(self, damaged: Path, what: str) -> Drafts:
        """Set the damaged file aside, say so, and return every complete body there is, newest first."""
        kept = set_aside(damaged)
        where = f"set aside as {kept.name}" if kept else "left where it is"
        found: list[Draft] = []
        for file in sorted(self._folder.glob(f"*{_BODY}"), key=lambda file: file.stat().st_mtime_ns, reverse=True):
            body = file.read_bytes()
            if _sha1(body) == file.name.removesuffix(_BODY):
                found.append(Draft("recovered" if not found else f"recovered-{len(found) + 1}", None, body))
        texts = "; every text that was complete is here again, without its name" if found else ""
        self.notes = (f"The drafts of the last time {what}; the file was {where} in {self._folder}{texts}",)
        return Drafts(tuple(found))

    def _body_file(self, document: Listed) -> Path:
        return self._folder / f"{document.body_sha1}{_BODY}"

    def _forget_all_but(self, wanted: set[Path]) -> None:
        for file in self._folder.glob(f"*{_BODY}"):
            if file not in wanted:
                with suppress(OSError):
                    file.unlink()
        for left in self._folder.glob(f".*{_BODY}.*.new"):
            with suppress(OSError):
                left.unlink()


def _document(draft: Draft) -> Listed:
    return Listed(
        name=draft.name,
        path=None if draft.path is None else os.fsencode(draft.path),
        body_sha1=_sha1(draft.body),
        saved_body_sha1=draft.saved_body_sha1,
        wire_form=draft.wire_form,
        caret=draft.caret,
        identity_link=draft.identity_link,
    )


def _sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None
