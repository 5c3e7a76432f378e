"""Opening and saving payload files: asks where, reads and writes exact bytes, says what went wrong.

Never writes over what another program wrote, and never closes on unsaved edits, without asking.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.gui.core.session import Session
from workbench.gui.core.state import Answer, Notice
from workbench.payloads import template
from workbench.workspace.files import FileError, read_body, write_body

_FILTER = "Payloads (*.json);;All files (*)"


class Files(QObject):
    """What the session's documents have to do with the disk.

    Signals:
        noticed(Notice): a message for the person.
        withdrawn(Notice): a question that is not asked any more.
    """

    noticed = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._question: Notice | None = None
        for moved_on in (session.closed, session.fronted):
            moved_on.connect(self._withdraw)

    def new(self) -> None:
        """Open an empty document."""
        self._session.open(self._session.free_name("untitled.json"), b"", saved_sha1="")

    def open_paths(self, paths: Sequence[Path]) -> bool:
        """Open these files; one that cannot be read is said and left out. Say whether any was opened."""
        opened = False
        for path in paths:
            try:
                body = read_body(path)
            except FileError as error:
                self.noticed.emit(Notice("bad", str(error)))
                continue
            opened = True
            before = next((each for each, _body in self._session.documents() if each.path == path.absolute()), None)
            if before is not None and self._session.is_edited(before.id):
                self._session.bring_forward(before.id)
                self.noticed.emit(Notice("warn", f"{path.name} is open already; the edits here were kept."))
                continue
            self._session.open(path.name, body, path=path.absolute())
            if before is not None:
                self._session.close_document(before.id)
        return opened

    def ask_open(self) -> None:
        """Ask for files and open them."""
        names, _filter = QFileDialog.getOpenFileNames(self._window, "Open payloads", self._session.last_folder, _FILTER)
        if names:
            self._session.last_folder = str(Path(names[0]).parent)
            self.open_paths([Path(name) for name in names])

    def save(self) -> None:
        """Save the document in front to its file, asking for one if it has none."""
        self._save()

    def ask_save(self) -> None:
        """Ask for a file and save the document in front to it."""
        self._save_as()

    def _save(self, then: Callable[[], None] = lambda: None) -> None:
        """Save as `save` does; `then` is for once it is saved, which may be after a question."""
        self._withdraw()
        path = self._session.front.path
        if path is None:
            self._save_as(then)
        elif self._changed_by_another(path):
            self._ask(
                f"Another program has changed {path.name} since it was read here. Nothing was saved yet.",
                Answer("overwrite", "Overwrite it", lambda: self._write(path, then)),
                Answer("save-as", "Save as…", lambda: self._save_as(then)),
            )
        else:
            self._write(path, then)

    def _save_as(self, then: Callable[[], None] = lambda: None) -> None:
        suggestion = str(Path(self._session.last_folder) / self._session.front.name)
        name, _filter = QFileDialog.getSaveFileName(self._window, "Save the payload", suggestion, _FILTER)
        if name:
            self._withdraw()
            self._session.last_folder = str(Path(name).parent)
            self._write(Path(name), then)

    def close(self, document_id: int) -> None:
        """Close a document; one whose edits are in no file asks first."""
        if not self._session.is_edited(document_id):
            self._close(document_id)
            return
        self._session.bring_forward(document_id)
        self._ask(
            f"{self._session.front.name} has edits that are in no file. Closing it would lose them.",
            Answer("save-and-close", "Save and close", lambda: self._save(lambda: self._close(document_id))),
            Answer("just-close", "Close all the same", lambda: self._close(document_id)),
        )

    def _close(self, document_id: int) -> None:
        """Close a document; an empty one takes the place of the last, which closes only if there is something to."""
        documents = self._session.documents()
        if len(documents) == 1:
            [(last, body)] = documents
            if last.path is None and not body:
                return
            self._session.open("untitled.json", b"")
        self._session.close_document(document_id)

    def _ask(self, says: str, *answers: Answer) -> None:
        self._withdraw()
        self._question = Notice("ask", says, answers)
        self.noticed.emit(self._question)

    def _withdraw(self, *_moved_on: object) -> None:
        """Take the question back: it was about another state of things."""
        if self._question is not None:
            self.withdrawn.emit(self._question)
            self._question = None

    def _changed_by_another(self, path: Path) -> bool:
        try:
            present = read_body(path)
        except FileError:
            return False  # gone, or about to be said by the writing
        sha1 = hashlib.sha1(present, usedforsecurity=False).hexdigest()
        return present != self._session.body and sha1 != self._session.front.saved_sha1

    def _write(self, path: Path, then: Callable[[], None]) -> None:
        try:
            write_body(path, self._session.body)
        except FileError as error:
            self.noticed.emit(Notice("bad", str(error)))
        else:
            self._session.saved(path.absolute())
            then()


def open_template(session: Session, key: str) -> None:
    """Open a built-in payload as a document, or bring it forward if it is open and unchanged."""
    made = template(key)
    for document, body in session.documents():
        if document.path is None and body == made.body:
            session.bring_forward(document.id)
            return
    session.open(session.free_name(made.file_name), made.body, identity_link=made.endpoint == "identitylink")
