"""Copies exchanges as text, saves them as files, and opens share bundles.

`evidence` makes the content without secrets. The exchanges of a bundle are verified, and shown in the log until the
window is closed; they are never stored.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.credentials import profile_title
from workbench.evidence.bundle import MAX_SIZE, BadBundle
from workbench.evidence.curl import curl
from workbench.exchange import Exchange
from workbench.gui.core import dialogs
from workbench.gui.core.file_calls import FileCalls
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.log_values import Selection
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.operations.presentation.bundles import bundle_text, open_bundle
from workbench.operations.presentation.exports import export, saved_text, with_tokens
from workbench.operations.presentation.outcomes import exchange_count
from workbench.signing import Credentials
from workbench.workspace.files import FileError, read_body, write_body


class _Format(NamedTuple):
    """The save dialog of a format."""

    title: str
    extension: str
    pattern: str


_FORMATS = {
    "raw": _Format("Save as raw HTTP", ".http", "Raw HTTP (*.http)"),
    "har": _Format("Save as HAR", ".har", "HTTP archives (*.har)"),
    "curl": _Format("Save the curl command and its body file", ".sh", "Shell scripts (*.sh)"),
    "bundle": _Format("Save a share bundle", ".bundle.json", "Share bundles (*.bundle.json)"),
    "bundle-token": _Format(
        "Save a share bundle with full tokens, which are valid for ever",
        ".bundle.json",
        "Share bundles (*.bundle.json)",
    ),
    "csv": _Format("Save the run as CSV", ".csv", "CSV (*.csv)"),
    "jsonl": _Format("Save the run as JSONL", ".jsonl", "JSON lines (*.jsonl)"),
}
_MOST_COPIED = 200  # exchanges


class Exporter(QObject):
    """Copies and saves exchanges, and opens bundles.

    Signals:
        copy_requested(str): a text for the clipboard, without secrets.
        bundle_opened(tuple[Exchange, ...]): the exchanges of a bundle.
        notice_posted(Notice): a notification.
    """

    copy_requested = Signal(str)
    bundle_opened = Signal(object)
    notice_posted = Signal(object)

    def __init__(
        self, session: Session, history: HistoryGateway, tasks: Tasks, calls: FileCalls, window: QWidget
    ) -> None:
        super().__init__(window)
        self._calls = calls
        self._session, self._history, self._tasks, self._window = session, history, tasks, window

    def copy(self, form: str, chosen: Selection) -> None:
        """Copy exchanges as `raw`, `curl`, `markdown`, or the payload `hash` of one."""
        if chosen.count > _MOST_COPIED:
            text = f"{exchange_count(chosen.count)} are too many for the clipboard. Save them as a file."
            self.notice_posted.emit(Notice("warn", text))
            return

        def work() -> tuple[str, str]:
            return _text(form, self._exchanges(chosen))

        def done(result: tuple[str, str]) -> None:
            text, message = result
            if text:
                self.copy_requested.emit(text)
            if message:
                self.notice_posted.emit(Notice("warn", message))

        self._tasks.call(work, done, lane="clipboard")  # in order, so that the last copy stays on the clipboard

    def save(self, form: str, chosen: Selection) -> None:
        """Ask for a file and save exchanges as `raw`, `har`, `curl`, `bundle`, `bundle-token`, `csv` or `jsonl`."""
        file_format = _FORMATS[form]
        suggestion = Path(self._session.last_folder) / f"exchanges{file_format.extension}"
        path = dialogs.ask_save(self._window, file_format.title, suggestion, file_format.pattern)
        if path is None:
            return
        self._session.last_folder = str(path.parent)
        credentials = self._session.credentials

        def work() -> Notice:
            exchanges = self._exchanges(chosen)
            if not exchanges:
                return Notice("warn", "Those exchanges are no longer in the log. Nothing was saved.")
            try:
                return _save(form, path, exchanges, credentials)
            except FileError as error:
                return Notice("bad", str(error))
            except BadBundle as error:
                return Notice("bad", f"{error} Nothing was saved.")

        def stopped() -> None:
            text = f"{path.name} may not be complete, because the disk did not answer. Save it again, or elsewhere."
            self.notice_posted.emit(Notice("warn", text))

        self._calls.call(f"Saving {path.name}", work, self.notice_posted.emit, stopped=stopped, at_once=False)

    def open_bundle(self) -> None:
        """Ask for a share bundle and show its exchanges, verified with the active pair."""
        path = dialogs.ask_open(
            self._window, "Open a share bundle", self._session.last_folder, _FORMATS["bundle"].pattern
        )
        if path is None:
            return
        self._session.last_folder = str(path.parent)
        credentials = self._session.credentials
        profile = "" if credentials is None else profile_title(self._session.profile)

        def work() -> tuple[tuple[Exchange, ...], Notice]:
            try:
                opened = open_bundle(read_body(path, MAX_SIZE), credentials)
            except FileError as error:
                return (), Notice("bad", str(error))
            except BadBundle as error:
                return (), Notice("bad", f"{error} ({path.name})")
            text = f"{path.name}: {bundle_text(opened, profile)} In the log until this window closes."
            return opened.exchanges, Notice("good" if opened.valid else "bad", text)

        def done(result: tuple[tuple[Exchange, ...], Notice]) -> None:
            exchanges, notice = result
            self.bundle_opened.emit(exchanges)
            self.notice_posted.emit(notice)

        self._calls.call(f"Reading {path.name}", work, done, stopped=lambda: None, at_once=False)

    def _exchanges(self, chosen: Selection) -> list[Exchange]:
        return list(chosen.exchanges(self._history.existing()))


def _text(form: str, exchanges: Sequence[Exchange]) -> tuple[str, str]:
    """Return the text to copy, and a message about it."""
    if not exchanges:
        return "", "Those exchanges are no longer in the log. Nothing was copied."
    first = exchanges[0]
    if form == "hash":
        return first.payload_hash, ""
    if form == "curl":
        script = curl(first)
        body = f"The body must be in the file {script.body_name}; “Save as › curl with body file” writes both."
        return script.command, " ".join((body, *script.notes))
    content = export(form, exchanges)
    try:
        if b"\0" not in content:
            return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    return "", "These bytes are not text, so nothing was copied. Use “Save as › Raw HTTP”."


def _save(form: str, path: Path, exchanges: Sequence[Exchange], credentials: Credentials | None) -> Notice:
    """Write the file and return a message.

    Raises:
        FileError: the file could not be written.
    """
    if form == "curl":
        script = curl(exchanges[0])
        write_body(path.parent / script.body_name, script.body)
        write_body(path, f"#!/bin/sh\n{script.command}".encode())
        return Notice("good", " ".join((f"Saved {path.name} and {script.body_name}.", *script.notes)))
    with_token = form == "bundle-token"
    if with_token:
        exchanges, missing = with_tokens(exchanges, credentials)
        if missing:
            return Notice("warn", f"{missing} Nothing was saved.")
    content = export("bundle" if with_token else form, exchanges, credentials, with_token=with_token)
    write_body(path, content, mode=0o600 if with_token else None)
    return Notice("warn" if with_token else "good", saved_text(path.name, len(exchanges), with_token=with_token))
