"""Redacts secrets in text: logs, crash reports, messages.

It is a filter on log *handlers*, because a filter on a logger is not applied to records of its children. Texts are not
stored, and a record that cannot be formatted is replaced.
"""

from __future__ import annotations

import logging
from collections import deque
from threading import Lock
from typing import Final

from workbench.redaction.encodings import Encodings
from workbench.redaction.header_patterns import without_values
from workbench.redaction.matcher import Matcher
from workbench.redaction.secret import Secret

REDACTED: Final = "[redacted]"

SHORTEST_KNOWN: Final = 4
"""Characters; shorter known values are redacted only after a header's name: they occur in text by chance."""

NEWEST_DERIVED: Final = 256
"""The maximum number of derived values: typing creates one with every key, and older ones are not shown."""

SHORTEST_DERIVED: Final = 8
"""Characters; a shorter derived value is not a token, and may be a partly typed secret."""

_USUAL_FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""The fields of every log record; other fields were added by the caller."""


class Redactor:
    """Redacts known values and header values in text and log records: `handler.addFilter(redactor)`.

    Known values are found as plain text and in URL, JSON, HTML, base64 (also inside a longer encoded text) and hex
    encoding, in upper and lower case, and with line breaks between digits. Thread-safe.
    """

    def __init__(self) -> None:
        self._known: dict[Secret, None] = {}
        self._derived: deque[Secret] = deque(maxlen=NEWEST_DERIVED)
        self._changing = Lock()
        self._unseen = 0  # number of the newest derived values that are not in the matcher
        self._matcher: Matcher | None = None  # None until needed, and when another value becomes known
        self._in_matcher: deque[Encodings | None] = deque()  # encodings of the derived values, in order

    def remember(self, *values: Secret) -> None:
        """Redact these values from now on. Empty values are ignored."""
        with self._changing:
            for value in values:
                if value and value not in self._known:
                    self._known[value] = None
                    self._matcher = None

    def remember_derived(self, *values: Secret) -> None:
        """Redact these values, derived from secrets or partly typed, while they are among the newest."""
        with self._changing:
            for value in values:
                if value and (not self._derived or value != self._derived[-1]):
                    self._derived.append(value)
                    self._unseen += 1

    def redact(self, text: str) -> str:
        """Return the text with all secrets redacted."""
        return without_values(self.redact_known(text), REDACTED)

    def redact_known(self, text: str) -> str:
        """Return the text with known values redacted; values after a header's name are kept."""
        parts, at = [], 0
        for start, end in self.spans(text):
            parts += [text[at:start], REDACTED]
            at = end
        return "".join((*parts, text[at:]))

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact a log record in place, including its traceback and extra fields. Always returns True.

        The record is shared by all handlers, so the others get it redacted too.
        """
        record.msg = self.redact(_message(record))
        record.args = ()
        if record.exc_info or record.exc_text:
            record.exc_text = self.redact(record.exc_text or _traceback(record))
            record.exc_info = None  # otherwise a custom formatter could print the original
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        for field, value in list(record.__dict__.items()):
            if field not in _USUAL_FIELDS:
                written, readable = _written(value)
                clean = self.redact(written)
                if clean != written or not readable:
                    setattr(record, field, clean)
        return True

    def state(self) -> object:
        """Return an object that stays the same while the known values are the same."""
        return self._up_to_date() if self._known or self._derived else None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the positions (start, end) of known values in a text, in order and not overlapping."""
        return self._up_to_date().spans(text) if self._known or self._derived else []

    def _up_to_date(self) -> Matcher:
        matcher = self._matcher
        if matcher is not None and not self._unseen:
            return matcher
        with self._changing:
            if self._matcher is None:
                known = (_encodings(value, SHORTEST_KNOWN, thorough=True) for value in self._known)
                self._matcher = Matcher(filter(None, known))
                self._in_matcher.clear()
                self._unseen = len(self._derived)
            if self._unseen:
                newest = list(self._derived)[-self._unseen :]
                added = [_encodings(value, SHORTEST_DERIVED, thorough=False) for value in newest]
                self._in_matcher.extend(added)
                dropped = [self._in_matcher.popleft() for _ in range(len(self._in_matcher) - len(self._derived))]
                self._matcher = self._matcher.changed(filter(None, added), filter(None, dropped))
                self._unseen = 0
            return self._matcher


def _encodings(value: Secret, shortest: int, *, thorough: bool) -> Encodings | None:
    plain = value.reveal()
    return Encodings(plain, thorough=thorough) if len(plain) >= shortest else None


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:  # noqa: BLE001 - errors in an argument's __str__ must not reach the caller
        return f"{_written(record.msg)[0]} (its arguments could not be formatted: {type(error).__name__})"


def _written(value: object) -> tuple[str, bool]:
    """Return the value as text, and whether that is its own `str()`."""
    try:
        return str(value), True
    except Exception as error:  # noqa: BLE001 - as above
        return f"(a {type(value).__name__} that could not be formatted: {type(error).__name__})", False


def _traceback(record: logging.LogRecord) -> str:
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


shared: Final = Redactor()
"""The redactor of the process, used by all log handlers and crash reports."""


def remember(*values: Secret) -> None:
    """Redact these values in the whole process from now on."""
    shared.remember(*values)


def remember_derived(*values: Secret) -> None:
    """Redact these derived values in the whole process while they are among the newest 256."""
    shared.remember_derived(*values)


def known_state() -> object:
    """Return an object that stays the same while the known values of the process are the same."""
    return shared.state()


def redact(text: str) -> str:
    """Return the text with all secrets redacted."""
    return shared.redact(text)


def redact_known(text: str) -> str:
    """Return the text with the process's known values redacted; unlike `redact`, header values are kept."""
    return shared.redact_known(text)
