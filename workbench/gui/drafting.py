"""Keeps what is open against a crash: at most a second after a change, and once more at the end.

Owns when drafts are written; `workspace.drafts` owns how. Never touches the payload files.
"""

from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.bridge import Bridge
from workbench.gui.session import Session
from workbench.signing import WireForm
from workbench.workspace.drafts import Draft, DraftStore

DELAY_MS = 500
"""Milliseconds from the first change to the writing of the draft; later changes do not put it off."""


class Drafting(QObject):
    """Writes drafts off the window's thread, one at a time.

    Signals:
        kept(): the drafts on the disk are what was open when writing began.
        noticed(str): a draft could not be kept or read, in one sentence.
    """

    kept = Signal()
    noticed = Signal(str)

    def __init__(self, session: Session, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._bridge = bridge
        self._store = DraftStore()
        self._writing = False
        self._again = False
        self._lock = Lock()
        self._newest = 0
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._write)

    def touch(self) -> None:
        """Note that something changed; the timer is not put off by typing on."""
        if not self._timer.isActive():
            self._timer.start()

    def restore(self) -> bool:
        """Open what was open last time; say whether there was anything."""
        loaded = self._store.load()
        for note in self._store.notes:
            self.noticed.emit(note)
        for draft in loaded.documents:
            self._session.open(
                draft.name,
                draft.body,
                path=Path(draft.path) if draft.path else None,
                form=_form(draft.wire_form),
                saved_sha1=draft.saved_body_sha1,
                identity_link=draft.identity_link,
            )
        if loaded.documents:
            self._session.bring_forward(self._session.documents()[loaded.front][0].id)
        return bool(loaded.documents)

    def finish(self) -> None:
        """Write once more, now, as the window closes."""
        self._timer.stop()
        self._newest += 1
        self._report(self._save(self._newest, *self._state()))

    def _write(self) -> None:
        if self._writing:
            self._again = True
            return
        self._writing = True
        drafts, front = self._state()
        self._newest += 1
        number = self._newest
        self._bridge.call(lambda: self._save(number, drafts, front), self._written, self._broke)

    def _save(self, number: int, drafts: list[Draft], front: int) -> str | None:
        with self._lock:
            # At the end a thread may still be on its way here with older drafts.
            return self._store.save(drafts, front) if number == self._newest else None

    def _written(self, problem: str | None) -> None:
        self._writing = False
        self._report(problem)
        if self._again:
            self._again = False
            self._timer.start()
        elif problem is None:
            self.kept.emit()

    def _broke(self, error: Exception) -> None:
        self._writing = False
        raise error

    def _report(self, problem: str | None) -> None:
        if problem:
            self.noticed.emit(problem)

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
                identity_link=document.identity_link,
            )
            for document, body in documents
        ], front


def _form(value: str) -> WireForm:
    try:
        return WireForm(value)
    except ValueError:
        return WireForm.AS_TYPED
