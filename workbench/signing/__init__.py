"""The shared signing core: what is hashed, how it is signed, how PHP would read it.

Standard library and jsontext only: no I/O, no clock, no Qt. Names are imported when first asked for,
so that signing alone loads neither the PHP mirror nor the comparison.
"""

from workbench.signing.formula import auth_token, payload_hash, sign, verify
from workbench.signing.sample import SAMPLE, is_sample
from workbench.signing.slashes import bare_slash, escape_slashes
from workbench.signing.values import Credentials, Signature
from workbench.signing.wire import WireForm, apply_wire_form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from workbench.signing.comparison import Comparison, compare
    from workbench.signing.differences import Difference
    from workbench.signing.php import PhpReading, php_differences, php_reading, php_round_trip, refusal_words
    from workbench.signing.php_refusals import NotPhpJson

__all__ = [
    "SAMPLE",
    "Comparison",
    "Credentials",
    "Difference",
    "NotPhpJson",
    "PhpReading",
    "Signature",
    "WireForm",
    "apply_wire_form",
    "auth_token",
    "bare_slash",
    "compare",
    "escape_slashes",
    "is_sample",
    "payload_hash",
    "php_differences",
    "php_reading",
    "php_round_trip",
    "refusal_words",
    "sign",
    "verify",
]

_LATE = {
    "Comparison": "comparison",
    "compare": "comparison",
    "Difference": "differences",
    "NotPhpJson": "php_refusals",
    "PhpReading": "php",
    "php_differences": "php",
    "php_reading": "php",
    "php_round_trip": "php",
    "refusal_words": "php",
}


def __getattr__(name: str) -> object:
    room = _LATE.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value: object = getattr(importlib.import_module(f"{__name__}.{room}"), name)
    globals()[name] = value
    return value
