"""Hides secret values: a type that does not show its value, masks, and redaction of text, logs and crash reports.

Modules with process-wide effects (`log_redaction`, `exception_hooks`, `crash_report`, `fault_file`) are imported by
name where they are needed.
"""

from workbench.redaction.redactor import (
    REDACTED,
    Redactor,
    known_in,
    known_state,
    redact,
    redact_known,
    remember,
    remember_derived,
    shared,
)
from workbench.redaction.secret import Secret, fingerprint, mask

__all__ = [
    "REDACTED",
    "Redactor",
    "Secret",
    "fingerprint",
    "known_in",
    "known_state",
    "mask",
    "redact",
    "redact_known",
    "remember",
    "remember_derived",
    "shared",
]
