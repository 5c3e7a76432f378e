"""Saves unsaved documents, so that they survive a crash. Never changes payload files.

A folder contains `drafts.json`, which lists the open documents, and one file of exact bytes for each body, named after
its SHA-1. A body is written before the list that names it and deleted after, so the list names complete bodies whenever
the process is killed.

Each window has a folder of its own, the first that no other window uses. It takes over the edited drafts in folders
without a window, and deletes them there once they are saved in its own.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from workbench.disk import (
    claim,
    locked,
    read_file,
    remove_temporary_files,
    replace_file,
    set_aside,
    state_dir,
    where_kept,
)
from workbench.redaction.body_search import BodySearch, without_known
from workbench.workspace.draft_list import SCHEMA, DraftEntry, DraftList, decode, encode
from workbench.workspace.files import sha1_of

_BODY: Final = ".body"
_LIST: Final = "drafts.json"
_FOLDER: Final = "drafts"
_WINDOW: Final = "window"  # name of the lock that a window holds on its folder
_LARGEST_LIST: Final = 20_000_000  # bytes
_LARGEST_BODY: Final = 1_000_000_000  # bytes; whatever was typed
_WINDOWS: Final = 100  # maximum; further windows share the first folder


class Draft(Struct, frozen=True):
    """One open document as of its last change.

    Attributes:
        name: the title of its tab.
        path: its payload file; None before it is first saved.
        body: its exact bytes, before the wire form is applied.
        saved_body_sha1: SHA-1 of the bytes last loaded or saved, 40 hex digits; None before that.
        wire_form: the value of a `signing.WireForm`.
        caret: the caret's position in bytes of the body.
        identity_link: whether the payload is sent to the IdentityLink path, which takes no token.
    """

    name: str
    path: str | None
    body: bytes
    saved_body_sha1: str | None = None
    wire_form: str = "as-typed"
    caret: int = 0
    identity_link: bool = False


class Drafts(Struct, frozen=True):
    """The documents that were open.

    Attributes:
        documents: in the order of their tabs.
        front: the index of the current one.
    """

    documents: tuple[Draft, ...] = ()
    front: int = 0


class DraftStore:
    """The drafts of the open documents. `notes` holds the problems found by the last `load`, one sentence each.

    Without a folder, it claims the first free one on first use, until `close`.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._use(folder or state_dir() / _FOLDER)
        self._needs_folder = folder is None
        self._claim: int | None = None
        self._taken_over: list[DraftStore] = []
        self._on_disk: set[str] = set()
        self._search = BodySearch()
        self.notes: tuple[str, ...] = ()

    def save(self, drafts: Sequence[Draft], front: int = 0) -> str | None:
        """Save these drafts in place of the previous ones; return None, or one sentence why that failed.

        A known secret is not saved: `SECRET_REMOVED` stands in its place. Waits for the disk: do not call it on the GUI
        thread.
        """
        try:
            drafts = self._without_secrets(drafts)
            documents = tuple(_document(draft) for draft in drafts)
            content = encode(DraftList(SCHEMA, documents, front))
            self._claim_folder()
            with locked(self._list):
                remove_temporary_files(self._list)
                for document, draft in zip(documents, drafts, strict=True):
                    body = self._body_file(document)
                    if document.body_sha1 not in self._on_disk or _size(body) != len(draft.body):
                        replace_file(body, draft.body)
                replace_file(self._list, content)
                self._on_disk = {document.body_sha1 for document in documents}
                self._delete_other_bodies({self._body_file(document) for document in documents})
        except OSError as error:
            return f"The drafts could not be saved ({error.strerror}). Save the documents to files: {self._folder}"
        except UnicodeEncodeError:
            return (
                f"The drafts could not be saved (a file name is not valid Unicode). Save them to files: {self._folder}"
            )
        while self._taken_over:
            other = self._taken_over.pop()
            other.save([])
            other.close()
        return None

    def _without_secrets(self, drafts: Sequence[Draft]) -> list[Draft]:
        keys = [(place, draft.name, draft.path) for place, draft in enumerate(drafts)]
        self._search.keep_only(keys)
        return [
            _without_secrets(draft) if self._search.contains_known(key, draft.body) else draft
            for key, draft in zip(keys, drafts, strict=True)
        ]

    def load(self) -> Drafts:
        """Return the saved drafts. Never raises: damaged files are renamed, with a note."""
        self.notes = ()
        try:
            first_time = self._needs_folder
            self._claim_folder()
            with locked(self._list):
                own = self._read()
            return Drafts((*own.documents, *self._take_over()), own.front) if first_time else own
        except OSError as error:
            self.notes = (f"The drafts could not be read ({error.strerror}): {self._folder}",)
        return Drafts()

    def close(self) -> None:
        """Release the folder to the next window. Nothing may be saved after this."""
        handle, self._claim = self._claim, None
        if handle is not None:
            os.close(handle)
        while self._taken_over:
            self._taken_over.pop().close()

    def _take_over(self) -> list[Draft]:
        """Return the edited drafts of every folder without a window, and claim those folders until they are saved."""
        found: list[Draft] = []
        for folder in sorted(self._folder.parent.glob(f"{_FOLDER}*")):
            if folder == self._folder or not (folder / _LIST).exists():
                continue
            other = DraftStore(folder)
            other._claim = claim(folder / _WINDOW)
            if other._claim is None:
                continue
            found += [each for each in other.load().documents if sha1_of(each.body) != each.saved_body_sha1]
            self.notes += other.notes
            self._taken_over.append(other)
        return found

    def _claim_folder(self) -> None:
        for number in range(1, _WINDOWS + 1) if self._needs_folder else ():
            folder = self._folder.with_name(f"{_FOLDER}-{number}" if number > 1 else _FOLDER)
            self._claim = claim(folder / _WINDOW)
            if self._claim is not None:
                self._use(folder)
                self._needs_folder = False
                return

    def _use(self, folder: Path) -> None:
        self._folder = folder
        self._list = folder / _LIST

    def _read(self) -> Drafts:
        listed, problem = DraftList(SCHEMA, ()), ""
        try:
            listed = decode(read_file(self._list, _LARGEST_LIST))
        except FileNotFoundError:
            problem = "is missing" if any(self._bodies()) else ""
        except OSError as error:
            problem = f"could not be read ({error.strerror})"
        else:
            newer = "was saved by a newer version of this program"
            problem = newer if listed.schema > SCHEMA else "is damaged" if listed.damaged else ""
        drafts: list[Draft] = []
        front = 0
        for place, document in enumerate(listed.documents):
            body = self._read_body(document)
            if body is None:
                continue
            if place == listed.front:
                front = len(drafts)
            drafts.append(
                Draft(
                    name=document.name,
                    path=None if document.path is None else os.fsdecode(document.path),
                    body=body,
                    saved_body_sha1=document.saved_body_sha1,
                    wire_form=document.wire_form,
                    caret=min(max(0, document.caret), len(body)),
                    identity_link=document.identity_link,
                )
            )
        if problem or len(drafts) < len(listed.documents):  # a damaged hash looks like a missing text
            unnamed = self._unlisted({document.body_sha1 for document in listed.documents})
            if problem == "is missing":
                self.notes += (f"The list of drafts is missing: {self._list}",)
            elif problem:
                self.notes += (f"The list of drafts {problem}; it was {where_kept(set_aside(self._list))}.",)
            if unnamed:
                self.notes += (f"{len(unnamed)} complete drafts that are in no list were opened. Save them to files.",)
            drafts += unnamed
        return Drafts(tuple(drafts), front)

    def _read_body(self, document: DraftEntry) -> bytes | None:
        """Return a listed body; None, with a note, if it is missing or damaged. Other drafts are not affected."""
        file = self._body_file(document)
        try:
            body = read_file(file, _LARGEST_BODY)
        except FileNotFoundError:
            self.notes += (f"The text of the draft “{document.name}” is missing: {file}",)
            return None
        except OSError as error:
            problem = f"could not be read ({error.strerror})"
        else:
            if sha1_of(body) == document.body_sha1:
                return body
            problem = "is damaged"
        kept = where_kept(set_aside(file))
        self.notes += (f"The text of the draft “{document.name}” {problem}; it was {kept}.",)
        return None

    def _unlisted(self, listed: set[str]) -> list[Draft]:
        """Return every complete body that is not listed, newest first."""
        found: list[Draft] = []
        for file in sorted(self._bodies(), key=_modified, reverse=True):
            name = file.name.removesuffix(_BODY)
            with suppress(OSError):
                if name not in listed and sha1_of(body := read_file(file, _LARGEST_BODY)) == name:
                    found.append(Draft("recovered" if not found else f"recovered-{len(found) + 1}", None, body))
        return found

    def _bodies(self) -> Iterator[Path]:
        return self._folder.glob(f"*{_BODY}")

    def _body_file(self, document: DraftEntry) -> Path:
        return self._folder / f"{document.body_sha1}{_BODY}"

    def _delete_other_bodies(self, wanted: set[Path]) -> None:
        for file in self._bodies():
            if file not in wanted:
                with suppress(OSError):
                    file.unlink()
        for temporary in self._folder.glob(f".*{_BODY}.*.new"):
            with suppress(OSError):
                temporary.unlink()


def _without_secrets(draft: Draft) -> Draft:
    """Return a draft without known secrets; one without changes has none then either."""
    body = without_known(draft.body)
    is_saved = draft.saved_body_sha1 == sha1_of(draft.body)
    return replace(draft, body=body, saved_body_sha1=sha1_of(body) if is_saved else draft.saved_body_sha1)


def _document(draft: Draft) -> DraftEntry:
    return DraftEntry(
        name=draft.name,
        path=None if draft.path is None else os.fsencode(draft.path),
        body_sha1=sha1_of(draft.body),
        saved_body_sha1=draft.saved_body_sha1,
        wire_form=draft.wire_form,
        caret=draft.caret,
        identity_link=draft.identity_link,
    )


def _modified(file: Path) -> int:
    try:
        return file.lstat().st_mtime_ns
    except OSError:
        return 0


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None
