"""Provides the transforms of the active document's text; each is one undoable edit."""

from workbench.gui.core.notices import Notices
from workbench.gui.core.placeholder_text import NO_DEVICE, new_device_text
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.payloads import new_device
from workbench.signing import NotPhpJson, WireForm, apply_wire_form


class Transforms:
    """Rewrites the active document."""

    def __init__(self, session: Session, notices: Notices) -> None:
        self._session, self._notices = session, notices

    def make_php_stable(self) -> None:
        """Rewrite the text as PHP would re-encode it."""
        try:
            # The wire form is idempotent; one round trip of PHP is not (-0.0).
            stable = apply_wire_form(self._session.body, WireForm.PHP)
        except NotPhpJson as error:
            self._notices.show_passing(
                Notice("bad", f"PHP cannot read this body: {error.reason}. The text is unchanged.")
            )
            return
        self._session.replace_text(stable)

    def make_test_device(self) -> None:
        """Write new, marked device ids into the document, and show which."""
        device = new_device(self._session.body)
        if device is None:
            self._notices.show_passing(Notice("warn", NO_DEVICE))
            return
        self._session.replace_text(device.body)
        self._notices.show_passing(Notice("good", new_device_text(device)))
