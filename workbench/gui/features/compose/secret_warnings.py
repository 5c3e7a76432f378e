"""Warns while a document contains a secret that the program knows: it is not saved in drafts or in the history."""

from PySide6.QtCore import QObject, QTimer

from workbench.gui.core.notices import Notices
from workbench.gui.core.session import PAUSE_MS, Session
from workbench.gui.core.state import Document, Notice
from workbench.gui.core.tasks import Tasks
from workbench.redaction import SECRET_REMOVED
from workbench.redaction.body_search import BodySearch

AT_ONCE = 4_096
"""Bodies up to this many bytes are searched at each keystroke; larger ones on a thread, when typing pauses."""


class SecretWarnings(QObject):
    """Posts one notice for each document that contains a secret, and withdraws it when that is gone."""

    def __init__(self, session: Session, tasks: Tasks, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._notices = session, tasks, notices
        self._search = BodySearch()
        self._searching = False
        self._shown: dict[int, Notice] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search_large)
        session.draft_changed.connect(self._look)
        session.closed.connect(self._forget)

    def _look(self) -> None:
        document, body = self._session.front, self._session.body
        if len(body) <= AT_ONCE and not self._searching:
            self._found(document, found=self._search.contains_known(document.id, body))
        else:
            self._pause.start()

    def _search_large(self) -> None:
        if self._searching:
            self._pause.start()
            return
        self._searching = True
        document, body = self._session.front, self._session.body
        self._tasks.call(
            lambda: self._search.contains_known(document.id, body), lambda found: self._searched(document, found=found)
        )

    def _searched(self, document: Document, *, found: bool) -> None:
        self._searching = False
        self._found(document, found=found)

    def _found(self, document: Document, *, found: bool) -> None:
        if not found:
            self._withdraw(document.id)
        elif document.id not in self._shown:
            self._shown[document.id] = notice = Notice(
                "warn",
                f"{document.name} contains an API key, a secret or a token. Drafts hold {SECRET_REMOVED} in its place, "
                "and the history asterisks; a file that you save contains it.",
            )
            self._notices.show(notice)

    def _forget(self, document_id: int) -> None:
        self._withdraw(document_id)
        if not self._searching:
            self._search.keep_only({document.id for document, _body in self._session.documents()})

    def _withdraw(self, document_id: int) -> None:
        notice = self._shown.pop(document_id, None)
        if notice is not None:
            self._notices.withdraw(notice)
