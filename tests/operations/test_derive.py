"""Derivation of hash and token, and parsing as JSON and PHP."""

import hashlib

from workbench.operations import derive, read
from workbench.signing import SAMPLE, WireForm


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def test_wire_bytes_as_typed_are_the_same_object() -> None:
    body = b'\xef\xbb\xbf{"a":"\xff"}\r\n'
    made = derive(body, WireForm.AS_TYPED, SAMPLE)
    assert made.wire is body
    assert made.payload_hash == sha1(body)
    assert made.signature is not None
    assert made.signature.payload_hash == made.payload_hash


def test_without_credentials_there_is_a_hash_but_no_token() -> None:
    made = derive(b"{}", WireForm.AS_TYPED, None)
    assert (made.payload_hash, made.signature, made.message) == (sha1(b"{}"), None, "")


def test_a_body_without_php_form_gives_a_reason_with_line_and_column() -> None:
    made = derive(b"[1,\n  oops]", WireForm.PHP, SAMPLE)
    assert (made.wire, made.payload_hash, made.signature) == (None, "", None)
    assert made.message.startswith("PHP cannot read this body")
    assert made.message.endswith("(2:3)")


def test_problem_and_slash_have_line_and_column() -> None:
    reading = read(b'{"u":\r\n"a/b",\r\noops}', WireForm.AS_TYPED)
    assert (reading.slash, reading.slash_line, reading.slash_column) == (9, 2, 3)
    assert reading.problem is not None
    assert (reading.problem_line, reading.problem_column) == (3, 1)
    assert reading.php.stable is None


def test_a_slash_escaped_by_the_wire_form_is_not_reported() -> None:
    body = b'{"u":"a/b"}'
    assert read(body, WireForm.ESCAPE_SLASHES).slash is None
    assert read(body, WireForm.ESCAPE_SLASHES).php.stable
    assert not read(body, WireForm.AS_TYPED).php.stable


def test_the_problem_of_another_content_is_what_it_is() -> None:
    form = read(b"action=install&data=x", WireForm.AS_TYPED).problem
    cut = read(b'{"action":"install"', WireForm.AS_TYPED).problem
    assert form is not None
    assert (form.offset, form.says) == (0, "form-encoded, not JSON")
    assert cut is not None
    assert cut.offset == len(b'{"action":"install"')
