"""Opens and saves payload files, byte for byte, with the dialogs and questions that this needs.

It asks before overwriting what another program wrote and before closing a document with unsaved changes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.gui.core.file_calls import FileCalls
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice, NoticeAction
from workbench.payloads import template
from workbench.workspace.files import FileError, read_body, sha1_of, write_body

_FILTER = "Payloads (*.json);;All files (*)"


class Files:
    """Opens, saves and closes the documents of the session."""

    def __init__(self, session: Session, calls: FileCalls, notices: Notices, window: QWidget) -> None:
        self._session, self._calls, self._notices, self._window = session, calls, notices, window
        self._question: Notice | None = None
        for signal in (session.closed, session.front_changed):
            signal.connect(self._withdraw)

    def new(self) -> None:
        """Open an empty document."""
        self._session.open(self._session.free_name("untitled.json"), b"", saved_sha1="")

    def open_paths(self, paths: Sequence[Path], then: Callable[[bool], None] = lambda _opened: None) -> None:
        """Open these files; show an error for each that cannot be read. Call `then` with whether any was opened."""
        if not paths:
            then(False)
            return

        def read() -> list[bytes | FileError]:
            return [_read(path) for path in paths]

        def opened(contents: list[bytes | FileError]) -> None:
            for path, content in zip(paths, contents, strict=True):
                self._open(path, content)
            then(any(isinstance(content, bytes) for content in contents))

        self._calls.call(f"Reading {_names(paths)}", read, opened, stopped=lambda: then(False))

    def _open(self, path: Path, content: bytes | FileError) -> None:
        if isinstance(content, FileError):
            self._notices.show(Notice("bad", str(content)))
            return
        before = next((each for each, _body in self._session.documents() if each.path == path.absolute()), None)
        if before is not None and self._session.is_edited(before.id):
            self._session.bring_to_front(before.id)
            self._notices.show(Notice("warn", f"{path.name} is already open; its unsaved changes were kept."))
            return
        self._session.open(path.name, content, path=path.absolute())
        if before is not None:
            self._session.close_document(before.id)

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
            return
        document, body = self._session.front, self._session.body

        def compared(present: bytes | FileError) -> None:
            # A file that is missing is written again; any other error is shown by the write.
            is_own = isinstance(present, FileError) or present == body or sha1_of(present) == document.saved_sha1
            if is_own:
                self._write(path, then)
            else:
                self._ask(
                    f"Another program has changed {path.name} since it was opened. Nothing was saved yet.",
                    NoticeAction("overwrite", "Overwrite", lambda: self._write(path, then)),
                    NoticeAction("save-as", "Save as…", lambda: self.ask_save(then)),
                )

        self._calls.call(f"Reading {path.name}", lambda: _read(path), compared, stopped=self._say_unsaved)

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

    def _write(self, path: Path, then: Callable[[], None]) -> None:
        document, body = self._session.front, self._session.body

        def write() -> FileError | None:
            try:
                write_body(path, body)
            except FileError as error:
                return error
            return None

        def written(error: FileError | None) -> None:
            if error is not None:
                self._notices.show(Notice("bad", str(error)))
            elif (self._session.front.id, self._session.body) == (document.id, body):
                self._session.mark_saved(path.absolute())
                then()
            else:
                text = f"{path.name} was saved as it was before the last changes. Save it again."
                self._notices.show(Notice("warn", text))

        self._calls.call(f"Saving {path.name}", write, written, stopped=self._say_unsaved)

    def _say_unsaved(self) -> None:
        text = "The file may not be saved, because the disk did not answer. Save it again, or elsewhere."
        self._notices.show(Notice("warn", text))


def _read(path: Path) -> bytes | FileError:
    try:
        return read_body(path)
    except FileError as error:
        return error


def _names(paths: Sequence[Path]) -> str:
    return paths[0].name if len(paths) == 1 else f"{len(paths)} files"


def open_template(session: Session, key: str) -> None:
    """Open a built-in payload as a document, or bring it forward if it is open and unchanged."""
    made = template(key)
    for document, body in session.documents():
        if document.path is None and body == made.body:
            session.bring_to_front(document.id)
            return
    session.open(session.free_name(made.file_name), made.body, identity_link=made.endpoint == "identitylink")
