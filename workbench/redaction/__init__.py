"""Hides secret values: a type that does not show its value, masks, and redaction of text, logs and crash reports.

Modules with process-wide effects (`log_redaction`, `exception_hooks`, `crash_report`, `fault_file`) are imported by
name where they are needed.
"""

from workbench.redaction.redactor import (
    REDACTED,
    SECRET_REMOVED,
    Redactor,
    known_in,
    known_state,
    redact,
    redact_known,
    remember,
    remember_derived,
    shared,
    use_digests,
)
from workbench.redaction.secret import Secret, fingerprint, looks_like_secret, mask, words_like_secrets
from workbench.redaction.value_digests import ValueDigests, value_digest

__all__ = [
    "REDACTED",
    "SECRET_REMOVED",
    "Redactor",
    "Secret",
    "ValueDigests",
    "fingerprint",
    "known_in",
    "known_state",
    "looks_like_secret",
    "mask",
    "redact",
    "redact_known",
    "remember",
    "remember_derived",
    "shared",
    "use_digests",
    "value_digest",
    "words_like_secrets",
]
