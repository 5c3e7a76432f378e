"""How the JSON writers of many languages lay out text, escape strings and print numbers.

Each style has a name, which is part of a mistake's id, and a phrase for its sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from workbench.signing.mistakes.json_text import decoded, quoted
from workbench.signing.php_numbers import php_number


class Layout(NamedTuple):
    """Where a writer puts white space, or which punctuation a printed map has that is not JSON."""

    name: str
    says: str
    item: str = ","
    colon: str = ":"
    indent: str | None = None
    line: str = "\n"
    pad: str = ""
    array_item: str = ""
    braces: tuple[str, str] = ("{", "}")
    brackets: tuple[str, str] = ("[", "]")
    empties: tuple[str, str] = ("{}", "[]")
    inline_arrays: bool = False
    string: Callable[[str], str] | None = None
    words: Mapping[str, str] = {}

    def mark(self, kind: str, depth: int, objects: int) -> str:
        """Return the text of a punctuation token."""
        if kind == ":":
            return self.colon
        if kind in ("{}", "[]"):
            empty = self.empties[kind == "[]"]
            lines, _, closing = empty.rpartition("\n")
            return f"{lines}{self.line}{(self.indent or '') * depth}{closing}" if lines else empty
        if kind in "[;]" and self.inline_arrays:
            return {"[": "[ ", ";": ", ", "]": " ]"}[kind]
        level = objects if self.inline_arrays else depth
        inner = self.pad if self.indent is None else self.line + self.indent * (level + 1)
        outer = self.pad if self.indent is None else self.line + self.indent * level
        if kind in ",;":
            item = self.array_item or self.item if kind == ";" else self.item
            return item if self.indent is None else item + inner
        opening, closing = self.braces if kind in "{}" else self.brackets
        return opening + inner if kind in "{[" else outer + closing


def _indented(width: int, says: str = "") -> Layout:
    return Layout(
        f"indent-{width}",
        says or f"indented by {width} space{'s' if width > 1 else ''}",
        colon=": ",
        indent=" " * width,
    )


def _printed(value: str) -> str:
    return value


COMPACT = Layout("compact", "without white space")
SPACED = Layout("spaced", "with a space after each comma and colon (the default of Python's json.dumps)", ", ", ": ")
_RUBY_WORDS = {"null": "nil"}
_PYTHON_WORDS = {"true": "True", "false": "False", "null": "None"}

LAYOUTS: tuple[tuple[int, Layout], ...] = (
    (1, COMPACT),
    (1, SPACED),
    (1, _indented(2)),
    (1, _indented(4)),
    (1, Layout("indent-tab", "indented by tabs", colon=": ", indent="\t")),
    (2, Layout("space-after-colon", "with a space after each colon only", colon=": ")),
    (2, Layout("space-after-comma", "with a space after each comma only", item=", ")),
    (2, Layout("padded", "with spaces inside the braces", ", ", ": ", pad=" ")),
    (2, _indented(3)),
    (2, Layout("line-breaks", "with line breaks and without indentation", colon=": ", indent="")),
    (2, _indented(1)),
    (2, _indented(8)),
    (2, _indented(6)),
    (2, Layout("indent-2-crlf", "indented by 2 spaces with CRLF line ends (.NET on Windows)", colon=": ", indent="  ",
        line="\r\n")),
    (2, Layout("indent-4-crlf", "indented by 4 spaces with CRLF line ends", colon=": ", indent="    ", line="\r\n")),
    (1, Layout("pretty-swift", 'indented, with " : " between key and value (Swift\'s prettyPrinted)', colon=" : ",
        indent="  ",
               empties=("{\n\n}", "[\n\n]"))),
    (1, Layout("pretty-ruby", "indented by 2 spaces, with empty objects on two lines (Ruby's pretty_generate)",
        colon=": ", indent="  ", empties=("{\n}", "[\n\n]"))),
    (1, Layout("pretty-jackson", 'indented, with " : " and arrays on one line (Jackson\'s default pretty printer)',
        colon=" : ",
               indent="  ", inline_arrays=True, empties=("{ }", "[ ]"))),
    (2, Layout("lines", "with a line break after each comma", ",\n", ": ")),
)  # fmt: skip

PRINTED_MAPS: tuple[tuple[int, Layout], ...] = (
    (1, Layout("printed-python-dict", "as Python prints a dict (str() or an f-string instead of json.dumps)", ", ",
        ": ",
               string=repr, words=_PYTHON_WORDS)),
    (1, Layout("printed-ruby-hash", "as Ruby prints a Hash (to_s or interpolation instead of to_json)", ", ", "=>",
               string=quoted, words=_RUBY_WORDS)),
    (2, Layout("printed-ruby-34-hash", "as Ruby 3.4 prints a Hash (to_s instead of to_json)", ", ", " => ",
               string=quoted, words=_RUBY_WORDS)),
    (1, Layout("printed-java-map", "as Java or Kotlin print a Map (toString() instead of a JSON writer)", ", ", "=",
               string=_printed)),
    (1, Layout("printed-go-map", "as Go prints a map (fmt.Sprint instead of json.Marshal)", " ", ":", braces=("map[",
        "]"),
               empties=("map[]", "[]"), string=_printed, words={"null": "<nil>"})),
    (2, Layout("printed-swift-dictionary", "as Swift prints a dictionary (description instead of JSONSerialization)",
        ", ", ": ",
               braces=("[", "]"), empties=("[:]", "[]"), string=quoted)),
    (2, Layout("printed-php-array", "as a PHP short array", ", ", " => ", braces=("[", "]"), empties=("[]", "[]"),
               string=lambda value: "'" + value.replace("'", "\\'") + "'")),
    (2, Layout("printed-javascript", "as JavaScript source, without quotes around keys", ", ", ": ", pad=" ",
               string=lambda value: "'" + value + "'")),
)  # fmt: skip
"""What a language prints for a map or dictionary when no JSON writer is used."""


def _lower(match: re.Match[str]) -> str:
    """Escape a character, above U+FFFF as a pair of surrogates, with lower-case digits."""
    code = ord(match[0])
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def _upper(match: re.Match[str]) -> str:
    return _lower(match).upper().replace("\\U", "\\u")


def _after(pattern: str, escape: Callable[[re.Match[str]], str] = _lower) -> Callable[[str], str]:
    """Return an escaper that writes the shortest string and then escapes what the pattern matches."""
    sought = re.compile(pattern)
    return lambda value: '"' + sought.sub(escape, quoted(value)[1:-1]) + '"'


def _slashes(then: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: then(value).replace("/", "\\/")


def _dotnet(value: str) -> str:
    return '"' + _dotnet_special.sub(_upper, quoted(value)[1:-1].replace('\\"', "\\u0022")) + '"'


_dotnet_special = re.compile("[^\\x00-\\x7e]|[<>&'+`]")
_ascii = _after("[^\x00-\x7f]")
_LINES = "\u2028\u2029"


def _php_hex(value: str) -> str:
    special = re.sub("[<>&']", _upper, _ascii(value)[1:-1].replace('\\"', "\\u0022"))
    return '"' + special.replace("/", "\\/") + '"'


def _org_json(value: str) -> str:
    return '"' + re.sub("[\x80-\xa0\u2000-\u20ff]", _lower, quoted(value)[1:-1].replace("</", "<\\/")) + '"'


Strings = tuple[int, str, str, Callable[[str], str]]
STRINGS: tuple[Strings, ...] = (
    (1, "unescaped", "without needless escapes (/ and non-ASCII letters as themselves)", quoted),
    (1, "slashes-escaped", "with / written as \\/", _slashes(quoted)),
    (1, "ascii", "with non-ASCII letters written as \\u escapes", _ascii),
    (1, "ascii-slashes", "with / written as \\/ and non-ASCII letters as \\u escapes (PHP's json_encode)",
        _slashes(_ascii)),
    (1, "ascii-python", "with non-ASCII letters written as \\u escapes (Python's json.dumps)", json.dumps),
    (1, "html-safe", "with <, > and & written as \\u escapes (Go's encoding/json, Rails)", _after(f"[<>&{_LINES}]")),
    (1, "html-safe-gson", "with <, >, &, = and ' written as \\u escapes (Gson)", _after(f"[<>&='{_LINES}]")),
    (1, "ascii-upper-net", "with non-ASCII letters, +, <, >, & and quotes written as upper-case \\u escapes "
        "(.NET's System.Text.Json)", _dotnet),
    (1, "html-safe-quotes", "with <, > , & and ' written as \\u escapes (PowerShell, JavaScriptSerializer)",
        _after("[<>&']")),
    (1, "slashes-unicode-kept", "with / written as \\/ and non-ASCII letters kept (JSON_UNESCAPED_UNICODE)",
        _slashes(_after(f"[{_LINES}]"))),
    (1, "ascii-upper", "with non-ASCII letters written as \\u escapes with upper-case digits", _after("[^\x00-\x7f]",
        _upper)),
    (2, "lines-escaped", "with U+2028 and U+2029 escaped", _after(f"[{_LINES}]")),
    (1, "hex-php",
        "with <, >, &, ' and quotes as upper-case \\u escapes (PHP's JSON_HEX flags, Symfony's JsonResponse)",
        _php_hex),
    (2, "html-safe-entities", "with <, >, &, ' and double quotes as \\u escapes (Newtonsoft's EscapeHtml)",
        lambda value: '"' + re.sub("[<>&']", _lower, quoted(value)[1:-1].replace('\\"', "\\u0022")) + '"'),
    (2, "ascii-html", "with non-ASCII letters, <, > and & written as \\u escapes", _after("[^\x00-\x7f]|[<>&]")),
    (2, "ascii-slashes-upper", "with / written as \\/ and non-ASCII letters as upper-case \\u escapes",
        _slashes(_after("[^\x00-\x7f]", _upper))),
    (2, "closing-tags", "with </ written as <\\/ (org.json)", _org_json),
    (2, "control-upper", "with control characters as upper-case \\u escapes (Jackson)", _after(r"\\u00[01][0-9a-f]",
        lambda match: match[0].upper().replace("\\U", "\\u"))),
    (2, "control-go", "with \\b and \\f written as \\u0008 and \\u000c (Go)",
        lambda value: _after(f"[<>&{_LINES}]")(value).replace("\\b", "\\u0008").replace("\\f", "\\u000c")),
    (2, "emoji-escaped", "with characters above U+FFFF written as \\u escapes (.NET's relaxed encoder)",
        _after("[\U00010000-\U0010ffff]", _upper)),
    (2, "half-pairs-replaced", "with U+FFFD in place of half a surrogate pair (Go)",
        lambda value: quoted(re.sub("[\ud800-\udfff]", "\ufffd", value))),
    (2, "delete-escaped", "with DEL and non-ASCII letters escaped (jq -a)", _after("[^\x00-\x7e]")),
)  # fmt: skip


def _shortest(value: float) -> tuple[str, str, int]:
    """Return sign, significant digits and decimal exponent of the shortest text of a float."""
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    power = int(exponent) + len(text) - 1
    return "-" if sign else "", text.rstrip("0") or "0", power if text else 0


def _plain(digits: str, power: int) -> str:
    if power < 0:
        return "0." + "0" * (-power - 1) + digits
    whole = digits[: power + 1].ljust(power + 1, "0")
    return whole + ("." + digits[power + 1 :] if len(digits) > power + 1 else "")


def _scientific(digits: str, rest: str = "") -> str:
    return digits[0] + ("." + digits[1:] if len(digits) > 1 else rest)


def _javascript(number: str) -> str:
    sign, digits, power = _shortest(float(number))
    if digits == "0":
        return "0"
    if -7 < power < 21:
        return sign + _plain(digits, power)
    return f"{sign}{_scientific(digits)}e{power:+d}"


def _is_integer(number: str) -> bool:
    return number.lstrip("-").isdigit()


def _python(number: str) -> str:
    return str(int(number)) if _is_integer(number) else repr(float(number))


def _php(number: str) -> str:
    found = php_number(number.encode())
    return number if found is None else found.decode()


def _php_zero_fraction(number: str) -> str:
    found = _php(number)
    return found if _is_integer(number) or not _is_integer(found) else found + ".0"


def _ruby(number: str) -> str:
    if _is_integer(number):
        return str(int(number))
    sign, digits, power = _shortest(float(number))
    if -5 < power < 15:
        plain = _plain(digits, power)
        return sign + (plain if "." in plain else plain + ".0")
    return f"{sign}{_scientific(digits, '.0')}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _java_double(number: str) -> str:
    sign, digits, power = _shortest(float(number))
    if -4 < power < 7:
        plain = _plain(digits, power)
        return sign + (plain if "." in plain else plain + ".0")
    return f"{sign}{_scientific(digits, '.0')}E{power}"


def _java(number: str) -> str:
    return number if _is_integer(number) else _java_double(number)


def _dotnet_number(number: str) -> str:
    sign, digits, power = _shortest(float(number))
    if _is_integer(number) and power < 19:
        return number
    if -6 < power < 15:
        return sign + _plain(digits, power)
    return f"{sign}{_scientific(digits)}E{power:+03d}"


def _newtonsoft(number: str) -> str:
    found = _dotnet_number(number)
    return found + ".0" if not _is_integer(number) and _is_integer(found) else found


def _all_floats(number: str) -> str:
    return repr(float(number))


def _decimals(places: int) -> Callable[[str], str]:
    return lambda number: number if _is_integer(number) else f"{float(number):.{places}f}"


def _digits(count: int) -> Callable[[str], str]:
    """Return C's %g with so many digits."""
    return lambda number: number if _is_integer(number) and len(number) <= count else f"{float(number):.{count}g}"


