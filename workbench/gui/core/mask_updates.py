"""The switch *Mask for screen-sharing*: whether it is on, and which values of the open documents must not be seen.

Owns what is known of them, and hands it to the panes as a mask; each pane covers what is its own. It never changes a
body and never asks the keyring. While it is off nothing of it is loaded.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.core.session import PAUSE_MS, READ_AT_ONCE, Session
from workbench.gui.core.state import Document, ProfileChoice
from workbench.gui.core.tasks import Tasks
from workbench.redaction import mask as start_and_end

if TYPE_CHECKING:
    from workbench.gui.features.compose.editor.redaction_overlay import UnreadText
    from workbench.redaction.pii import ScreenMask

_DOTS = "•" * 10  # always ten: the length of a key is its own business


class MaskUpdater(QObject):
    """What the panes may show.

    Signals:
        worn(Mask | None): what they must hide from now on; None: nothing.
        names_stale(): names of documents and profiles are to be shown again.
    """

    worn = Signal(object)
    names_stale = Signal()

    def __init__(self, session: Session, bridge: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._bridge = bridge
        self._on = False
        self._mask: ScreenMask | None = None
        self._values: dict[int, tuple[bytes, tuple[str, ...]]] = {}
        self._reading: dict[int, bytes] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._hand_out)

    @property
    def on(self) -> bool:
        """Whether the window is masked."""
        return self._on

    def switch(self, on: bool) -> None:
        """Mask the window, or show everything again."""
        if on == self._on:
            return
        self._on = on
        if not on:
            self._pause.stop()
            self._values.clear()
            self._mask = None
            self.worn.emit(None)
            self.names_stale.emit()
        else:
            self._hand_out()

    def follow(self) -> None:
        """Look again, once the typing pauses, which values there are."""
        if self._on:
            self._pause.start()

    def hide(self, text: str) -> str:
        """Return words about a document as they may be shown now."""
        return self._newest().hide(text) if self._on else text

    def document(self, document: Document) -> Document:
        """Return a document as its name may be shown."""
        if not self._on:
            return document
        path = None if document.path is None else Path(self.hide(str(document.path)))
        return replace(document, name=self.hide(document.name), path=path)

    def profiles(self, choices: Sequence[ProfileChoice]) -> list[ProfileChoice]:
        """Return profiles as they may be shown: without the start and the end of an API key, or an address."""
        if not self._on:
            return list(choices)
        mask = self._newest()
        return [replace(each, title=mask.hide(each.title)) for each in map(_without_hints, choices)]

    def read_apart(self, unread: "UnreadText") -> None:
        """Read a large text off the window's thread."""
        from workbench.redaction.pii import ranges

        self._bridge.call(lambda: ranges(unread.text, unread.known), unread.answer)

    def _hand_out(self) -> None:
        newest = self._newest()
        if newest != self._mask:
            self._mask = newest
            self.worn.emit(newest)
            self.names_stale.emit()

    def _newest(self) -> "ScreenMask":
        """Return the mask of the present moment; of a large document, as it was when it was last read."""
        from workbench.redaction.pii import ScreenMask

        known: set[str] = set()
        documents = self._session.documents()
        for document, body in documents:
            known.update(self._of(document.id, body))
        for gone in self._values.keys() - {document.id for document, _body in documents}:
            del self._values[gone]
        if self._session.credentials is not None:
            known.add(start_and_end(self._session.credentials.api_key))
        return ScreenMask(frozenset(known))

    def _of(self, document_id: int, body: bytes) -> tuple[str, ...]:
        before, values = self._values.get(document_id, (b"", ()))
        if before is body:
            return values
        if len(body) <= READ_AT_ONCE:
            values = _values(body)
            self._values[document_id] = body, values
        elif self._reading.get(document_id) is not body:
            self._reading[document_id] = body
            self._bridge.call(lambda: _values(body), lambda found: self._was_read(document_id, body, found))
        return values

    def _was_read(self, document_id: int, body: bytes, values: tuple[str, ...]) -> None:
        if self._reading.get(document_id) is body:
            del self._reading[document_id]
            self._values[document_id] = body, values
            if self._on:
                self._hand_out()


def _values(body: bytes) -> tuple[str, ...]:
    from workbench.redaction.pii import values

    return values(body.decode("utf-8", "replace"))


def _without_hints(choice: ProfileChoice) -> ProfileChoice:
    profile = choice.profile
    if profile is None:
        return choice
    hints = (profile.api_key_hint, profile.old_api_key_hint)
    detail = choice.detail
    for hint in filter(None, hints):
        detail = detail.replace(hint, _DOTS)
    masked = replace(profile, api_key_hint=_DOTS, old_api_key_hint=_DOTS if profile.old_api_key_hint else "")
    return replace(choice, detail=detail, profile=masked)
