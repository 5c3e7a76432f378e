"""Owns the striking out of secrets from text that will be read by others: logs, crash reports, messages.

It stands on log *handlers*, because a filter on a logger does not see what that logger's children write. It never
stores a text, and never lets a record through that it could not read. What it takes to look is loaded at the first
look, for most runs of the command line never do.
"""

from __future__ import annotations

import re
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from typing import Final

    from workbench.secrecy.secret import Secret

REDACTED: Final = "[redacted]"

SHORTEST_KNOWN: Final = 4
"""Known values shorter than this are struck out only after a header's name: they occur in any text by chance."""


class Redaction:
    """Strikes known values and header values out of text, and out of log records: `handler.addFilter(redaction)`.

    Known values are found plain and as URLs, JSON, HTML, base64 (also inside a longer encoded text) and hex write
    them, in upper and lower case.
    """

    def __init__(self) -> None:
        self._known: dict[Secret, tuple[str, ...] | None] = {}  # to its forms, once they were needed

    def remember(self, *values: Secret) -> None:
        """Strike these values out from now on. Empty ones are nothing to hide."""
        for value in values:
            if value:
                self._known.setdefault(value, None)

    def redact(self, text: str) -> str:
        """Return the text with everything struck out that must not show."""
        from workbench.secrecy.patterns import without_values

        return without_values(self._without_known(text), REDACTED)

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
                written = str(value)
                clean = self.redact(written)
                if clean != written:
                    setattr(record, field, clean)
        return True

    def forms(self) -> tuple[str, ...]:
        """Return every form in which a known value is looked for. They are as secret as the values."""
        return tuple(form for value in tuple(self._known) for form in self._written(value))

    def _without_known(self, text: str) -> str:
        folded = text.lower()
        found = {form for form in self.forms() if form in text or form.lower() in folded}
        if not found:
            return text
        longest_first = sorted(found, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest_first)), REDACTED, text, flags=re.IGNORECASE)

    def _written(self, value: Secret) -> tuple[str, ...]:
        forms = self._known.get(value)
        if forms is None:
            from workbench.secrecy.forms import forms_of

            plain = value.reveal()
            forms = forms_of(plain) if len(plain) >= SHORTEST_KNOWN else ()
            self._known[value] = forms
        return forms


@cache
def _usual_fields() -> frozenset[str]:
    """Return the fields every record has; the ones beyond were given by who logged."""
    import logging

    return frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:  # noqa: BLE001 - whatever an argument's __str__ raises must not reach who logs
        return f"{record.msg} (its arguments could not be written: {type(error).__name__})"


def _traceback(record: logging.LogRecord) -> str:
    import logging

    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


shared: Final = Redaction()
"""The process's one redaction: on every log handler and crash report; whoever obtains a secret tells it."""


def remember(*values: Secret) -> None:
    """Have the process's redaction strike these values out from now on."""
    shared.remember(*values)


def redact(text: str) -> str:
    """Return the text as the process's redaction lets it be seen."""
    return shared.redact(text)
