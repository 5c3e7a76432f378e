"""Redacts secrets in text: logs, crash reports, messages.

It is a filter on log *handlers*, because a filter on a logger is not applied to records of its children. Texts are not
stored, and a record that cannot be formatted is replaced.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable
from threading import Lock
from typing import Final

from workbench.redaction.decoding import characters, lengths
from workbench.redaction.header_patterns import without_values
from workbench.redaction.matcher import Matcher, everywhere, forms, merged
from workbench.redaction.secret import Secret
from workbench.redaction.value_digests import ValueDigests

REDACTED: Final = "[redacted]"

SECRET_REMOVED: Final = "[secret removed]"  # noqa: S105 - no secret
"""Stands in a draft in place of a secret that was typed into a body."""

NEWEST_DERIVED: Final = 256
"""So many derived values are redacted at least, and twice as many at most: typing creates one with every key, and older
ones are not shown."""

SHORTEST_DERIVED: Final = 8
"""Characters; a shorter derived value is not a token, and may be a partly typed secret."""

_USUAL_FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""The fields of every log record; other fields were added by the caller."""


class Redactor:
    """Redacts known values and header values in text and log records: `handler.addFilter(redactor)`.

    Known values are found in upper and lower case, as they are and in everything that the text can be decoded to (see
    `matcher`); values of which only a digest is known, as whole words. Thread-safe.
    """

    def __init__(self) -> None:
        self._known: dict[Secret, frozenset[bytes]] = {}
        self._derived: deque[tuple[Secret, frozenset[bytes]]] = deque(maxlen=NEWEST_DERIVED)
        self._changing = Lock()
        self._changes = 0
        self._matcher = Matcher()
        self._digests = ValueDigests()

    def remember(self, *values: Secret) -> None:
        """Redact these values from now on. Empty values are ignored."""
        with self._changing:
            for value in values:
                if value and value not in self._known:
                    self._known[value] = forms(value.reveal())
                    self._matcher.add(self._known[value])
                    self._changes += 1

    def remember_derived(self, *values: Secret) -> None:
        """Redact these values, derived from secrets or partly typed, while they are among the newest."""
        with self._changing:
            for value in values:
                if len(value.reveal()) >= SHORTEST_DERIVED and not (self._derived and value == self._derived[-1][0]):
                    self._derived.append((value, forms(value.reveal())))
                    self._changes += 1
                    if self._changes % NEWEST_DERIVED:
                        self._matcher.add(self._derived[-1][1])
                    else:
                        self._matcher = self._without_older()

    def use_digests(self, digests: ValueDigests) -> None:
        """Redact the words that have these digests too, in place of those given before."""
        if digests != self._digests:
            self._digests = digests

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
        return self._matcher, self._changes, self._digests

    def remembered_state(self) -> object:
        """Return an object that is equal while the known values are the same, without derived ones."""
        return len(self._known), self._digests

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the positions (start, end) of known values in a text, in order and not overlapping."""
        data = text.encode("utf-8", "surrogatepass")
        found = self.in_bytes(data)
        if not found or len(data) == len(text):
            return found
        length = lengths(data, characters)
        return merged((length(start + 1) - 1, length(end)) for start, end in found)

    def in_bytes(self, data: bytes) -> list[tuple[int, int]]:
        """Return the positions (start, end) of known values in bytes, in order and not overlapping."""
        found = self._matcher.spans(data)
        words = [*self._digests.spans(data)]
        return merged((*found, *words)) if words else found

    def _without_older(self) -> Matcher:
        """Return a matcher without the derived values that are no longer among the newest."""
        matcher = Matcher()
        for values in (*self._known.values(), *(each for _value, each in self._derived)):
            matcher.add(values)
        return matcher


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
    """Redact these derived values in the whole process while they are among the newest."""
    shared.remember_derived(*values)


def use_digests(digests: ValueDigests) -> None:
    """Redact the words that have these digests in the whole process, in place of those given before."""
    shared.use_digests(digests)


def known_state() -> object:
    """Return an object that stays the same while the known values of the process are the same."""
    return shared.state()


def remembered_state() -> object:
    """Return an object that is equal while the known values of the process are the same, without derived ones."""
    return shared.remembered_state()


def known_in(data: bytes, also: Iterable[str] = ()) -> tuple[tuple[int, int], ...]:
    """Return (offset, length) of each known secret value in `data`, in order, neither overlapping nor touching.

    Known values are found in every encoding that redaction finds; the values in `also` as written, without case.
    """
    spans = shared.in_bytes(data)
    wanted = [value.encode("utf-8", "surrogatepass").lower() for value in also if value]
    if wanted:
        folded = data.lower()
        spans = merged((*spans, *(span for value in wanted for span in everywhere(value, folded))))
    return tuple((start, end - start) for start, end in spans)


def redact(text: str) -> str:
    """Return the text with all secrets redacted."""
    return shared.redact(text)


def redact_known(text: str) -> str:
    """Return the text with the process's known values redacted; unlike `redact`, header values are kept."""
    return shared.redact_known(text)
