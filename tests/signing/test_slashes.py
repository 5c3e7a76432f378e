"""The slash rule and the wire forms."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.signing.bodies import bodies, payloads
from workbench.signing import NotPhpJson, WireForm, apply_wire_form, bare_slash, escape_slashes

_slashed = st.lists(st.sampled_from([b"/", b"\\", b"a", b'"', b"\n", b"\xff", b"\\/"]), max_size=12).map(b"".join)
_any = st.one_of(_slashed, bodies(), st.binary())


def token_wise(body: bytes) -> bytes:
    """Return what the rule says, written in the most direct way."""
    return re.sub(rb"\\.|/", lambda match: b"\\/" if match.group() == b"/" else match.group(), body, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("body", "escaped"),
    [
        (b"a/b", b"a\\/b"),
        (b"a\\/b", b"a\\/b"),
        (b"a\\\\/b", b"a\\\\\\/b"),
        (b"a\\\\\\/b", b"a\\\\\\/b"),
        (b"\\\n/", b"\\\n\\/"),
        (b"/\xff\\", b"\\/\xff\\"),
        (b"", b""),
    ],
)
def test_only_bare_slashes_are_escaped(body: bytes, escaped: bytes) -> None:
    assert escape_slashes(body) == escaped


@given(_any)
def test_escaping_reads_a_backslash_with_the_next_byte(body: bytes) -> None:
    assert escape_slashes(body) == token_wise(body)


@given(_any)
def test_escaping_twice_changes_nothing_more(body: bytes) -> None:
    once = escape_slashes(body)
    assert escape_slashes(once) == once
    assert bare_slash(once) is None


@given(payloads())
def test_escaping_keeps_every_value(body: bytes) -> None:
    # Numbers stay text here: only their spelling may be compared, however large they are.
    def read(text: bytes) -> object:
        return json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=list)

    assert read(escape_slashes(body)) == read(body)


@given(_any)
def test_the_first_bare_slash_is_the_first_change_by_escaping(body: bytes) -> None:
    escaped = escape_slashes(body)
    if escaped == body:
        assert bare_slash(body) is None
    else:
        changed = next(at for at, (old, new) in enumerate(zip(body, escaped, strict=False)) if old != new)
        assert bare_slash(body) == changed


def test_as_typed_is_the_same_object() -> None:
    body = b'{"a": "/"}'
    assert apply_wire_form(body, WireForm.AS_TYPED) is body


def test_each_form_makes_its_own_bytes() -> None:
    body = '{"a": "é/"}'.encode()
    assert apply_wire_form(body, WireForm.ESCAPE_SLASHES) == '{"a": "é\\/"}'.encode()
    assert apply_wire_form(body, WireForm.PHP) == b'{"a":"\\u00e9\\/"}'


def test_only_the_php_form_refuses_invalid_json() -> None:
    assert apply_wire_form(b"a=/\xff", WireForm.ESCAPE_SLASHES) == b"a=\\/\xff"
    with pytest.raises(NotPhpJson):
        apply_wire_form(b"a=/\xff", WireForm.PHP)


def test_forms_have_the_names_of_the_command_line_and_titles_for_people() -> None:
    assert [(str(form), form.title) for form in WireForm] == [
        ("as-typed", "as typed"),
        ("escape-slashes", "slashes escaped"),
        ("php", "PHP-stable"),
    ]
    assert WireForm("php") is WireForm.PHP