def _fifteen_digits(number: str) -> str:
    """Return a number as a spreadsheet stores it: 15 significant digits, then zeros."""
    limit = 15
    return number[:limit] + "0" * (len(number) - limit) if number.isdigit() and len(number) > limit else number


Numbers = tuple[int, str, str, Callable[[str], str]]
NUMBERS: tuple[Numbers, ...] = (
    (1, "numbers-javascript", "with numbers printed again as JavaScript does (1.0 as 1, long integers rounded)",
        _javascript),
    (1, "numbers-python", "with numbers printed again as Python does (1e2 as 100.0)", _python),
    (1, "numbers-php", "with numbers printed again as PHP does (1.0 as 1, long integers as floats)", _php),
    (1, "numbers-php-zero", "with numbers printed again by PHP with JSON_PRESERVE_ZERO_FRACTION", _php_zero_fraction),
    (1, "numbers-ruby", "with numbers printed again as Ruby does", _ruby),
    (1, "numbers-java", "with decimal numbers printed again as Java's double (1e7 as 1.0E7)", _java),
    (1, "numbers-as-doubles", "with every number read as a double, so that 1 became 1.0 (Gson into Map)", _java_double),
    (2, "numbers-net", "with numbers printed again as .NET's double", _dotnet_number),
    (2, "numbers-newtonsoft", "with numbers printed again as Newtonsoft's JSON does", _newtonsoft),
    (2, "numbers-floats", "with every number read as a float, so that 1 became 1.0", _all_floats),
    (2, "numbers-two-decimals", "with decimal numbers printed with two decimals", _decimals(2)),
    (2, "numbers-17-digits", "with decimal numbers printed with 17 digits (PHP's serialize_precision = 17)",
        _digits(17)),
    (2, "numbers-14-digits", "with numbers printed with 14 digits (PHP's precision, Lua)", _digits(14)),
    (2, "numbers-15-digits", "with numbers of more than 15 digits ending in zeros, as a spreadsheet stores them",
        _fifteen_digits),
)  # fmt: skip


def escaped(style: Callable[[str], str], token: str) -> str:
    """Return a source string in a style."""
    return style(decoded(token))
