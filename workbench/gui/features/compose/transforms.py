"""Provides the transforms of the active document's text; each is one undoable edit."""

from PySide6.QtCore import QObject, Signal

from workbench.gui.core.placeholder_text import NO_DEVICE, new_device_text
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.payloads import new_device
from workbench.signing import NotPhpJson, WireForm, apply_wire_form


class Transforms(QObject):
    """Rewrites the active document.

    Signals:
        notice_posted(Notice): a message about that document.
    """

    notice_posted = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def make_php_stable(self) -> None:
        """Rewrite the text as PHP would re-encode it."""
        try:
            # The wire form is idempotent; one round trip of PHP is not (-0.0).
            stable = apply_wire_form(self._session.body, WireForm.PHP)
        except NotPhpJson as error:
            self.notice_posted.emit(Notice("bad", f"PHP cannot read this body: {error.reason}. The text is unchanged."))
            return
        self._session.replace_text(stable)

    def make_test_device(self) -> None:
        """Write new, marked device ids into the document, and show which."""
        device = new_device(self._session.body)
        if device is None:
            self.notice_posted.emit(Notice("warn", NO_DEVICE))
            return
        self._session.replace_text(device.body)
        self.notice_posted.emit(Notice("good", new_device_text(device)))
