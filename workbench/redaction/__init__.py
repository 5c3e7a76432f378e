"""Owns how values that must not show behave: hidden by type, masked for the eye, struck out of text, logs and reports.

Knows no keyring and no header's meaning; it never writes a secret anywhere. What listens to a whole process (`logs`,
`hooks`, `crash`, `faultfile`) is imported by name, by who needs it.
"""

from workbench.redaction.byte_search import known_in
from workbench.redaction.redactor import (
    REDACTED,
    Redactor,
    known_state,
    redact,
    remember,
    remember_derived,
    shared,
    strike_known,
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
    "remember",
    "remember_derived",
    "shared",
    "strike_known",
]
