"""A JSON text as a tree of its own tokens, so that it can be written again in many styles quickly.

A leaf is the source text of a string, number or literal. Writing is joining a list of tokens by a table of what each
becomes, so that a further style costs little more than a join.
"""

from __future__ import annotations

import json
import re
from typing import TypeAlias

Node: TypeAlias = "str | list[Node] | dict[str, Node]"
"""A token's source text, an array, or an object by the source text of its keys. A repeated key has its last value."""

Flat: TypeAlias = "list[str | tuple[str, int, int]]"
"""Tokens in order. Punctuation is a tuple: the mark, how deep it is nested, and in how many objects."""

_token = re.compile(
    r'[ \t\r\n]*(?:("[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)'
    r"|(true|false|null)|([{}\[\],:]))"
)
_DEEPEST = 100
"""Objects and arrays inside each other; deeper ones are not examined."""

_LONGEST_NUMBER = 300
"""Characters; a longer number may be too large for a float, and is slow to print. Its text is not examined."""


def parse(text: str) -> Node | None:
    """Return the tree of a JSON text; None if it is not JSON, is nested too deeply, or has too long a number."""
    marks = [(match.lastindex or 0, match[match.lastindex or 0]) for match in _token.finditer(text)]
    # The whole text must consist of tokens; what finditer skipped is missing from the sum of the lengths.
    if not marks or len("".join(mark for _, mark in marks)) != len(_without_space(text)):
        return None
    marks.reverse()
    try:
        root = _value(marks, 0)
    except (IndexError, ValueError):
        return None
    return None if marks else root


def _without_space(text: str) -> str:
    """Return the text without white space outside strings."""
    return _space.sub(lambda match: match[1] or "", text)


_space = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+', re.DOTALL)
minified = _without_space


def _value(marks: list[tuple[int, str]], depth: int) -> Node:
    kind, mark = marks.pop()
    if kind == 2 and len(mark) > _LONGEST_NUMBER:
        raise ValueError
    if kind != 4:
        return mark
    if depth > _DEEPEST:
        raise ValueError
    if mark == "{":
        found: dict[str, Node] = {}
        if marks[-1][1] == "}":
            marks.pop()
            return found
        while True:
            kind, key = marks.pop()
            if kind != 1 or marks.pop()[1] != ":":
                raise ValueError
            found[key] = _value(marks, depth + 1)
            if _closed(marks, "}"):
                return found
    if mark == "[":
        items: list[Node] = []
        if marks[-1][1] == "]":
            marks.pop()
            return items
        while True:
            items.append(_value(marks, depth + 1))
            if _closed(marks, "]"):
                return items
    raise ValueError


def _closed(marks: list[tuple[int, str]], bracket: str) -> bool:
    mark = marks.pop()[1]
    if mark not in (",", bracket):
        raise ValueError
    return mark == bracket


def decoded(token: str) -> str:
    """Return the value of a JSON string."""
    if "\\" not in token:
        return token[1:-1]
    value: str = json.loads(token)
    return value


def quoted(value: str) -> str:
    """Return the shortest JSON string of a value."""
    return json.dumps(value, ensure_ascii=False)


def flatten(root: Node) -> Flat:
    """Return the tokens of a tree in order."""
    out: Flat = []
    _flatten(root, 0, 0, out)
    return out


def _flatten(node: Node, depth: int, objects: int, out: Flat) -> None:
    if isinstance(node, str):
        out.append(node)
    elif isinstance(node, dict):
        if not node:
            out.append(("{}", depth, objects))
            return
        mark = "{"
        for key, value in node.items():
            out.append((mark, depth, objects))
            out.append(key)
            out.append((":", 0, 0))
            _flatten(value, depth + 1, objects + 1, out)
            mark = ","
        out.append(("}", depth, objects))
    else:
        if not node:
            out.append(("[]", depth, objects))
            return
        mark = "["
        for value in node:
            out.append((mark, depth, objects))
            _flatten(value, depth + 1, objects, out)
            mark = ";"
        out.append(("]", depth, objects))


def laid_out(text: str) -> Flat:
    """Return the tokens of a JSON text with its own white space and punctuation between them, to be kept."""
    return [match[1] or ("as-is:" + match[2], 0, 0) for match in _piece.finditer(text)]


_piece = re.compile(
    r'("[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)|([{}\[\],:\s]+|.)',
    re.DOTALL,
)
