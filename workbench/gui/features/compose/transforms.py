"""The text of the document in front rewritten as a whole, by one edit that one undo takes back.

Owns which rewritings there are and what is said of each; never edits a text itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.gui.core.placeholder_text import NO_DEVICE, device_words
from workbench.gui.core.state import Notice
from workbench.payloads import new_device
from workbench.signing import NotPhpJson, WireForm, apply_wire_form

if TYPE_CHECKING:
    from workbench.gui.core.session import Session


class Transforms(QObject):
    """Rewrites the document in front.

    Signals:
        noticed(Notice): a message about that document.
    """

    noticed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def make_php_stable(self) -> None:
        """Rewrite the text as PHP would re-encode it."""
        try:
            # As often as wanted: the wire form is the same when applied twice, one round trip of PHP's is not (-0.0).
            stable = apply_wire_form(self._session.body, WireForm.PHP)
        except NotPhpJson as error:
            self.noticed.emit(Notice("bad", f"PHP cannot read this body: {error.reason}. The text was left as it is."))
            return
        self._session.replace_text(stable)

    def make_test_device(self) -> None:
        """Write fresh, marked ids into the document, and say which."""
        made = new_device(self._session.body)
        if made is None:
            self.noticed.emit(Notice("warn", NO_DEVICE))
            return
        self._session.replace_text(made.body)
        self.noticed.emit(Notice("good", device_words(made)))
