"""Computes the screen mask from the open documents and the active pair, and updates it.

It never changes a body and never reads the keyring. It does nothing while the window is not masked.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer

from workbench.gui.core.screen_privacy import DOTS, ScreenPrivacy
from workbench.gui.core.session import PAUSE_MS, READ_AT_ONCE, Session
from workbench.gui.core.state import Document, ProfileChoice, UnreadText
from workbench.gui.core.tasks import Tasks
from workbench.redaction import mask as start_and_end
from workbench.redaction.pii import ScreenMask, ranges, values


class MaskUpdater(QObject):
    """Updates the screen mask of one window."""

    def __init__(self, session: Session, tasks: Tasks, privacy: ScreenPrivacy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._privacy = privacy
        self._session = session
        self._tasks = tasks
        self._values: dict[int, tuple[bytes, tuple[str, ...]]] = {}
        self._reading: dict[int, bytes] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._update)

    @property
    def on(self) -> bool:
        """Whether the window is masked."""
        return self._privacy.mask is not None

    def switch(self, on: bool) -> None:
        """Turn the mask on or off."""
        if on:
            self._update()
        else:
            self._pause.stop()
            self._values.clear()
            self._privacy.set_mask(None)

    def update_later(self) -> None:
        """Update the mask when typing pauses."""
        if self.on:
            self._pause.start()

    def hide(self, text: str) -> str:
        """Return a masked text about a document; new values are masked at once, before the next update."""
        return self._current_mask().hide(text) if self.on else text

    def document(self, document: Document) -> Document:
        """Return a document with a masked name and path."""
        if not self.on:
            return document
        path = None if document.path is None else Path(self.hide(str(document.path)))
        return replace(document, name=self.hide(document.name), path=path)

    def profiles(self, choices: Sequence[ProfileChoice]) -> list[ProfileChoice]:
        """Return profiles with masked titles and API key hints."""
        if not self.on:
            return list(choices)
        mask = self._current_mask()
        return [replace(each, title=mask.hide(each.title)) for each in map(_without_hints, choices)]

    def find_ranges(self, unread: UnreadText) -> None:
        """Find the ranges to mask in a large text, off the GUI thread."""
        self._tasks.call(lambda: ranges(unread.text, unread.known), unread.answer)

    def _update(self) -> None:
        self._privacy.set_mask(self._current_mask())

    def _current_mask(self) -> ScreenMask:
        """Return the mask for the current documents; for a large document, as of its last parsing."""
        known: set[str] = set()
        documents = self._session.documents()
        for document, body in documents:
            known.update(self._values_of(document.id, body))
        for gone in self._values.keys() - {document.id for document, _body in documents}:
            del self._values[gone]
        if self._session.credentials is not None:
            known.add(start_and_end(self._session.credentials.api_key))
        return ScreenMask(frozenset(known))

    def _values_of(self, document_id: int, body: bytes) -> tuple[str, ...]:
        before, found = self._values.get(document_id, (b"", ()))
        if before is body:
            return found
        if len(body) <= READ_AT_ONCE:
            found = _values(body)
            self._values[document_id] = body, found
        elif self._reading.get(document_id) is not body:
            self._reading[document_id] = body
            self._tasks.call(lambda: _values(body), lambda found: self._large_read(document_id, body, found))
        return found

    def _large_read(self, document_id: int, body: bytes, found: tuple[str, ...]) -> None:
        if self._reading.get(document_id) is body:
            del self._reading[document_id]
            self._values[document_id] = body, found
            if self.on:
                self._update()


def _values(body: bytes) -> tuple[str, ...]:
    return values(body.decode("utf-8", "replace"))


def _without_hints(choice: ProfileChoice) -> ProfileChoice:
    profile = choice.profile
    if profile is None:
        return choice
    hints = (profile.api_key_hint, profile.old_api_key_hint)
    detail = choice.detail
    for hint in filter(None, hints):
        detail = detail.replace(hint, DOTS)
    masked = replace(profile, api_key_hint=DOTS, old_api_key_hint=DOTS if profile.old_api_key_hint else "")
    return replace(choice, detail=detail, profile=masked)
