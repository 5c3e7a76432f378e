"""Saves the open documents as drafts, at most a second after a change and when the window closes.

`workspace.drafts` writes the drafts. Payload files are read at the start and never written here.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.tasks import Tasks
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
        tasks: Tasks,
        caret_of: Callable[[int], int],
        put_caret: Callable[[int, int], None],
        notices: Notices,
        parent: QObject | None = None,
        *,
        delay_ms: int = DELAY_MS,
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._notices = session, tasks, notices
        self._caret_of, self._put_caret = caret_of, put_caret
        self._store = DraftStore()
        self._writing = False
        self._again = False
        self._lock = Lock()
        self._newest = 0
        self._closed = False
        self._timer = QTimer(self, singleShot=True, interval=delay_ms)
        self._timer.timeout.connect(self._write)

    def save_later(self) -> None:
        """Start the timer, unless it is running; further changes do not restart it."""
        if not self._closed and not self._timer.isActive():
            self._timer.start()

    def restore(self) -> bool:
        """Open the documents that were open last time; return whether there were any."""
        loaded = self._store.load()
        for note in self._store.notes:
            self._notices.warn(note)
        for draft in loaded.documents:
            body, saved_sha1 = self._compare_with_file(draft)
            self._session.open(
                draft.name,
                body,
                path=Path(draft.path) if draft.path else None,
                form=_form(draft.wire_form),
                saved_sha1=saved_sha1,
                identity_link=draft.identity_link,
            )
            if body == draft.body:  # in another text the position would be meaningless
                self._put_caret(self._session.front.id, draft.caret)
        if loaded.documents:
            self._session.bring_to_front(self._session.documents()[loaded.front][0].id)
        return bool(loaded.documents)

    def finish(self) -> str | None:
        """Write the drafts now, as the window closes; return the error message if that failed."""
        if self._closed:
            return None
        self._timer.stop()
        self._newest += 1
        return self._save(self._newest, *self._state())

    def close(self) -> None:
        """Stop writing, and release the folder of drafts for the next window."""
        self._closed = True
        self._timer.stop()
        self._newest += 1
        with self._lock:
            self._store.close()

    def _compare_with_file(self, draft: Draft) -> tuple[bytes, str | None]:
        """Return the bytes to open, and the SHA-1 of those last loaded or saved, given the present file."""
        if draft.path is None:
            return draft.body, draft.saved_body_sha1
        own = sha1_of(draft.body)
        saved_sha1 = draft.saved_body_sha1 or own
        try:
            present = read_body(Path(draft.path))
        except FileError:
            message = f"The file of {draft.name} is missing or cannot be read; its text is kept as an unsaved draft"
            self._notices.warn(f"{message}: {draft.path}")
            return draft.body, UNSAVED
        if present == draft.body or own == saved_sha1:
            return present, sha1_of(present)
        if sha1_of(present) != saved_sha1:
            message = (
                f"Another program has changed the file of {draft.name}; your edits were kept, and saving asks first"
            )
            self._notices.warn(f"{message}: {draft.path}")
        return draft.body, saved_sha1

    def _write(self) -> None:
        if self._writing:
            self._again = True
            return
        self._writing = True
        drafts, front = self._state()
        self._newest += 1
        number = self._newest
        self._tasks.call(lambda: self._save(number, drafts, front), self._written, self._failed)

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


def _form(value: str) -> WireForm:
    try:
        return WireForm(value)
    except ValueError:
        return WireForm.AS_TYPED
