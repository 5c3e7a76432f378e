"""Builds and connects the panes of documents and templates, files, autosave and transforms."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer

from workbench.gui.core.file_calls import FileCalls
from workbench.gui.core.state import Document, Notice
from workbench.gui.feature import Context, Parts
from workbench.gui.features.compose.autosave import Autosave
from workbench.gui.features.compose.documents_pane import DocumentsPane
from workbench.gui.features.compose.files import Files, open_template
from workbench.gui.features.compose.secret_warnings import SecretWarnings
from workbench.gui.features.compose.templates_pane import TemplatesPane
from workbench.gui.features.compose.transforms import Transforms
from workbench.payloads import DEFAULT_TEMPLATE, templates

QUIT_WAIT_MS = 10_000
"""Milliseconds for which a closing window waits until the drafts are saved."""


class ComposeParts(Parts):
    """The compose feature."""

    pane: DocumentsPane

    def __init__(self, context: Context) -> None:
        pane = DocumentsPane(context.themes, context.privacy)
        super().__init__(pane)
        session, notices = context.session, context.notices
        self._session, self._notices = session, notices
        self._window = context.window
        self._close_confirmed = self._saving = False
        self._sample = 0
        calls = FileCalls(context.tasks, notices, context.window)
        self.files = Files(session, calls, notices, context.window)
        self.autosave = Autosave(session, calls, pane.caret_of, pane.put_caret, notices, context.window)
        self.transforms = Transforms(session, notices)
        self.secrets = SecretWarnings(session, context.tasks, notices, context.window)
        session.opened.connect(pane.open)
        session.closed.connect(pane.close_document)
        session.front_changed.connect(self._show_front)
        session.reading_finished.connect(pane.show_reading)
        session.replacement_requested.connect(pane.replace_body)
        session.draft_changed.connect(self.autosave.save_later)
        context.names.document_changed.connect(pane.show_document)
        pane.edited.connect(session.edit)
        pane.activated.connect(session.bring_to_front)
        pane.close_requested.connect(self.files.close)
        pane.caret_moved.connect(context.status.caret)
        pane.unread.connect(context.masks.find_ranges)
        self.autosave.saved.connect(self._drafts_saved)

    def start(self, files: Sequence[Path]) -> None:
        """Restore the drafts and open files; without any, or until they are read, show the default template."""
        self.autosave.restore(
            lambda restored: self.files.open_paths(files, lambda opened: self._started(found=opened or restored))
        )
        if not self._session.documents():
            self._open_sample()

    def _open_sample(self) -> None:
        open_template(self._session, DEFAULT_TEMPLATE)
        self._sample = self._session.front.id

    def _started(self, *, found: bool) -> None:
        """Show the default template if nothing else is open; close it otherwise, unless it was edited meanwhile."""
        if not self._session.documents():
            self._open_sample()
        elif found and self._sample in {document.id for document, _body in self._session.documents()}:
            if self._session.is_edited(self._sample):
                self._session.bring_to_front(self._sample)
            else:
                self._session.close_document(self._sample)

    def close_front(self) -> None:
        """Close the front document."""
        self.files.close(self._session.front.id)

    def may_close(self) -> bool:
        """Save the drafts; if that fails, warn once; the second attempt closes the window without saving.

        If the disk does not answer, the window closes when they are saved, or is left open after `QUIT_WAIT_MS`.
        """
        if self._saving or self._close_confirmed:
            return True
        self._saving = True
        may_close: list[bool] = []
        seconds = QUIT_WAIT_MS // 1000
        notice = Notice(
            "warn",
            f"Saving the drafts takes long. The window closes when they are saved, within {seconds} seconds."
            " Close it again to close without saving.",
        )

        def finished(problem: str | None) -> None:
            if self._saving:
                self._saving = False
                self._notices.withdraw(notice)
                may_close.append(self._confirm(problem))
                if waits and may_close[0]:
                    self._close_confirmed = True
                    self._window.close()

        waits = False
        self.autosave.finish(finished)
        if may_close:
            return may_close[0]
        waits = True
        late = f"The drafts could not be saved within {seconds} seconds"
        QTimer.singleShot(QUIT_WAIT_MS, self._window, lambda: finished(late))
        self._notices.show(notice)
        return False

    def _confirm(self, problem: str | None) -> bool:
        """Return whether the window may close; if not, say why."""
        edited = any(self._session.is_edited(document.id) for document, _body in self._session.documents())
        if problem is None or not edited:
            return True
        self._close_confirmed = True
        self._notices.show(Notice("bad", f"{problem}. Close the window again to close without saving."))
        return False

    def close(self) -> None:
        """Stop saving drafts."""
        self.autosave.close()

    def _show_front(self, document: Document) -> None:
        self.pane.bring_forward(document.id)
        self._notices.show_passing(None)  # it was about the previous document

    def _drafts_saved(self) -> None:
        self._close_confirmed = False


class TemplatesParts(Parts):
    """The templates feature."""

    pane: TemplatesPane

    def __init__(self, context: Context) -> None:
        pane = TemplatesPane(context.themes, templates())
        super().__init__(pane)
        self._session, self._commands = context.session, context.commands
        pane.template_chosen.connect(self._open)
        context.session.front_changed.connect(self._show_front)

    def _open(self, key: str) -> None:
        open_template(self._session, key)
        self._commands.run("compose.show")

    def _show_front(self, document: Document) -> None:
        key = next((each.key for each in templates() if each.file_name == document.name), None)
        self.pane.show_current(key if document.path is None else None)
