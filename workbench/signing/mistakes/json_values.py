"""Values that a client hashes in place of the one it sends: reordered, reduced, part of it, wrapped or converted."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_plus

from workbench.signing.mistakes.json_text import Node, decoded, minified, quoted

NULL, EMPTY_TEXT = "null", '""'
_MAX_PARTS = 60
"""Members of which each is left out in turn, or strings of which each is changed."""


class Shape(NamedTuple):
    """One way in which a client changes a value without meaning to, with its rank, id and phrase."""

    rank: int
    name: str
    says: str
    change: Callable[[Node], Node]


class Value(NamedTuple):
    """Another value that was hashed: rank, id, a sentence on what it is, and the value."""

    rank: int
    id: str
    says: str
    fix: str
    value: Node


def mapped(node: Node, leaf: Callable[[str], Node]) -> Node:
    """Return a tree with each leaf replaced."""
    if isinstance(node, str):
        return leaf(node)
    if isinstance(node, dict):
        return {key: mapped(value, leaf) for key, value in node.items()}
    return [mapped(value, leaf) for value in node]


def _with_objects(node: Node, change: Callable[[dict[str, Node]], Node]) -> Node:
    """Return a tree with each object replaced, the innermost first."""
    if isinstance(node, dict):
        return change({key: _with_objects(value, change) for key, value in node.items()})
    if isinstance(node, list):
        return [_with_objects(value, change) for value in node]
    return node


def _sort_key(key: str | tuple[int, str]) -> tuple[int, str]:
    return (0, key) if isinstance(key, str) else key


def _sorted_by(key: Callable[[str], str | tuple[int, str]], *, reverse: bool = False) -> Callable[[Node], Node]:
    def change(members: dict[str, Node]) -> Node:
        names = sorted(members, key=lambda name: _sort_key(key(decoded(name))), reverse=reverse)
        return {name: members[name] for name in names}

    return lambda node: _with_objects(node, change)


def _sorted_at_top(node: Node) -> Node:
    return {key: node[key] for key in sorted(node, key=decoded)} if isinstance(node, dict) else node


def _java_hash(text: str) -> int:
    units = text.encode("utf-16-be", "surrogatepass")
    value = 0
    for at in range(0, len(units), 2):
        value = (31 * value + (units[at] << 8) + units[at + 1]) & 0xFFFFFFFF
    return value ^ value >> 16


def _java_hash_order(members: dict[str, Node]) -> Node:
    """Order keys as Java's HashMap iterates: by bucket, and in order of insertion within one."""
    size = 16
    while len(members) > size * 3 // 4:
        size *= 2
    return {key: members[key] for key in sorted(members, key=lambda each: _java_hash(decoded(each)) & (size - 1))}


def _integers_first(members: dict[str, Node]) -> Node:
    """Order keys as JavaScript does: those that are array indexes come first, in ascending order."""
    indexes = sorted(
        (key for key in members if re.fullmatch(r'"(?:0|[1-9][0-9]{0,9})"', key)), key=lambda key: int(key[1:-1])
    )
    return {key: members[key] for key in (*indexes, *members)}


def _replacer_list(names: list[str]) -> Callable[[Node], Node]:
    """Apply JSON.stringify's list of names, which leaves out nested members with other names."""

    def change(node: Node) -> Node:
        if isinstance(node, dict):
            return {key: change(node[key]) for key in names if key in node}
        return [change(value) for value in node] if isinstance(node, list) else node

    return change


def _sorted_replacer(node: Node) -> Node:
    return _replacer_list(sorted(node, key=decoded))(node) if isinstance(node, dict) else node


def _own_replacer(node: Node) -> Node:
    return _replacer_list(list(node))(node) if isinstance(node, dict) else node


def _without(is_dropped: Callable[[Node], bool]) -> Callable[[Node], Node]:
    def change(members: dict[str, Node]) -> Node:
        return {key: value for key, value in members.items() if not is_dropped(value)}

    return lambda node: _with_objects(node, change)


