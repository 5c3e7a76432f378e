"""The state of the window: documents, wire form, profile, endpoint, and what they come to.

An intent makes a new frozen value; panes are shown it by signals. Knows no pane, opens no socket and no keyring:
sending and profiles have owners of their own (`sending`, `keys`), which hand their values in.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.credentials import ProfileMetadata
from workbench.gui.core.placeholder_text import as_typed, placeholder_words
from workbench.gui.core.state import Document, Shown
from workbench.gui.core.tasks import Task, Tasks
from workbench.operations import LIVE, Derivation, Endpoint, Reading, derive, read
from workbench.payloads import Expanded, expand, has_placeholders
from workbench.redaction import Secret, mask, remember_derived
from workbench.signing import (
    SAMPLE,
    Comparison,
    Credentials,
    WireForm,
    compare,
)

READ_AT_ONCE = 16_384
"""Bodies up to this many bytes are read as JSON and as PHP at each keystroke; larger ones on a thread."""

_ANY = ProfileMetadata()

PAUSE_MS = 150
"""Milliseconds without a keystroke after which a large body is read."""


class Session(QObject):
    """What the window is about.

    Attributes:
        last_folder: where a file was last opened or saved; empty before the first time.

    Signals:
        opened(Document, bytes): a document with its bytes.
        closed(int): a document's id.
        fronted(Document): another document is in front.
        document_shown(Document, bool): name or unsaved edits changed.
        derived(Shown): the derivation of the document in front.
        read_done(int, Reading): what JSON's grammar and PHP make of a document.
        compared(Comparison): what the pasted value is.
        text_replaced(int, bytes): the text of a document is to be replaced by one undoable edit.
        touched(): something a draft keeps has changed.
    """

    opened = Signal(object, bytes)
    closed = Signal(int)
    fronted = Signal(object)
    document_shown = Signal(object, bool)
    derived = Signal(object)
    read_done = Signal(int, object)
    compared = Signal(object)
    text_replaced = Signal(int, bytes)
    touched = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._documents: dict[int, Document] = {}
        self._bodies: dict[int, bytes] = {}
        self._next = 1
        self._front = 0
        self._pasted = ""
        self._reader: Task | None = None
        self._expanded: tuple[int, bytes, Expanded] = (0, b"", Expanded(b""))
        # A large body is read once the typing pauses: each reading keeps a core busy for a while.
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._read_large)
        self.profile = "sample"
        self.credentials: Credentials | None = SAMPLE
        self.why_no_credentials = ""
        self.facts = ProfileMetadata()
        self.endpoint: Endpoint = LIVE
        self.last_folder = ""

    @property
    def front(self) -> Document:
        """The document in front."""
        return self._documents[self._front]

    @property
    def body(self) -> bytes:
        """The exact bytes of the document in front."""
        return self._bodies[self._front]

    @property
    def expanded(self) -> Expanded:
        """The document in front with its placeholders made into bytes: what is hashed, signed and sent."""
        key, typed, expanded = self._expanded
        if key != self._front or typed is not self.body:
            expanded = expand(self.body)
            self._expanded = self._front, self.body, expanded
        return expanded

    def expand_afresh(self) -> None:
        """Make the placeholders into bytes again, for another send, and show what they have become."""
        if has_placeholders(self.body):
            self._expanded = self._front, self.body, expand(self.body)
            self._derive(edited=True)

    def free_name(self, name: str) -> str:
        """Return a name for a new document: this one, with a number if an open document has it."""
        taken = {document.name for document in self._documents.values()}
        stem, dot, suffix = name.rpartition(".")
        count = 2
        while name in taken:
            name = f"{stem}-{count}{dot}{suffix}"
            count += 1
        return name

    def documents(self) -> tuple[tuple[Document, bytes], ...]:
        """Return every open document with its bytes, in the order of their tabs."""
        return tuple((document, self._bodies[key]) for key, document in self._documents.items())

    def open(
        self,
        name: str,
        body: bytes,
        *,
        path: Path | None = None,
        form: WireForm = WireForm.AS_TYPED,
        saved_sha1: str | None = None,
        identity_link: bool = False,
    ) -> None:
        """Open a document and bring it to the front."""
        document = Document(
            id=self._next,
            name=name,
            path=path,
            saved_sha1=saved_sha1 or _sha1(body),
            form=form,
            identity_link=identity_link,
        )
        self._next += 1
        self._documents[document.id] = document
        self._bodies[document.id] = body
        self._front = document.id
        self.opened.emit(document, body)
        self.bring_forward(document.id)

    def close_document(self, document_id: int) -> None:
        """Close a document with whatever it holds; the last one stays, as there is always one in front."""
        if len(self._documents) == 1 or document_id not in self._documents:
            return
        at = (keys := list(self._documents)).index(document_id)
        del self._documents[document_id], self._bodies[document_id]
        self.closed.emit(document_id)
        if document_id == self._front:
            self.bring_forward(keys[at - 1] if at else keys[1])
        self.touched.emit()

    def bring_forward(self, document_id: int) -> None:
        """Bring a document to the front; one that is closed already stays away."""
        if document_id not in self._documents:
            return
        self._front = document_id
        self.fronted.emit(self.front)
        self._show_document()
        self._derive(edited=False)
        self.touched.emit()

    def edit(self, document_id: int, body: bytes) -> None:
        """Take the new bytes of a document."""
        self._bodies[document_id] = body
        if document_id == self._front:
            self._show_document()
            self._derive(edited=True)
        self.touched.emit()

    def choose_form(self, form: WireForm) -> None:
        """Choose how the document in front leaves."""
        self._change(form=form)
        self._derive(edited=True)
        self.touched.emit()

    def accept_slashes(self) -> None:
        """Note that this document's bare slashes may go to Kochava as typed."""
        self._change(slashes_accepted=True)

    def saved(self, path: Path) -> None:
        """Note that the document in front is now the content of this file."""
        self._change(path=path, name=path.name, saved_sha1=_sha1(self.body))
        self._show_document()
        self.touched.emit()

    def use_credentials(
        self, profile: str, credentials: Credentials | None, why: str, facts: ProfileMetadata = _ANY
    ) -> None:
        """Sign with these from now on; None, with the reason, if they cannot be had. `facts`: what they are for."""
        self.profile, self.credentials, self.why_no_credentials, self.facts = profile, credentials, why, facts
        self._derive(edited=False)

    def use_endpoint(self, endpoint: Endpoint) -> None:
        """Send to this address from now on."""
        self.endpoint = endpoint
        self._derive(edited=False)

    def replace_text(self, body: bytes) -> None:
        """Replace the text of the document in front by one edit, which one undo takes back."""
        self.text_replaced.emit(self._front, body)

    def compare_with(self, pasted: str) -> None:
        """Hold a pasted token or hash against ours."""
        self._pasted = pasted
        large = len(self.expanded.body) > READ_AT_ONCE
        if large and (pasted or self._reader is not None):
            self._read_later()
        if not large or not pasted:
            self._compare()

    def _compare(self) -> None:
        self.compared.emit(compare(self._pasted, self.expanded.body, self.front.form, self.credentials))

    def _change(self, **changes: object) -> None:
        self._documents[self._front] = replace(self.front, **changes)  # type: ignore[arg-type]

    def _show_document(self) -> None:
        self.document_shown.emit(self.front, self.is_edited(self._front))

    def is_edited(self, document_id: int) -> bool:
        """Say whether a document has edits that are in no file."""
        return _sha1(self._bodies[document_id]) != self._documents[document_id].saved_sha1

    def _derive(self, *, edited: bool) -> None:
        if not self._documents:
            return
        document, body = self.front, self.expanded.body
        self._stop_reading()
        if len(body) <= READ_AT_ONCE:
            reading = as_typed(read(body, document.form), self.body, self.expanded)
            self._show(derive(body, document.form, self.credentials), reading, edited=edited)
            if self._pasted:
                self._compare()
            return
        if document.form is WireForm.PHP:
            derivation = Derivation(None, "", None, "Reading this large body as PHP would…")
        else:
            derivation = derive(body, document.form, self.credentials)
        self._show(derivation, None, edited=edited)
        self._read_later()

    def _read_later(self) -> None:
        """Read a large body once the typing pauses; what was being read was about something else."""
        self._stop_reading()
        self._pause.start()

    def _stop_reading(self) -> None:
        self._pause.stop()
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    def _read_large(self) -> None:
        document, credentials, pasted = self.front, self.credentials, self._pasted
        typed, expanded = self.body, self.expanded
        body = expanded.body

        def work() -> tuple[Derivation, Reading, Comparison | None]:
            comparison = compare(pasted, body, document.form, credentials) if pasted else None
            reading = as_typed(read(body, document.form), typed, expanded)
            return derive(body, document.form, credentials), reading, comparison

        self._reader = self._tasks.call(work, self._was_read)

    def _was_read(self, found: tuple[Derivation, Reading, Comparison | None]) -> None:
        self._reader = None
        derivation, reading, comparison = found
        self._show(derivation, reading, edited=False)
        if comparison is not None:
            self.compared.emit(comparison)

    def _show(self, derivation: Derivation, reading: Reading | None, *, edited: bool) -> None:
        if derivation.signature is not None:  # who has the token can send these bytes for ever
            remember_derived(Secret(derivation.signature.auth_token))
        self.derived.emit(
            Shown(
                form=self.front.form,
                derivation=derivation,
                reading=reading,
                profile=self.profile,
                api_key_masked=mask(self.credentials.api_key) if self.credentials else "",
                why_no_credentials=self.why_no_credentials,
                takes_token=self.endpoint.takes_token,
                edited=edited,
                placeholders=placeholder_words(self.expanded),
                unknown_placeholders=self.expanded.unknown,
            )
        )
        if reading is not None:
            self.read_done.emit(self._front, reading)


def _sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()
