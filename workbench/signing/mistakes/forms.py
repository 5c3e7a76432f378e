"""Bodies that arrived form-encoded or cut short: the JSON text that may have been signed instead."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote_plus

from workbench.signing.mistakes.json_text import Node, parse, quoted
from workbench.signing.mistakes.json_values import Value

_form = re.compile(rb"[^\s{}\[\]\"=&]+(?:\[[^\s=&]*\])*=[^&\s]*(?:&[^\s=&]+=[^&\s]*)*")
_FIX_FORM = "Send the JSON text itself as the body (requests: data=text, not a dict; axios and fetch: a string)."
_FIX_LENGTH = "Set Content-Length to the number of bytes, not of characters, or let the HTTP client set it."
_MAX_FIELDS = 200


def is_form(body: bytes) -> bool:
    """Whether a body is form-encoded."""
    return _form.fullmatch(body) is not None


def fields_of(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a form field or a key without value holds, with its name."""
    if not is_form(body) and b"%7B" not in body[:40] and b"%7b" not in body[:40]:
        return
    text = body.decode("utf-8", "replace")
    for name, value in (
        parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS) if text.count("&") < _MAX_FIELDS else ()
    ):
        yield name, (value or name).encode()
    yield "", unquote_plus(text.removesuffix("=")).encode()


def documents_of(body: bytes) -> Iterator[Value]:
    """Yield the objects that a form-encoded body may have been made from."""
    if not is_form(body) or body.count(b"&") >= _MAX_FIELDS:
        return
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    says = "The client hashed the JSON text of an object, but sent that object form-encoded."
    for text_only in (True, False):
        root: dict[str, Node] = {}
        for name, value in pairs:
            _put(root, [part.rstrip("]") for part in name.split("[")], _node(value, text_only=text_only))
        yield Value(1, "sent-form-encoded", says, _FIX_FORM, root)


def _put(members: dict[str, Node], path: list[str], value: Node) -> None:
    key = quoted(path[0])
    if len(path) == 1:
        members[key] = value
        return
    below = members.setdefault(key, {})
    if isinstance(below, dict):
        _put(below, path[1:], value)


def _node(value: str, *, text_only: bool) -> Node:
    if value[:1] in ("{", "["):
        found = parse(value)
        if found is None:  # the Python text of a nested dict, as httpx sends it
            try:
                found = parse(json.dumps(ast.literal_eval(value), ensure_ascii=False))
            except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                found = None
        if found is not None:
            return found
    if not text_only and re.fullmatch(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|true|false|null", value):
        return value
    if not text_only and value in ("True", "False", "None", ""):
        return {"True": "true", "False": "false"}.get(value, "null")
    return quoted(value)


def completed(body: bytes) -> bytes | None:
    """Return a JSON text that was cut within its last brackets, completed; None if it is not cut there."""
    text = body.decode("utf-8", "ignore")
    marks = re.sub(r'"[^"\\]*(?:\\.[^"\\]*)*"', "", text)
    open_string = '"' if '"' in marks else ""
    closing = ""
    for mark in marks.split('"')[0]:
        if mark in "{[":
            closing = ("}" if mark == "{" else "]") + closing
        elif mark in "}]":
            if not closing.startswith(mark):
                return None
            closing = closing[1:]
    return body + (open_string + closing).encode() if open_string or closing else None


LENGTH_FIX = _FIX_LENGTH
FORM_FIX = _FIX_FORM