def _php_array(members: dict[str, Node]) -> Node:
    if all(key == f'"{number}"' for number, key in enumerate(members)):
        return list(members.values())
    return members


def _forced_object(node: Node) -> Node:
    if isinstance(node, list):
        return {f'"{number}"': _forced_object(value) for number, value in enumerate(node)}
    return {key: _forced_object(value) for key, value in node.items()} if isinstance(node, dict) else node


def _is_float_zero(node: Node) -> bool:
    return isinstance(node, str) and bool(re.fullmatch(r"-?0(?:\.0+)?", node))


ORDERS: tuple[Shape, ...] = (
    Shape(1, "sorted", "with the keys sorted", _sorted_by(str)),
    Shape(1, "sorted-top", "with the keys of the outermost object sorted", _sorted_at_top),
    Shape(1, "java-hash-order", "with the keys in the order of Java's HashMap (org.json)",
          lambda node: _with_objects(node, _java_hash_order)),
    Shape(1, "sorted-replacer",
        "with sorted names as JSON.stringify's second argument, which leaves out nested members",
          _sorted_replacer),
    Shape(2, "own-replacer", "with its own names as JSON.stringify's second argument, which leaves out nested members",
          _own_replacer),
    Shape(2, "sorted-by-length", "with the keys ordered by length (PostgreSQL's jsonb, MySQL's JSON)",
          _sorted_by(lambda key: (len(key.encode("utf-8", "surrogatepass")), key))),
    Shape(2, "sorted-ignoring-case", "with the keys sorted without regard to case", _sorted_by(str.lower)),
    Shape(2, "sorted-descending", "with the keys sorted in descending order", _sorted_by(str, reverse=True)),
    Shape(2, "reversed", "with the members in reverse order",
          lambda node: _with_objects(node, lambda members: dict(reversed(members.items())))),
    Shape(2, "integer-keys-first", "with keys that are numbers first, as JavaScript orders them",
          lambda node: _with_objects(node, _integers_first)),
)  # fmt: skip

DROPS: tuple[Shape, ...] = (
    Shape(1, "nulls-dropped", "without members that are null", _without(lambda value: value == NULL)),
    Shape(1, "empties-dropped", "without empty strings, lists, objects and nulls",
          _without(lambda value: value in (NULL, EMPTY_TEXT) or not value)),
    Shape(1, "empty-texts-dropped", "without empty strings", _without(lambda value: value == EMPTY_TEXT)),
    Shape(1, "zero-values-dropped", "without empty, zero and false members (omitempty)",
          _without(lambda value: value in (NULL, EMPTY_TEXT, "false") or not value or _is_float_zero(value))),
    Shape(2, "empty-texts-and-nulls-dropped", "without empty strings and nulls",
          _without(lambda value: value in (NULL, EMPTY_TEXT))),
    Shape(1, "empty-objects-as-lists", "with empty objects and objects with keys 0, 1, … as lists (PHP arrays)",
          lambda node: _with_objects(node, _php_array)),
    Shape(2, "lists-as-objects", "with lists as objects (JSON_FORCE_OBJECT)", _forced_object),
)  # fmt: skip


def _texts(change: Callable[[str], str]) -> Callable[[Node], Node]:
    def leaf(token: str) -> Node:
        return _text_changed(token, change) if token.startswith('"') else token

    return lambda node: mapped(node, leaf)


def _text_changed(token: str, change: Callable[[str], str]) -> str:
    """Return a string changed, or as it is if it has half of a surrogate pair, which the change cannot write."""
    try:
        return quoted(change(decoded(token)))
    except UnicodeError:
        return token


def _numbers_as_texts(leaf: str) -> Node:
    return f'"{leaf}"' if leaf[0] in "-0123456789" else leaf


def _texts_as_numbers(leaf: str) -> Node:
    return leaf[1:-1] if re.fullmatch(r'"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"', leaf) else leaf


def _words(**words: str) -> Callable[[Node], Node]:
    return lambda node: mapped(node, lambda leaf: words.get(leaf, leaf))


