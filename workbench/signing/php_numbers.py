"""Numbers as PHP 8 reads and writes them in JSON, with serialize_precision -1. Measured on PHP 8.2.

Integers within 64 bits are unchanged; larger ones become floats. A float is written with the fewest digits that
identify it, in plain notation for exponents from -4 to 16.
"""

_INT64_DIGITS = 19
_PLAIN_EXPONENTS = range(-4, 17)


def is_big_int(number: bytes) -> bool:
    """Whether a JSON number is an integer beyond 64 bits, which PHP turns into a float."""
    digits = number.lstrip(b"-")
    if not digits.isdigit() or len(digits) < _INT64_DIGITS:
        return False
    return len(digits) > _INT64_DIGITS or not -(2**63) <= int(number) < 2**63


def php_number(number: bytes) -> bytes | None:
    """Return what PHP writes for a JSON number, or None if it is too large for a float."""
    if number.lstrip(b"-").isdigit() and not is_big_int(number):
        return b"0" if number == b"-0" else number
    value = float(number)
    if value in (float("inf"), float("-inf")):
        return None
    return _php_float(value)


def _php_float(value: float) -> bytes:
    mantissa, _, exponent_text = f"{value!r}e0".partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    exponent = int(exponent_text.removesuffix("e0")) + len(whole) - 1
    digits = whole + fraction
    significant = digits.lstrip("0")
    exponent -= len(digits) - len(significant)
    significant = significant.rstrip("0")
    if not significant:
        return f"{sign}0".encode()
    if exponent not in _PLAIN_EXPONENTS:
        return f"{sign}{significant[0]}.{significant[1:] or '0'}e{exponent:+d}".encode()
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{significant}".encode()
    whole, fraction = significant[: exponent + 1], significant[exponent + 1 :]
    return f"{sign}{whole.ljust(exponent + 1, '0')}{'.' + fraction if fraction else ''}".encode()
