"""Opens and saves payload files, byte for byte, with the dialogs and questions that this needs.

It asks before overwriting what another program wrote and before closing a document with unsaved changes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice, NoticeAction
from workbench.payloads import template
from workbench.workspace.files import FileError, read_body, sha1_of, write_body

_FILTER = "Payloads (*.json);;All files (*)"


class Files:
    """Opens, saves and closes the documents of the session."""

    def __init__(self, session: Session, notices: Notices, window: QWidget) -> None:
        self._session, self._notices, self._window = session, notices, window
        self._question: Notice | None = None
        for signal in (session.closed, session.front_changed):
            signal.connect(self._withdraw)

    def new(self) -> None:
        """Open an empty document."""
        self._session.open(self._session.free_name("untitled.json"), b"", saved_sha1="")

    def open_paths(self, paths: Sequence[Path]) -> bool:
        """Open these files; show an error for each that cannot be read. Return whether any was opened."""
        opened = False
        for path in paths:
            try:
                body = read_body(path)
            except FileError as error:
                self._notices.show(Notice("bad", str(error)))
                continue
            opened = True
            before = next((each for each, _body in self._session.documents() if each.path == path.absolute()), None)
            if before is not None and self._session.is_edited(before.id):
                self._session.bring_to_front(before.id)
                self._notices.show(Notice("warn", f"{path.name} is already open; its unsaved changes were kept."))
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

    def save(self, then: Callable[[], None] = lambda: None) -> None:
        """Save the active document to its file; ask for one if it has none.

        `then` is called once it is saved, which may be after a question.
        """
        self._withdraw()
        path = self._session.front.path
        if path is None:
            self.ask_save(then)
        elif self._changed_by_another(path):
            self._ask(
                f"Another program has changed {path.name} since it was opened. Nothing was saved yet.",
                NoticeAction("overwrite", "Overwrite", lambda: self._write(path, then)),
                NoticeAction("save-as", "Save as…", lambda: self.ask_save(then)),
            )
        else:
            self._write(path, then)

    def ask_save(self, then: Callable[[], None] = lambda: None) -> None:
        """Ask for a file and save the active document to it; then call `then`."""
        suggestion = str(Path(self._session.last_folder) / self._session.front.name)
        name, _filter = QFileDialog.getSaveFileName(self._window, "Save the payload", suggestion, _FILTER)
        if name:
            self._withdraw()
            self._session.last_folder = str(Path(name).parent)
            self._write(Path(name), then)

    def close(self, document_id: int) -> None:
        """Close a document; ask first if it has unsaved changes."""
        if not self._session.is_edited(document_id):
            self._close(document_id)
            return
        self._session.bring_to_front(document_id)
        self._ask(
            f"{self._session.front.name} has unsaved changes. Closing it would lose them.",
            NoticeAction("save-and-close", "Save", lambda: self.save(lambda: self._close(document_id))),
            NoticeAction("just-close", "Don't save", lambda: self._close(document_id)),
        )

    def _close(self, document_id: int) -> None:
        """Close a document; replace the last one by an empty one, unless it is that already."""
        documents = self._session.documents()
        if len(documents) == 1:
            [(last, body)] = documents
            if last.path is None and not body:
                return
            self._session.open("untitled.json", b"")
        self._session.close_document(document_id)

    def _ask(self, message: str, *answers: NoticeAction) -> None:
        self._withdraw()
        self._question = Notice("ask", message, answers)
        self._notices.show(self._question)

    def _withdraw(self, *_signal: object) -> None:
        """Withdraw the open question: it no longer applies."""
        if self._question is not None:
            self._notices.withdraw(self._question)
            self._question = None

    def _changed_by_another(self, path: Path) -> bool:
        try:
            present = read_body(path)
        except FileError:
            return False  # missing; any other error is shown by the write
        return present != self._session.body and sha1_of(present) != self._session.front.saved_sha1

    def _write(self, path: Path, then: Callable[[], None]) -> None:
        try:
            write_body(path, self._session.body)
        except FileError as error:
            self._notices.show(Notice("bad", str(error)))
        else:
            self._session.mark_saved(path.absolute())
            then()


def open_template(session: Session, key: str) -> None:
    """Open a built-in payload as a document, or bring it forward if it is open and unchanged."""
    made = template(key)
    for document, body in session.documents():
        if document.path is None and body == made.body:
            session.bring_to_front(document.id)
            return
    session.open(session.free_name(made.file_name), made.body, identity_link=made.endpoint == "identitylink")
