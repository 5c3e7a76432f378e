"""Copies exchanges as text, saves them as files, and opens share bundles.

`evidence` makes the content without secrets. The exchanges of a bundle are verified, and shown in the log until the
window is closed; they are never stored.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.credentials import profile_title
from workbench.disk import replace_file
from workbench.evidence.bundle import MAX_SIZE, BadBundle, Fingerprints, bundle
from workbench.evidence.curl import curl
from workbench.evidence.har import har
from workbench.evidence.markdown import markdown
from workbench.evidence.raw import raw_http
from workbench.exchange import Exchange
from workbench.gui.core import dialogs
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.log_values import Selection
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.operations import pair_fingerprint
from workbench.operations.presentation.bundles import bundle_text, open_bundle
from workbench.operations.resend import with_auth_headers
from workbench.operations.run_results import as_csv, as_jsonl
from workbench.redaction import fingerprint
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

    def __init__(self, session: Session, history: HistoryGateway, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._history, self._tasks, self._window = session, history, tasks, window

    def copy(self, form: str, chosen: Selection) -> None:
        """Copy exchanges as `raw`, `curl`, `markdown`, or the payload `hash` of one."""
        if chosen.count > _MOST_COPIED:
            text = f"{chosen.count:,} exchanges are too many for the clipboard. Save them as a file."
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

        self._tasks.call(work, self.notice_posted.emit)

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
                opened = open_bundle(read_body(path, MAX_SIZE + 1), credentials)
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

        self._tasks.call(work, done)

    def _exchanges(self, chosen: Selection) -> list[Exchange]:
        return list(chosen.exchanges(self._history.source()))


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
    if form == "markdown":
        return markdown(exchanges), ""
    raw = raw_http(first)
    try:
        if b"\0" not in raw:
            return raw.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    return "", "These bytes are not text, so nothing was copied. Use “Save as › Raw HTTP”."


def _save(form: str, path: Path, exchanges: Sequence[Exchange], credentials: Credentials | None) -> Notice:
    """Write the file and return a message.

    Raises:
        FileError: the file could not be written.
    """
    count = "1 exchange" if len(exchanges) == 1 else f"{len(exchanges):,} exchanges"
    if form == "curl":
        script = curl(exchanges[0])
        write_body(path.parent / script.body_name, script.body)
        write_body(path, f"#!/bin/sh\n{script.command}".encode())
        return Notice("good", " ".join((f"Saved {path.name} and {script.body_name}.", *script.notes)))
    if form == "bundle-token":
        return _save_with_tokens(path, exchanges, credentials)
    makers: dict[str, Callable[[], bytes]] = {
        "raw": lambda: raw_http(exchanges[0]),
        "har": lambda: har(exchanges).encode(errors="backslashreplace"),
        "bundle": lambda: bundle(exchanges, _fingerprints(exchanges, credentials)),
        "csv": lambda: as_csv(exchanges).encode(),
        "jsonl": lambda: as_jsonl(exchanges).encode(),
    }
    write_body(path, makers[form]())
    return Notice("good", f"Saved {count} in {path.name}, without keys, secrets and full tokens.")


def _save_with_tokens(path: Path, exchanges: Sequence[Exchange], credentials: Credentials | None) -> Notice:
    """Write a bundle with full tokens, computed again from the bodies; only the owner can read the file."""
    whole = [
        each if not each.token_prefix or credentials is None else with_auth_headers(each, credentials)
        for each in exchanges
    ]
    found = [each for each in whole if each is not None]
    if credentials is None or len(found) < len(whole):
        missing = len(whole) - len(found) or len(whole)
        return Notice(
            "warn",
            f"{missing:,} of {len(whole):,} tokens cannot be computed again: the chosen profile did not sign the "
            "request, or its body contained a secret. Nothing was saved.",
        )
    content = bundle(found, _fingerprints(found, credentials), with_token=True)
    try:
        replace_file(path, content, 0o600)
    except OSError as error:
        raise FileError(f"The file could not be saved ({error.strerror or error}): {path}") from error
    count = "1 exchange" if len(found) == 1 else f"{len(found):,} exchanges"
    return Notice(
        "warn",
        f"Saved {count} in {path.name} with full tokens, without keys and secrets. Anyone who has the file can send "
        "these bytes again, at any time.",
    )


def _fingerprints(exchanges: Sequence[Exchange], credentials: Credentials | None) -> Fingerprints | None:
    """Return the fingerprints of the pair; None if it did not sign all exchanges."""
    if credentials is None or any(each.pair != pair_fingerprint(credentials) for each in exchanges):
        return None
    return Fingerprints(fingerprint(credentials.api_key), fingerprint(credentials.secret))
