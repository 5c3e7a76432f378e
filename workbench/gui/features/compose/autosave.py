"""Saves the open documents as drafts, at most a second after a change and when the window closes.

`workspace.drafts` writes the drafts. Payload files are read at the start and never written here.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.core.file_calls import FileCalls
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.redaction import SECRET_REMOVED
from workbench.signing import WireForm
from workbench.workspace.drafts import Draft, DraftStore
from workbench.workspace.files import FileError, read_body, sha1_of

DELAY_MS = 500
"""Milliseconds from the first change to the writing of the draft; later changes do not delay it."""

UNSAVED = "unsaved"
"""Stands for the SHA-1 of the bytes last saved; no text has it, so that the document counts as edited."""


class Autosave(QObject):
    """Writes drafts on a worker thread, one at a time.

    Args:
        caret_of, put_caret: get and set the caret of a document, in bytes of its body. Moving it alone is not a
            change that is saved; its position is saved with the next change, and when the window closes.

    Signals:
        saved(): the drafts on the disk are what was open when writing began.
    """

    saved = Signal()

    def __init__(
        self,
        session: Session,
        calls: FileCalls,
        caret_of: Callable[[int], int],
        put_caret: Callable[[int, int], None],
        notices: Notices,
        parent: QObject | None = None,
        *,
        delay_ms: int = DELAY_MS,
    ) -> None:
        super().__init__(parent)
        self._session, self._calls, self._notices = session, calls, notices
        self._caret_of, self._put_caret = caret_of, put_caret
        self._store = DraftStore()
        self._restoring = self._touched = False
        self._writing = False
        self._again = False
        self._lock = Lock()
        self._newest = 0
        self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=delay_ms)
        self._timer.timeout.connect(self._write)

    def save_later(self) -> None:
        """Start the timer, unless it is running; further changes do not restart it."""
        if self._restoring:
            self._touched = True
        elif not self._closed and not self._timer.isActive():
            self._timer.start()

    def restore(self, then: Callable[[bool], None]) -> None:
        """Open the documents that were open last time; then call `then` with whether there were any.

        Until then, none is saved.
        """
        self._restoring = True
        store = self._store

        def read() -> tuple[list[tuple[Draft, bytes, str | None]], int, list[str]]:
            loaded = store.load()
            notes = list(store.notes)
            if store is not self._store:  # nobody waits for it any more
                store.close()
            return [(draft, *_compare_with_file(draft, notes)) for draft in loaded.documents], loaded.front, notes

        def restored(found: tuple[list[tuple[Draft, bytes, str | None]], int, list[str]]) -> None:
            drafts, front, notes = found
            for note in notes:
                self._notices.warn(note)
            opened = [self._open(*each) for each in drafts]
            if opened:
                self._session.bring_to_front(opened[front])
            self._restoring = False
            then(bool(opened))
            if self._touched:
                self.save_later()

        def stopped() -> None:
            self._store = DraftStore()  # in another folder: the drafts stay in theirs until the next start
            self._restoring = False
            self._notices.warn("The drafts were not read. They are kept, and opened at the next start.")
            self.save_later()

        self._calls.call("Reading the drafts", read, restored, stopped=stopped)

    def finish(self, then: Callable[[str | None], None]) -> None:
        """Write the drafts now, as the window closes; call `then` with the error message if that failed."""
        if self._closed or self._restoring:
            then("The drafts of the last time are still being read, so none were saved" if self._restoring else None)
            return
        self._timer.stop()
        self._newest += 1
        number = self._newest
        drafts, front = self._state()
        self._calls.call("", lambda: self._save(number, drafts, front), then)

    def close(self) -> None:
        """Stop writing, and release the folder of drafts for the next window."""
        self._closed = True
        self._timer.stop()
        self._newest += 1
        if self._lock.acquire(blocking=False):  # else it is released when the process ends
            self._store.close()
            self._lock.release()

    def _open(self, draft: Draft, body: bytes, saved_sha1: str | None) -> int:
        """Open a draft; return the id of the document."""
        self._session.open(
            draft.name,
            body,
            path=Path(draft.path) if draft.path else None,
            form=_form(draft.wire_form),
            saved_sha1=saved_sha1,
            identity_link=draft.identity_link,
        )
        if SECRET_REMOVED.encode() in body:
            self._notices.warn(
                f"A secret was removed from the draft of {draft.name} before it was saved: the place reads"
                f" {SECRET_REMOVED}. Send asks first."
            )
        if body == draft.body:  # in another text the position would be meaningless
            self._put_caret(self._session.front.id, draft.caret)
        return self._session.front.id

    def _write(self) -> None:
        if self._writing:
            self._again = True
            return
        self._writing = True
        drafts, front = self._state()
        self._newest += 1
        number = self._newest
        self._calls.call(
            "Saving the drafts",
            lambda: self._save(number, drafts, front),
            self._written,
            failed=self._failed,
            at_once=False,
        )

    def _save(self, number: int, drafts: list[Draft], front: int) -> str | None:
        with self._lock:
            # When the window closes, a worker thread may still be about to write older drafts.
            return self._store.save(drafts, front) if number == self._newest else None

    def _written(self, problem: str | None) -> None:
        self._writing = False
        if problem is not None:
            self._notices.warn(problem)
        if self._again:
            self._again = False
            self._timer.start()
        elif problem is None:
            self.saved.emit()

    def _failed(self, error: Exception) -> None:
        self._writing = False
        raise error

    def _state(self) -> tuple[list[Draft], int]:
        documents = self._session.documents()
        front = next(index for index, (each, _) in enumerate(documents) if each.id == self._session.front.id)
        return [
            Draft(
                name=document.name,
                path=str(document.path) if document.path else None,
                body=body,
                saved_body_sha1=document.saved_sha1,
                wire_form=document.form.value,
                caret=self._caret_of(document.id),
                identity_link=document.identity_link,
            )
            for document, body in documents
        ], front


def _compare_with_file(draft: Draft, notes: list[str]) -> tuple[bytes, str | None]:
    """Return the bytes to open, and the SHA-1 of those last loaded or saved, given the present file."""
    if draft.path is None:
        return draft.body, draft.saved_body_sha1
    own = sha1_of(draft.body)
    saved_sha1 = draft.saved_body_sha1 or own
    try:
        present = read_body(Path(draft.path))
    except FileError:
        message = f"The file of {draft.name} is missing or cannot be read; its text is kept as an unsaved draft"
        notes.append(f"{message}: {draft.path}")
        return draft.body, UNSAVED
    if present == draft.body or own == saved_sha1:
        return present, sha1_of(present)
    if sha1_of(present) != saved_sha1:
        message = f"Another program has changed the file of {draft.name}; your edits were kept, and saving asks first"
        notes.append(f"{message}: {draft.path}")
    return draft.body, saved_sha1


def _form(value: str) -> WireForm:
    try:
        return WireForm(value)
    except ValueError:
        return WireForm.AS_TYPED
