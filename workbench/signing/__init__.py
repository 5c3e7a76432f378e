"""The signing core: payload hash, auth token, wire forms, and PHP's reading of a body.

Imports only the standard library and jsontext. No I/O, no clock.
"""

from workbench.signing.comparison import Comparison, compare, explained
from workbench.signing.differences import Difference
from workbench.signing.explanation import explain
from workbench.signing.findings import Explanation, Finding, Mistake, Remark
from workbench.signing.formula import KOCHAVA, auth_token, payload_hash, sign, verify
from workbench.signing.pasted import Pasted, read_pasted
from workbench.signing.php import PhpReading, php_differences, php_reading, php_round_trip, refusal_words
from workbench.signing.php_refusals import NotPhpJson
from workbench.signing.sample import SAMPLE, is_sample
from workbench.signing.slashes import bare_slash, escape_slashes
from workbench.signing.values import Credentials, Scheme, Signature
from workbench.signing.wire import WireForm, apply_wire_form

__all__ = [
    "KOCHAVA",
    "SAMPLE",
    "Comparison",
    "Credentials",
    "Difference",
    "Explanation",
    "Finding",
    "Mistake",
    "NotPhpJson",
    "Pasted",
    "PhpReading",
    "Remark",
    "Scheme",
    "Signature",
    "WireForm",
    "apply_wire_form",
    "auth_token",
    "bare_slash",
    "compare",
    "escape_slashes",
    "explain",
    "explained",
    "is_sample",
    "payload_hash",
    "php_differences",
    "php_reading",
    "php_round_trip",
    "read_pasted",
    "refusal_words",
    "sign",
    "verify",
]
