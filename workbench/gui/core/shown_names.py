"""Provides the names of documents and profiles, masked while the window is masked."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.mask_updates import MaskUpdater
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import Session
from workbench.gui.core.state import Document, ProfileChoice


class ShownNames(QObject):
    """Emits names, masked while the window is masked, and again when the mask changes.

    Signals:
        document_changed(Document, bool): a document, and whether it has unsaved changes.
        front_changed(Document, bool): the front document, and whether it has unsaved changes.
        profiles_changed(list[ProfileChoice], str): all profiles, and the name of the active one.
    """

    document_changed = Signal(object, bool)
    front_changed = Signal(object, bool)
    profiles_changed = Signal(object, str)

    def __init__(
        self,
        session: Session,
        profiles: ActiveProfile,
        masks: MaskUpdater,
        privacy: ScreenPrivacy,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._masks = session, masks
        self._profiles: tuple[Sequence[ProfileChoice], str] | None = None
        session.document_changed.connect(self._emit_document)
        profiles.profiles_changed.connect(self._emit_profiles)
        privacy.mask_changed.connect(self.emit_all)

    def emit_all(self) -> None:
        """Emit all names again."""
        if self._profiles is not None:
            self._emit_profiles(*self._profiles)
        for document, _body in self._session.documents():
            self._emit_document(document, self._session.is_edited(document.id))

    def _emit_document(self, document: Document, edited: bool) -> None:
        shown = self._masks.document(document)
        self.document_changed.emit(shown, edited)
        if document.id == self._session.front.id:
            self.front_changed.emit(shown, edited)

    def _emit_profiles(self, choices: Sequence[ProfileChoice], chosen: str) -> None:
        self._profiles = choices, chosen
        self.profiles_changed.emit(self._masks.profiles(choices), chosen)
