"""Owns the striking out of secrets from text that will be read by others: logs, crash reports, messages.

It stands on log *handlers*, because a filter on a logger does not see what that logger's children write. It never
stores a text, and never lets a record through that it could not read. What it takes to look is loaded at the first
look, for most runs of the command line never do.
"""

from __future__ import annotations

from collections import deque
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from typing import Final

    from workbench.secrecy.forms import Forms
    from workbench.secrecy.secret import Secret
    from workbench.secrecy.sieve import Sieve

REDACTED: Final = "[redacted]"

SHORTEST_KNOWN: Final = 4
"""Known values shorter than this are struck out only after a header's name: they occur in any text by chance."""

NEWEST_DERIVED: Final = 256
"""So many derived values are kept: typing makes one with every key, and the older ones were on no screen for long."""

SHORTEST_DERIVED: Final = 8
"""A shorter one is no token; it may be a secret of which only the beginning is typed yet."""


class Redaction:
    """Strikes known values and header values out of text, and out of log records: `handler.addFilter(redaction)`.

    Known values are found plain and as URLs, JSON, HTML, base64 (also inside a longer encoded text) and hex write
    them, in upper and lower case, and with line ends among their digits. Any thread may ask.
    """

    def __init__(self) -> None:
        self._known: dict[Secret, None] = {}
        self._derived: deque[Secret] = deque(maxlen=NEWEST_DERIVED)
        self._news = object()  # another one as soon as there is something new to look for
        self._forms: dict[Secret, Forms] = {}
        self._sieve: tuple[object, Sieve] | None = None  # and which news it knows

    def remember(self, *values: Secret) -> None:
        """Strike these values out from now on. Empty ones are nothing to hide."""
        for value in values:
            if value and value not in self._known:
                self._known[value] = None
                self._news = object()

    def remember_derived(self, *values: Secret) -> None:
        """Strike out these values, made from secrets or half typed, while they are among the newest. Always cheap."""
        for value in values:
            if value and (not self._derived or value != self._derived[-1]):
                self._derived.append(value)
                self._news = object()

    def redact(self, text: str) -> str:
        """Return the text with everything struck out that must not show."""
        from workbench.secrecy.patterns import without_values

        return without_values(self.strike_known(text), REDACTED)

    def strike_known(self, text: str) -> str:
        """Return the text without known values alone; what stands after a header's name may be a mask already."""
        if not self._known and not self._derived:
            return text
        kept, at = [], 0
        for start, end in self._up_to_date().spans(text):
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
        usual = _usual_fields()
        for field, value in list(record.__dict__.items()):
            if field not in usual:
                written, readable = _written(value)
                clean = self.redact(written)
                if clean != written or not readable:
                    setattr(record, field, clean)
        return True

    def _up_to_date(self) -> Sieve:
        news, made = self._news, self._sieve
        if made is None or made[0] is not news:
            from workbench.secrecy.forms import Forms
            from workbench.secrecy.sieve import Sieve

            known = dict.fromkeys(list(self._derived), False) | dict.fromkeys(list(self._known), True)
            self._forms = {
                value: self._forms.get(value) or Forms(value.reveal(), thorough=is_known)
                for value, is_known in known.items()
                if len(value.reveal()) >= (SHORTEST_KNOWN if is_known else SHORTEST_DERIVED)
            }
            made = self._sieve = news, Sieve(self._forms.values())
        return made[1]


@cache
def _usual_fields() -> frozenset[str]:
    """Return the fields every record has; the ones beyond were given by who logged."""
    import logging

    return frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


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
    import logging

    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


shared: Final = Redaction()
"""The process's one redaction: on every log handler and crash report; whoever obtains a secret tells it."""


def remember(*values: Secret) -> None:
    """Have the process's redaction strike these values out from now on."""
    shared.remember(*values)


def remember_derived(*values: Secret) -> None:
    """Have the process's redaction strike out these values, made from secrets, while they are among the newest 256."""
    shared.remember_derived(*values)


def redact(text: str) -> str:
    """Return the text as the process's redaction lets it be seen."""
    return shared.redact(text)


def strike_known(text: str) -> str:
    """Return the text without the process's known values; unlike `redact`, it keeps whatever else it holds."""
    return shared.strike_known(text)
