"""What a document comes to, and how two readers would take it."""

import hashlib

from workbench.operations import derive, read
from workbench.signing import SAMPLE, WireForm


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def test_as_typed_the_wire_bytes_are_the_very_object() -> None:
    body = b'\xef\xbb\xbf{"a":"\xff"}\r\n'
    made = derive(body, WireForm.AS_TYPED, SAMPLE)
    assert made.wire is body
    assert made.payload_hash == sha1(body)
    assert made.signature is not None
    assert made.signature.payload_hash == made.payload_hash


def test_without_credentials_there_is_a_hash_and_no_token() -> None:
    made = derive(b"{}", WireForm.AS_TYPED, None)
    assert (made.payload_hash, made.signature, made.says) == (sha1(b"{}"), None, "")


def test_without_a_php_form_there_is_nothing_but_the_reason_and_its_place() -> None:
    made = derive(b"[1,\n  oops]", WireForm.PHP, SAMPLE)
    assert (made.wire, made.payload_hash, made.signature) == (None, "", None)
    assert made.says.startswith("PHP cannot read this body")
    assert made.says.endswith("(2:3)")


def test_problem_and_slash_are_told_by_line_and_column_of_the_body() -> None:
    reading = read(b'{"u":\r\n"a/b",\r\noops}', WireForm.AS_TYPED)
    assert (reading.slash, reading.slash_line, reading.slash_column) == (9, 2, 3)
    assert reading.problem is not None
    assert (reading.problem_line, reading.problem_column) == (3, 1)
    assert reading.php.stable is None


def test_a_slash_that_the_wire_form_escapes_is_no_problem() -> None:
    body = b'{"u":"a/b"}'
    assert read(body, WireForm.ESCAPE_SLASHES).slash is None
    assert read(body, WireForm.ESCAPE_SLASHES).php.stable
    assert not read(body, WireForm.AS_TYPED).php.stable
