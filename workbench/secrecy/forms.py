"""Owns the list of forms in which one value can turn up in text. Upper and lower case are the caller's business."""

import base64
import html
import json
import shlex
import urllib.parse

_SHORTEST_FORM = 4  # a shorter form occurs in any text by chance


def forms_of(value: str) -> tuple[str, ...]:
    """Return every form of a value that redaction looks for, each once."""
    raw = value.encode("utf-8", "surrogatepass")
    forms = {value, *_quoted(value), *_in_url(raw), *_in_base64(raw), raw.hex()}
    forms |= {form.replace("/", r"\/") for form in forms}  # as PHP, and Kochava's rule for slashes, write JSON
    return tuple(form for form in forms if len(form) >= _SHORTEST_FORM)


def _quoted(value: str) -> set[str]:
    """Return the insides of JSON, Python, shell and HTML literals; JSON also inside JSON."""
    once = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    twice = {json.dumps(form)[1:-1] for form in once}
    python = {repr(value)[1:-1], repr(value.encode("utf-8", "surrogatepass"))[2:-1]}
    return once | twice | python | {shlex.quote(value).strip("'"), html.escape(value), html.escape(value, quote=False)}


def _in_url(raw: bytes) -> set[str]:
    return {
        urllib.parse.quote(raw, safe=""),
        urllib.parse.quote(raw),
        urllib.parse.quote_plus(raw),
        urllib.parse.quote(raw, safe="!$&'()*+,;=:@/?"),  # what a URL may leave as it is
    }


def _in_base64(raw: bytes) -> set[str]:
    """Return base64 of the value alone, and the digits that are the same wherever it stands in a longer text."""
    forms = set()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        alone = encode(raw).decode("ascii")
        forms |= {alone, alone.rstrip("=")}
        for before in range(3):  # three bytes make four digits, so there are three ways to fall between them
            digits = encode(bytes(before) + raw).decode("ascii")
            first = -(-before * 8 // 6)
            forms.add(digits[first : (before + len(raw)) * 8 // 6])
    return forms
