"""Exchanges taken along: copied as text, saved as files, and a share bundle of somebody else's opened to be looked at.

Owns where files go; `evidence` owns what is in them, and that no secret is. A bundle is never trusted and never kept:
what it says is computed again, and it is a row of the log until the window closes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from workbench.credentials import profile_title
from workbench.gui.core import dialogs
from workbench.gui.core.state import Notice
from workbench.operations import pair_fingerprint
from workbench.workspace.files import FileError, read_body, write_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from workbench.evidence import Fingerprints
    from workbench.exchange import Exchange
    from workbench.gui.core.log_values import Selection
    from workbench.gui.core.session import Session
    from workbench.gui.core.tasks import Tasks
    from workbench.gui.features.compose.files import Files
    from workbench.gui.features.log.history_feed import HistoryFeed
    from workbench.signing import Credentials


class _Kind(NamedTuple):
    """How one form is saved."""

    title: str
    ending: str
    pattern: str


_KINDS = {
    "raw": _Kind("Save as raw HTTP", ".http", "Raw HTTP (*.http)"),
    "har": _Kind("Save as HAR", ".har", "HTTP archives (*.har)"),
    "curl": _Kind("Save the curl command, with its body beside it", ".sh", "Shell scripts (*.sh)"),
    "bundle": _Kind("Save a share bundle", ".bundle.json", "Share bundles (*.bundle.json)"),
    "bundle-token": _Kind(
        "Save a share bundle with whole tokens, which are good for ever",
        ".bundle.json",
        "Share bundles (*.bundle.json)",
    ),
    "csv": _Kind("Save the run as CSV", ".csv", "CSV (*.csv)"),
    "jsonl": _Kind("Save the run as JSONL", ".jsonl", "JSON lines (*.jsonl)"),
}
_MOST_COPIED = 200  # exchanges; more belong into a file


class Exporter(QObject):
    """Copies, saves, opens bundles.

    Signals:
        copied(str): a text for the clipboard, which anyone may see.
        exchanges_shown(tuple[Exchange, ...]): those of a bundle.
        noticed(Notice): a message for the person.
    """

    copied = Signal(str)
    exchanges_shown = Signal(object)
    noticed = Signal(object)

    def __init__(self, session: Session, records: HistoryFeed, files: Files, bridge: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._records, self._files = session, records, files
        self._bridge, self._window = bridge, window

    def copy(self, form: str, chosen: Selection) -> None:
        """Copy exchanges as `raw`, `curl`, `markdown`, or the payload `hash` of one."""
        if chosen.count > _MOST_COPIED:
            says = f"{chosen.count:,} exchanges are too many for the clipboard; save them as a file."
            self.noticed.emit(Notice("warn", says))
            return

        def work() -> tuple[str, str]:
            return _text(form, self._exchanges(chosen))

        def done(answer: tuple[str, str]) -> None:
            text, says = answer
            if text:
                self.copied.emit(text)
            if says:
                self.noticed.emit(Notice("warn", says))

        self._bridge.call(work, done, _raise)

    def save(self, form: str, chosen: Selection) -> None:
        """Ask for a file, and save exchanges as `raw`, `har`, `curl`, `bundle`, `bundle-token`, `csv` or `jsonl`."""
        kind = _KINDS[form]
        suggestion = Path(self._files.last_folder) / f"exchanges{kind.ending}"
        path = dialogs.ask_save(self._window, kind.title, suggestion, kind.pattern)
        if path is None:
            return
        self._files.last_folder = str(path.parent)
        credentials = self._session.credentials

        def work() -> Notice:
            from workbench.evidence import BadBundle

            exchanges = self._exchanges(chosen)
            if not exchanges:
                return Notice("warn", "Those exchanges are no longer in the log. Nothing was saved.")
            try:
                return _saved(form, path, exchanges, credentials)
            except FileError as trouble:
                return Notice("bad", trouble.says)
            except BadBundle as bad:
                return Notice("bad", f"{bad.says} Nothing was saved.")

        self._bridge.call(work, self.noticed.emit, _raise)

    def open_bundle(self) -> None:
        """Ask for a share bundle, and show what is in it, computed again with the pair that is chosen."""
        path = dialogs.ask_open(self._window, "Open a share bundle", self._files.last_folder, _KINDS["bundle"].pattern)
        if path is None:
            return
        self._files.last_folder = str(path.parent)
        credentials = self._session.credentials
        profile = profile_title(self._session.profile)

        def work() -> tuple[tuple[Exchange, ...], Notice]:
            from workbench.evidence import BadBundle
            from workbench.evidence.bundle import LARGEST
            from workbench.gui.features.log.bundles import opened

            try:
                return opened(read_body(path, LARGEST + 1), path.name, credentials, profile)
            except FileError as trouble:
                return (), Notice("bad", trouble.says)
            except BadBundle as bad:
                return (), Notice("bad", f"{bad.says} ({path.name})")

        def done(answer: tuple[tuple[Exchange, ...], Notice]) -> None:
            exchanges, notice = answer
            self.exchanges_shown.emit(exchanges)
            self.noticed.emit(notice)

        self._bridge.call(work, done, _raise)

    def _exchanges(self, chosen: Selection) -> list[Exchange]:
        return list(chosen.exchanges(self._records.keeping.source()))


def _text(form: str, exchanges: Sequence[Exchange]) -> tuple[str, str]:
    """Return the text to copy, and what must be known of it."""
    from workbench.evidence import curl, markdown, raw_http

    if not exchanges:
        return "", "Those exchanges are no longer in the log. Nothing was copied."
    first = exchanges[0]
    if form == "hash":
        return first.payload_hash, ""
    if form == "curl":
        made = curl(first)
        body = f"Its body is to be in the file {made.body_name}; “Save as, curl and its body” writes both."
        return made.command, " ".join((body, *made.notes))
    if form == "markdown":
        return markdown(exchanges), ""
    raw = raw_http(first)
    try:
        if b"\0" not in raw:
            return raw.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    return (
        "",
        "The clipboard holds text alone, and these bytes are none: nothing was copied. “Save as, Raw HTTP” keeps it.",
    )


def _saved(form: str, path: Path, exchanges: Sequence[Exchange], credentials: Credentials | None) -> Notice:
    """Write the file, and say what was written.

    Raises:
        FileTrouble: it could not be written.
    """
    from workbench.evidence import bundle, curl, har, raw_http
    from workbench.operations.run_results import as_csv, as_jsonl

    count = "1 exchange" if len(exchanges) == 1 else f"{len(exchanges):,} exchanges"
    if form == "curl":
        made = curl(exchanges[0])
        write_body(path.parent / made.body_name, made.body)
        write_body(path, f"#!/bin/sh\n{made.command}".encode())
        return Notice("good", " ".join((f"Saved {path.name}, and {made.body_name} beside it.", *made.notes)))
    if form == "bundle-token":
        return _saved_with_tokens(path, exchanges, credentials)
    makers: dict[str, Callable[[], bytes]] = {
        "raw": lambda: raw_http(exchanges[0]),
        "har": lambda: har(exchanges).encode(errors="backslashreplace"),
        "bundle": lambda: bundle(exchanges, _fingerprints(exchanges, credentials)),
        "csv": lambda: as_csv(exchanges).encode(),
        "jsonl": lambda: as_jsonl(exchanges).encode(),
    }
    write_body(path, makers[form]())
    return Notice("good", f"Saved {count} in {path.name}. No key, no secret and no whole token is in it.")


def _saved_with_tokens(path: Path, exchanges: Sequence[Exchange], credentials: Credentials | None) -> Notice:
    """Write a bundle with the tokens that somebody asked for, computed again from the bodies; for its owner's eyes."""
    from workbench.disk import replace_file
    from workbench.evidence import bundle
    from workbench.operations.resend import with_auth_headers

    whole = [
        each if not each.token_prefix or credentials is None else with_auth_headers(each, credentials)
        for each in exchanges
    ]
    found = [each for each in whole if each is not None]
    if credentials is None or len(found) < len(whole):
        missing = len(whole) - len(found) or len(whole)
        return Notice(
            "warn",
            f"The token of {missing:,} of {len(whole):,} cannot be computed again: the profile that is chosen did not "
            "sign it, or its body held a secret. Nothing was saved.",
        )
    content = bundle(found, _fingerprints(found, credentials), with_token=True)
    try:
        replace_file(path, content, 0o600)
    except OSError as trouble:
        raise FileError(f"The file could not be saved ({trouble.strerror or trouble}): {path}") from trouble
    count = "1 exchange" if len(found) == 1 else f"{len(found):,} exchanges"
    return Notice(
        "warn",
        f"Saved {count} in {path.name} with whole tokens: whoever has the file can send these bytes again, for ever. "
        "No key and no secret is in it.",
    )


def _fingerprints(exchanges: Sequence[Exchange], credentials: Credentials | None) -> Fingerprints | None:
    """Return what tells the reader whether theirs is the same pair; None if ours did not sign all of them."""
    from workbench.evidence import Fingerprints
    from workbench.redaction import fingerprint

    if credentials is None or any(each.pair != pair_fingerprint(credentials) for each in exchanges):
        return None
    return Fingerprints(fingerprint(credentials.api_key), fingerprint(credentials.secret))


def _raise(error: Exception) -> None:
    raise error