def _long_integers_as_texts(leaf: str) -> Node:
    is_long = re.fullmatch("-?[0-9]{19,}", leaf) is not None and not -(2**63) <= int(leaf) < 2**63
    return f'"{leaf}"' if is_long else leaf


def _floats_as_integers(leaf: str) -> Node:
    return str(int(float(leaf))) if re.fullmatch(r"-?[0-9]+\.[0-9]+", leaf) else leaf


def _renamed(change: Callable[[str], str]) -> Callable[[Node], Node]:
    return lambda node: _with_objects(
        node, lambda members: {quoted(change(decoded(key))): value for key, value in members.items()}
    )


def _camel(key: str) -> str:
    return re.sub(r"(?<=[A-Za-z0-9])_+([A-Za-z0-9])", lambda match: match[1].upper(), key)


def _pascal(key: str) -> str:
    camel = _camel(key)
    return camel[:1].upper() + camel[1:]


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", key).lower()


def _plain_letters(value: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", value) if not unicodedata.combining(letter))


CONVERSIONS: tuple[Shape, ...] = (
    Shape(1, "numbers-as-texts", "with numbers as strings", lambda node: mapped(node, _numbers_as_texts)),
    Shape(1, "texts-as-numbers", "with strings of digits as numbers (JSON_NUMERIC_CHECK, a spreadsheet)",
          lambda node: mapped(node, _texts_as_numbers)),
    Shape(1, "long-integers-as-texts", "with integers of more than 64 bits as strings (JSON_BIGINT_AS_STRING)",
          lambda node: mapped(node, _long_integers_as_texts)),
    Shape(1, "booleans-as-texts", 'with true and false as the strings "true" and "false"',
          _words(true='"true"', false='"false"')),
    Shape(1, "booleans-as-numbers", "with true and false as 1 and 0", _words(true="1", false="0")),
    Shape(2, "all-as-texts", "with every number, boolean and null as a string",
          lambda node: mapped(node, lambda leaf: leaf if leaf.startswith('"') else f'"{leaf}"')),
    Shape(1, "nulls-as-empty-texts", "with null as an empty string", _words(null='""')),
    Shape(2, "nulls-as-texts", 'with null as the string "null"', _words(null='"null"')),
    Shape(2, "empty-texts-as-nulls", "with empty strings as null", lambda node: mapped(node,
        lambda leaf: NULL if leaf == '""' else leaf)),
    Shape(2, "floats-as-integers", "with the fractions of numbers cut off", lambda node: mapped(node,
        _floats_as_integers)),
    Shape(1, "keys-camel-case", "with the keys in camelCase (another naming policy of the JSON writer)",
        _renamed(_camel)),
    Shape(1, "keys-pascal-case", "with the keys in PascalCase (another naming policy of the JSON writer)",
        _renamed(_pascal)),
    Shape(1, "keys-snake-case", "with the keys in snake_case (another naming policy of the JSON writer)",
        _renamed(_snake)),
    Shape(2, "keys-lower-case", "with the keys in lower case", _renamed(str.lower)),
    Shape(1, "texts-trimmed", "with strings trimmed", _texts(str.strip)),
    Shape(1, "texts-html-escaped", "with strings escaped for HTML", _texts(html.escape)),
    Shape(2, "texts-html-escaped-php", "with strings escaped for HTML (PHP's htmlspecialchars)",
          _texts(lambda value: html.escape(value).replace("&#x27;", "&#039;"))),
    Shape(1, "texts-html-unescaped", "with HTML entities in strings decoded", _texts(html.unescape)),
    Shape(1, "texts-percent-encoded", "with strings percent-encoded", _texts(lambda value: quote(value,
        safe="!'()*~"))),
    Shape(1, "texts-percent-decoded", "with strings percent-decoded", _texts(unquote)),
    Shape(2, "texts-form-decoded", "with strings percent-decoded and + as a space", _texts(unquote_plus)),
    Shape(2, "texts-lower-case", "with strings in lower case", _texts(str.lower)),
    Shape(2, "texts-upper-case", "with strings in upper case", _texts(str.upper)),
    Shape(2, "texts-nfc", "with strings composed (NFC)", _texts(lambda value: unicodedata.normalize("NFC", value))),
    Shape(2, "texts-nfd", "with strings decomposed (NFD)", _texts(lambda value: unicodedata.normalize("NFD", value))),
    Shape(2, "texts-ascii", "with accents removed", _texts(_plain_letters)),
    Shape(2, "texts-double-escaped", "with backslashes in strings doubled", _texts(lambda value: value.replace("/",
        "\\/"))),
)  # fmt: skip

_ONE = (
    ("percent-encoded", "percent-encoded", lambda value: quote(value, safe="!'()*~")),
    ("percent-decoded", "percent-decoded", unquote),
    ("html-escaped", "escaped for HTML", html.escape),
    ("lower-case", "in lower case", str.lower),
    ("upper-case", "in upper case", str.upper),
    ("emptied", "as an empty string", lambda _: ""),
)  # fmt: skip
"""What can have been done to a single string, such as the user agent."""

_FIX_OBJECT = "Hash the bytes of the whole request body, after everything has been put into it."
_FIX_CONVERSION = "Build the value once, serialise it once, and hash and send exactly those bytes."
_WRAPPERS = ("data", "body", "payload", "json", "request", "params", "event", "message")


def other_values(root: Node) -> Iterator[Value]:
    """Yield each other value that a client may have hashed."""
    yield from _parts(root)
    for shape in CONVERSIONS:
        yield Value(
            shape.rank, shape.name, f"The client hashed the payload {shape.says}.", _FIX_CONVERSION, shape.change(root)
        )
    yield Value(1, "hashed-in-list", "The client hashed the payload inside a list.", _FIX_OBJECT, [root])
    for name in _WRAPPERS:
        says = f'The client hashed an object with the payload under "{name}", not the payload alone.'
        yield Value(
            1 if name in ("data", "body", "payload") else 2,
            f"hashed-under-{name}",
            says,
            _FIX_OBJECT,
            {quoted(name): root},
        )
    if isinstance(root, list) and len(root) == 1:
        yield Value(
            1,
            "hashed-out-of-list",
            "The client hashed the only element of the list that was sent.",
            _FIX_OBJECT,
            root[0],
        )
    yield from _reduced(root)
    yield from _times(root)
    yield from _single_values(root)
    yield from _top_orders(root)


def _parts(root: Node) -> Iterator[Value]:
    for path, value in _members(root, 3):
        name = ".".join(decoded(key) for key in path)
        rank = min(len(path), 2)
        if isinstance(value, str):
            continue
        if len(path) == 1:
            says = f"The client hashed only the value of “{_shown(name)}”, inside a list."
            yield Value(2, "hashed-part-in-list", says, _FIX_OBJECT, [value])
        yield Value(
            rank,
            "hashed-part",
            f"The client hashed only the value of “{_shown(name)}”, not the whole body.",
            _FIX_OBJECT,
            value,
        )
    if isinstance(root, dict):
        values: list[Node] = list(root.values())
        yield Value(
            2, "hashed-values", "The client hashed only the values of the payload, as a list.", _FIX_OBJECT, values
        )
        yield Value(2, "hashed-keys", "The client hashed only the keys of the payload.", _FIX_OBJECT, [*root])
        for key, value in root.items():
            if isinstance(value, dict):
                name = _shown(decoded(key))
                says = f"The client hashed the payload with the members of “{name}” moved to the outermost object."
                flat = {name: each for name, each in root.items() if name != key} | value
                yield Value(2, "hashed-flattened", says, _FIX_OBJECT, flat)
                nested = json.dumps(minified(_compact(value)), ensure_ascii=False)
                says = f"The client hashed the payload with “{_shown(decoded(key))}” as a string of JSON."
                yield Value(1, "member-as-json-string", says, _FIX_CONVERSION, {**root, key: nested})


def _compact(node: Node) -> str:
    if isinstance(node, dict):
        return "{" + ",".join(f"{key}:{_compact(value)}" for key, value in node.items()) + "}"
    return node if isinstance(node, str) else "[" + ",".join(map(_compact, node)) + "]"


def _shown(name: str) -> str:
    """Return a key for a sentence: short and printable."""
    text = "".join(letter if letter.isprintable() else "�" for letter in name)
    return text if len(text) <= 40 else text[:39] + "…"


def _members(node: Node, depth: int, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
    if isinstance(node, dict) and depth:
        for key, value in node.items():
            yield (*path, key), value
            yield from _members(value, depth - 1, (*path, key))


def _replaced(node: Node, path: tuple[str, ...], value: Node | None) -> Node:
    """Return a tree with one member replaced, or left out."""
    if not isinstance(node, dict):
        return node
    key, *rest = path
    if rest:
        return {**node, key: _replaced(node[key], tuple(rest), value)}
    return {name: each for name, each in node.items() if name != key} if value is None else {**node, key: value}


def _reduced(root: Node) -> Iterator[Value]:
    for number, (path, _) in enumerate(_members(root, 4)):
        if number == _MAX_PARTS:
            break
        says = f"The client hashed the payload without “{_shown(decoded(path[-1]))}”, which it added afterwards."
        yield Value(2, "member-added-later", says, _FIX_OBJECT, _replaced(root, path, None))


def _times(root: Node) -> Iterator[Value]:
    """Yield the payload with other times: a client may build it twice, or convert the unit in between."""
    for path, value in _members(root, 4):
        if not isinstance(value, str) or not re.fullmatch(r'"?1[0-9]{9}(?:[0-9]{3})?"?', value):
            continue
        name, quote_mark = _shown(decoded(path[-1])), '"' if value.startswith('"') else ""
        number = int(value.strip('"'))
        long = number > 10**12
        says = f"The client hashed the payload with “{name}” in {'seconds' if long else 'milliseconds'}."
        for other in [number // 1000] if long else [number * 1000]:
            yield Value(
                1, "time-unit", says, _FIX_CONVERSION, _replaced(root, path, f"{quote_mark}{other}{quote_mark}")
            )
        says = f"The client built the payload twice: the one it hashed has another time in “{name}”."
        for step in range(1, 61 if long else 6):
            for other in (number - step, number + step):
                yield Value(
                    2, "built-twice", says, _FIX_CONVERSION, _replaced(root, path, f"{quote_mark}{other}{quote_mark}")
                )


def _single_values(root: Node) -> Iterator[Value]:
    """Yield the payload with one value converted, such as the user agent or a time."""
    for number, (path, value) in enumerate(_members(root, 4)):
        if number == 4 * _MAX_PARTS:
            return
        if isinstance(value, str):
            for slug, says, other in _converted(value):
                if other != value:
                    name = _shown(decoded(path[-1]))
                    sentence = f"The client hashed the payload with “{name}” {says}; it was sent otherwise."
                    yield Value(2, f"one-value-{slug}", sentence, _FIX_CONVERSION, _replaced(root, path, other))


def _converted(value: str) -> Iterator[tuple[str, str, Node]]:
    """Yield the id, phrase and result of each conversion of one value."""
    if not value.startswith('"'):
        yield "as-text", "as a string", quoted(value)
        yield "as-null", "as null", NULL
        yield "as-number", "as a number", {"true": "1", "false": "0"}.get(value, value)
        return
    yield "as-number", "as a number", _texts_as_numbers(value)
    for slug, says, change in _ONE:
        yield slug, says, _text_changed(value, change)


def _top_orders(root: Node) -> Iterator[Value]:
    """Yield the members of the outermost object in each other order, if there are few."""
    if isinstance(root, dict) and 2 <= len(root) <= 4:
        for order in permutations(root):
            says = "The client hashed the payload with the members of the outermost object in another order."
            yield Value(2, "members-reordered", says, _FIX_CONVERSION, {key: root[key] for key in order})
