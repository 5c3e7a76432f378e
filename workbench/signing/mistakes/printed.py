"""A JSON payload as forms and as what PHP prints, which some clients hash in place of the JSON text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

from workbench.signing.mistakes.json_styles import NUMBERS
from workbench.signing.mistakes.json_text import Node, decoded

_WORDS_PYTHON = {"true": "True", "false": "False", "null": "None"}
_WORDS_PHP = {"true": "1", "false": "", "null": ""}
_WORDS_FORM = {"true": "1", "false": "0"}
_numbers = {name: write for _, name, _, write in NUMBERS}
_python_number, _php_number = _numbers["numbers-python"], _numbers["numbers-php"]


def _php_text(number: str) -> str:
    """Print a number as PHP does where it becomes text: with 14 digits."""
    found = _php_number(number)
    if found.lstrip("-").isdigit():
        return found
    mantissa, _, exponent = f"{float(number):.14G}".partition("E")
    if not exponent:
        return mantissa
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{exponent[0]}{exponent[1:].lstrip('0')}"


def _is_number(leaf: str) -> bool:
    return leaf[0] in "-0123456789"


def _python(node: Node, *, inside: bool = True) -> str:
    """Return a value as Python prints it: as repr() does inside another value, else as str() does."""
    if isinstance(node, dict):
        members = [f"{decoded(key)!r}: {_python(value)}" for key, value in node.items()]
        return "{" + ", ".join(members) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(_python(value) for value in node) + "]"
    if node.startswith('"'):
        return repr(decoded(node)) if inside else decoded(node)
    return _python_number(node) if _is_number(node) else _WORDS_PYTHON[node]


def _urlencoded(root: Node) -> str | None:
    """Encode as Python's urllib.parse.urlencode does: values that are objects are printed."""
    if not isinstance(root, dict):
        return None
    return "&".join(
        f"{quote_plus(decoded(key))}={quote_plus(_python(value, inside=False))}" for key, value in root.items()
    )


def _pairs(name: str, node: Node) -> Iterator[tuple[str, str]]:
    """Yield the fields of a value as PHP names them; null and what is empty are left out."""
    if isinstance(node, str):
        if node != "null":
            text = decoded(node) if node.startswith('"') else _WORDS_FORM.get(node) or _php_text(node)
            yield name, text
        return
    for key, value in _members(node):
        yield from _pairs(f"{name}[{key}]" if name else key, value)


def _members(node: dict[str, Node] | list[Node]) -> Iterator[tuple[str, Node]]:
    if isinstance(node, dict):
        yield from ((decoded(key), value) for key, value in node.items())
    else:
        yield from ((str(number), value) for number, value in enumerate(node))


def _query(encode: Callable[[str], str]) -> Callable[[Node], str | None]:
    def write(root: Node) -> str | None:
        if isinstance(root, str):
            return None
        return "&".join(f"{encode(name)}={encode(value)}" for name, value in _pairs("", root))

    return write


def _raw_query(encode: Callable[[str], str], *, sort: bool) -> Callable[[Node], str | None]:
    """Return a writer of the top level as name=value pairs, as other signatures are made; None for objects in it."""

    def write(root: Node) -> str | None:
        if not isinstance(root, dict) or not all(isinstance(value, str) for value in root.values()):
            return None
        pairs = [(decoded(key), _plain(value)) for key, value in root.items()]
        return "&".join(f"{name}={encode(value)}" for name, value in (sorted(pairs) if sort else pairs))

    return write


def _plain(leaf: Node) -> str:
    return decoded(leaf) if isinstance(leaf, str) and leaf.startswith('"') else str(leaf)


def _print_r(node: Node, depth: int = 0) -> str:
    """Print as PHP's print_r does for an array."""
    if isinstance(node, str):
        return decoded(node) if node.startswith('"') else _php_text(node) if _is_number(node) else _WORDS_PHP[node]
    space = "        " * depth
    members = [f"{space}    [{key}] => {_print_r(value, depth + 1)}\n" for key, value in _members(node)]
    return f"Array\n{space}(\n{''.join(members)}{space})\n"


def _serialized(node: Node) -> str:
    """Print as PHP's serialize does."""
    if isinstance(node, str):
        if node.startswith('"'):
            text = decoded(node)
            return f's:{len(text.encode("utf-8", "surrogatepass"))}:"{text}";'
        if not _is_number(node):
            return {"true": "b:1;", "false": "b:0;", "null": "N;"}[node]
        number = _php_number(node)
        whole = node.lstrip("-").isdigit() and number == node
        return f"i:{number};" if whole else f"d:{number.replace('e+', 'E+').replace('e-', 'E-')};"
    is_list = isinstance(node, list)
    keys = (f"i:{key};" if is_list else f's:{len(key.encode("utf-8", "surrogatepass"))}:"{key}";'
            for key, _ in _members(node))  # fmt: skip
    values = (_serialized(value) for _, value in _members(node))
    members = "".join(key + value for key, value in zip(keys, values, strict=True))
    return f"a:{len(node)}:{{{members}}}"


def _values(joint: str) -> Callable[[Node], str | None]:
    def write(root: Node) -> str | None:
        if not isinstance(root, dict) or not all(isinstance(value, str) for value in root.values()):
            return None
        return joint.join(_plain(value) for value in root.values())

    return write


FIELDS: tuple[tuple[str, str, Callable[[Node], str | None]], ...] = (
    ("form-encoded-python", "form-encoded by Python's urlencode", _urlencoded),
    ("form-encoded-php", "form-encoded by PHP's http_build_query", _query(quote_plus)),
    ("form-encoded-percent", "form-encoded with %20 for spaces", _query(lambda text: quote(text, safe=""))),
    ("query-unencoded", "as name=value pairs", _raw_query(str, sort=False)),
    ("query-sorted", "as sorted name=value pairs", _raw_query(str, sort=True)),
    ("printed-print-r", "as PHP's print_r prints it", _print_r),
    ("php-serialized", "as PHP's serialize writes it", _serialized),
    ("values-joined", "as its values alone, joined", _values("")),
)
