"""Owns how values that must not show behave: hidden by type, masked for the eye, struck out of text.

Knows no keyring and no header's meaning; it never writes a secret anywhere.
"""

from workbench.secrecy.redaction import REDACTED, Redaction, redact, remember, remember_derived, shared, strike_known
from workbench.secrecy.secret import Secret, fingerprint, mask

__all__ = [
    "REDACTED",
    "Redaction",
    "Secret",
    "fingerprint",
    "mask",
    "redact",
    "remember",
    "remember_derived",
    "shared",
    "strike_known",
]
