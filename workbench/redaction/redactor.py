"""Owns the striking out of secrets from text that will be read by others: logs, crash reports, messages.

It stands on log *handlers*, because a filter on a logger does not see what that logger's children write. It never
stores a text, and never lets a record through that it could not read.
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
"""Known values shorter than this are struck out only after a header's name: they occur in any text by chance."""

NEWEST_DERIVED: Final = 256
"""So many derived values are kept: typing makes one with every key, and the older ones were on no screen for long."""

SHORTEST_DERIVED: Final = 8
"""A shorter one is no token; it may be a secret of which only the beginning is typed yet."""

_USUAL_FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every log record has; the fields beyond were given by who logged."""


class Redactor:
    """Strikes known values and header values out of text, and out of log records: `handler.addFilter(redaction)`.

    Known values are found plain and as URLs, JSON, HTML, base64 (also inside a longer encoded text) and hex write
    them, in upper and lower case, and with line ends among their digits. Any thread may ask.
    """

    def __init__(self) -> None:
        self._known: dict[Secret, None] = {}
        self._derived: deque[Secret] = deque(maxlen=NEWEST_DERIVED)
        self._changing = Lock()
        self._unseen = 0  # of the newest derived ones, by the sieve
        self._sieve: Matcher | None = None  # None until there is a look, and again once another value is known
        self._in_sieve: deque[Encodings | None] = deque()  # of the derived ones, in their order

    def remember(self, *values: Secret) -> None:
        """Strike these values out from now on. Empty ones are nothing to hide."""
        with self._changing:
            for value in values:
                if value and value not in self._known:
                    self._known[value] = None
                    self._sieve = None

    def remember_derived(self, *values: Secret) -> None:
        """Strike out these values, made from secrets or half typed, while they are among the newest. Always cheap."""
        with self._changing:
            for value in values:
                if value and (not self._derived or value != self._derived[-1]):
                    self._derived.append(value)
                    self._unseen += 1

    def redact(self, text: str) -> str:
        """Return the text with everything struck out that must not show."""
        return without_values(self.strike_known(text), REDACTED)

    def strike_known(self, text: str) -> str:
        """Return the text without known values alone; what stands after a header's name may be a mask already."""
        kept, at = [], 0
        for start, end in self.spans(text):
            kept += [text[at:start], REDACTED]
            at = end
        return "".join((*kept, text[at:]))

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a log record in place, its traceback and extra fields included; it is always let through.

        The record is shared by all handlers, so the others see it redacted too.
        """
        record.msg = self.redact(_message(record))
        record.args = ()
        if record.exc_info or record.exc_text:
            record.exc_text = self.redact(record.exc_text or _traceback(record))
            record.exc_info = None  # else a formatter of its own kind could print the original
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
        """Return what stays the same object for as long as the same values are known."""
        return self._up_to_date() if self._known or self._derived else None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where a value that must not show stands in a text: from, to; in order, apart from each other."""
        return self._up_to_date().spans(text) if self._known or self._derived else []

    def _up_to_date(self) -> Matcher:
        sieve = self._sieve
        if sieve is not None and not self._unseen:
            return sieve
        with self._changing:
            if self._sieve is None:
                known = (_forms(value, SHORTEST_KNOWN, thorough=True) for value in self._known)
                self._sieve = Matcher(filter(None, known))
                self._in_sieve.clear()
                self._unseen = len(self._derived)
            if self._unseen:
                newest = list(self._derived)[-self._unseen :]
                added = [_forms(value, SHORTEST_DERIVED, thorough=False) for value in newest]
                self._in_sieve.extend(added)
                dropped = [self._in_sieve.popleft() for _ in range(len(self._in_sieve) - len(self._derived))]
                self._sieve = self._sieve.changed(filter(None, added), filter(None, dropped))
                self._unseen = 0
            return self._sieve


def _forms(value: Secret, shortest: int, *, thorough: bool) -> Encodings | None:
    plain = value.reveal()
    return Encodings(plain, thorough=thorough) if len(plain) >= shortest else None


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:  # noqa: BLE001 - whatever an argument's __str__ raises must not reach who logs
        return f"{_written(record.msg)[0]} (its arguments could not be written: {type(error).__name__})"


def _written(value: object) -> tuple[str, bool]:
    """Return the words of a value, and whether they are its own."""
    try:
        return str(value), True
    except Exception as error:  # noqa: BLE001 - as above
        return f"(a {type(value).__name__} that could not be written: {type(error).__name__})", False


def _traceback(record: logging.LogRecord) -> str:
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


shared: Final = Redactor()
"""The process's one redaction: on every log handler and crash report; whoever obtains a secret tells it."""


def remember(*values: Secret) -> None:
    """Have the process's redaction strike these values out from now on."""
    shared.remember(*values)


def remember_derived(*values: Secret) -> None:
    """Have the process's redaction strike out these values, made from secrets, while they are among the newest 256."""
    shared.remember_derived(*values)


def known_state() -> object:
    """Return what stays the same object for as long as the process's redaction knows the same values."""
    return shared.state()


def redact(text: str) -> str:
    """Return the text as the process's redaction lets it be seen."""
    return shared.redact(text)


def strike_known(text: str) -> str:
    """Return the text without the process's known values; unlike `redact`, it keeps whatever else it holds."""
    return shared.strike_known(text)
