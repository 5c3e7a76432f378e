"""Holds the state of the window: documents, wire form, credentials and endpoint, and derives hash and token from it.

State changes are announced by signals with frozen values. It opens no socket and no keyring.
"""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from workbench.credentials import ProfileMetadata
from workbench.gui.core.explainer import Explainer
from workbench.gui.core.placeholder_text import as_typed, placeholders_text
from workbench.gui.core.state import Document, SignatureState
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
from workbench.workspace.files import sha1_of

READ_AT_ONCE = 16_384
"""Bodies up to this many bytes are parsed as JSON and as PHP at each keystroke; larger ones on a thread."""

_NO_METADATA = ProfileMetadata()

PAUSE_MS = 150
"""Milliseconds without a keystroke after which a large body is parsed."""


class Session(QObject):
    """The documents and what the front one is signed with and sent to.

    Attributes:
        last_folder: where a file was last opened or saved; empty before the first time.
        signature_state: the last one emitted by `derived`; None before the first.

    Signals:
        opened(Document, bytes): a document was opened; its bytes.
        closed(int): the id of a closed document.
        front_changed(Document): another document is in front.
        document_changed(Document, bool): a document's name, or whether it has unsaved changes.
        derived(SignatureState): the derivation of the front document.
        reading_finished(int, Reading): a document's id, and the result of parsing it as JSON and as PHP.
        compared(Comparison): the result of comparing the pasted value.
        replacement_requested(int, bytes): a document's id, and the text to replace its text by one undoable edit.
        draft_changed(): something that is saved in a draft has changed.
    """

    opened = Signal(object, bytes)
    closed = Signal(int)
    front_changed = Signal(object)
    document_changed = Signal(object, bool)
    derived = Signal(object)
    reading_finished = Signal(int, object)
    compared = Signal(object)
    replacement_requested = Signal(int, bytes)
    draft_changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._documents: dict[int, Document] = {}
        self._bodies: dict[int, bytes] = {}
        self._next = 1
        self._front = 0
        self._pasted = ""
        self._reader: Task | None = None
        self._explainer = Explainer(tasks, self)
        self._explainer.explained.connect(self.compared)
        self._expanded: tuple[int, bytes, Expanded] = (0, b"", Expanded(b""))
        # A large body is parsed when typing pauses, because parsing keeps a core busy.
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._read_large)
        self.profile = "sample"
        self.credentials: Credentials | None = SAMPLE
        self.why_no_credentials = ""
        self.metadata = ProfileMetadata()
        self.endpoint: Endpoint = LIVE
        self.last_folder = ""
        self.signature_state: SignatureState | None = None

    @property
    def front(self) -> Document:
        """The document in front."""
        return self._documents[self._front]

    @property
    def body(self) -> bytes:
        """The bytes of the front document."""
        return self._bodies[self._front]

    @property
    def expanded(self) -> Expanded:
        """The front document with placeholders expanded: what is hashed, signed and sent."""
        key, typed, expanded = self._expanded
        if key != self._front or typed is not self.body:
            expanded = expand(self.body)
            self._expanded = self._front, self.body, expanded
        return expanded

    def renew_placeholders(self) -> None:
        """Expand the placeholders to new values, for another send."""
        if has_placeholders(self.body):
            self._expanded = self._front, self.body, expand(self.body)
            self._derive(edited=True)

    def free_name(self, name: str) -> str:
        """Return a name for a new document; a number is added if an open document has the same name."""
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
            saved_sha1=saved_sha1 or sha1_of(body),
            form=form,
            identity_link=identity_link,
        )
        self._next += 1
        self._documents[document.id] = document
        self._bodies[document.id] = body
        self._front = document.id
        self.opened.emit(document, body)
        self.bring_to_front(document.id)

    def close_document(self, document_id: int) -> None:
        """Close a document without saving; the last one stays open."""
        if len(self._documents) == 1 or document_id not in self._documents:
            return
        at = (keys := list(self._documents)).index(document_id)
        del self._documents[document_id], self._bodies[document_id]
        self.closed.emit(document_id)
        if document_id == self._front:
            self.bring_to_front(keys[at - 1] if at else keys[1])
        self.draft_changed.emit()

    def bring_to_front(self, document_id: int) -> None:
        """Bring a document to the front, unless it is closed."""
        if document_id not in self._documents:
            return
        self._front = document_id
        self.front_changed.emit(self.front)
        self._emit_document()
        self._derive(edited=False)
        self.draft_changed.emit()

    def edit(self, document_id: int, body: bytes) -> None:
        """Set the bytes of a document."""
        self._bodies[document_id] = body
        if document_id == self._front:
            self._emit_document()
            self._derive(edited=True)
        self.draft_changed.emit()

    def choose_form(self, form: WireForm) -> None:
        """Set the wire form of the front document."""
        self._change(form=form)
        self._derive(edited=True)
        self.draft_changed.emit()

    def accept_slashes(self) -> None:
        """Allow unescaped slashes of the front document to be sent to Kochava."""
        self._change(slashes_accepted=True)

    def mark_saved(self, path: Path) -> None:
        """Set the file of the front document, which was saved."""
        self._change(path=path, name=path.name, saved_sha1=sha1_of(self.body))
        self._emit_document()
        self.draft_changed.emit()

    def use_credentials(
        self, profile: str, credentials: Credentials | None, why: str, metadata: ProfileMetadata = _NO_METADATA
    ) -> None:
        """Set the credentials to sign with, or None and the reason."""
        self.profile, self.credentials, self.why_no_credentials, self.metadata = profile, credentials, why, metadata
        self._derive(edited=False)

    def use_endpoint(self, endpoint: Endpoint) -> None:
        """Set the endpoint."""
        self.endpoint = endpoint
        self._derive(edited=False)

    def replace_text(self, body: bytes) -> None:
        """Replace the text of the front document by one undoable edit."""
        self.replacement_requested.emit(self._front, body)

    def compare_with(self, pasted: str) -> None:
        """Compare a pasted token or hash with those of the front document."""
        self._pasted = pasted
        large = len(self.expanded.body) > READ_AT_ONCE
        if large and (pasted or self._reader is not None):
            self._read_later()
        if not large or not pasted:
            self._compare()

    def _compare(self) -> None:
        self._emit_compared(compare(self._pasted, self.expanded.body, self.front.form, self.credentials))

    def _emit_compared(self, comparison: Comparison) -> None:
        """Emit a comparison, and search for the mistake behind the pasted value if it matches nothing."""
        self.compared.emit(comparison)
        self._explainer.explain(comparison, self._pasted, self.expanded.body, self.front.form, self.credentials)

    def _change(self, **changes: object) -> None:
        self._documents[self._front] = replace(self.front, **changes)

    def _emit_document(self) -> None:
        self.document_changed.emit(self.front, self.is_edited(self._front))

    def is_edited(self, document_id: int) -> bool:
        """Return whether a document has unsaved changes."""
        return sha1_of(self._bodies[document_id]) != self._documents[document_id].saved_sha1

    def _derive(self, *, edited: bool) -> None:
        if not self._documents:
            return
        document, body = self.front, self.expanded.body
        self._stop_reading()
        if len(body) <= READ_AT_ONCE:
            reading = as_typed(read(body, document.form), self.body, self.expanded)
            self._emit_derived(derive(body, document.form, self.credentials), reading, edited=edited)
            if self._pasted:
                self._compare()
            return
        if document.form is WireForm.PHP:
            derivation = Derivation(None, "", None, "Reading this large body as PHP would…")
        else:
            derivation = derive(body, document.form, self.credentials)
        self._emit_derived(derivation, None, edited=edited)
        self._read_later()

    def _read_later(self) -> None:
        """Parse a large body when typing pauses, and cancel the parsing in progress."""
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

        self._reader = self._tasks.call(work, self._large_read)

    def _large_read(self, found: tuple[Derivation, Reading, Comparison | None]) -> None:
        self._reader = None
        derivation, reading, comparison = found
        self._emit_derived(derivation, reading, edited=False)
        if comparison is not None:
            self._emit_compared(comparison)

    def _emit_derived(self, derivation: Derivation, reading: Reading | None, *, edited: bool) -> None:
        if derivation.signature is not None:  # the token is valid for ever
            remember_derived(Secret(derivation.signature.auth_token))
        self.signature_state = SignatureState(
            form=self.front.form,
            derivation=derivation,
            reading=reading,
            profile=self.profile,
            api_key_masked=mask(self.credentials.api_key) if self.credentials else "",
            why_no_credentials=self.why_no_credentials,
            takes_token=self.endpoint.takes_token,
            edited=edited,
            placeholders=placeholders_text(self.expanded),
            unknown_placeholders=self.expanded.unknown,
        )
        self.derived.emit(self.signature_state)
        if reading is not None:
            self.reading_finished.emit(self._front, reading)
