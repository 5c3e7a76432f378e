"""`workbench wire`: the exact bytes."""

from pathlib import Path

import pytest

from tests.cli.running import ODD_BODIES, command, program


@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES.keys())
def test_as_typed_is_the_file(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "body"
    path.write_bytes(body)
    ended = command("wire", str(path))
    assert ended.status == 0
    assert ended.out == body
    assert ended.err == ""


def test_standard_input_passes_through_a_process_unaltered() -> None:
    everything = b"".join(ODD_BODIES.values()) + bytes(range(256))
    ended = program("wire", "-", "--wire", "as-typed", stdin=everything)
    assert (ended.status, ended.out, ended.err) == (0, everything, "")


@pytest.mark.parametrize(
    ("form", "wire"),
    [("escape-slashes", b'{ "\\/": "\xff\\/\\\\\\/" }'), ("as-typed", b'{ "/": "\xff\\/\\\\/" }')],
)
def test_slashes_are_escaped_in_any_bytes(form: str, wire: bytes) -> None:
    assert command("wire", "-", "--wire", form, stdin=b'{ "/": "\xff\\/\\\\/" }').out == wire


def test_the_php_form() -> None:
    ended = command("wire", "-", "--wire", "php", stdin='{ "é": {}, "n": 19.90 }'.encode())
    assert ended.out == b'{"\\u00e9":[],"n":19.9}'


def test_the_php_form_of_invalid_json_writes_nothing() -> None:
    ended = command("wire", "-", "--wire", "php", stdin=b"[1,]")
    assert ended.status == 2
    assert ended.out == b""
    assert ended.err.rstrip().endswith("trailing comma (line 1, column 3).")
    empty = command("wire", "-", "--wire", "php", stdin=b"")
    assert empty.err.rstrip().endswith("PHP would refuse this body: Syntax error: the body is empty.")


def test_an_unknown_wire_form_lists_the_known_ones() -> None:
    ended = command("wire", "-", "--wire", "minified", stdin=b"{}")
    assert ended.status == 2
    assert ended.out == b""
    assert all(form in ended.err for form in ("as-typed", "escape-slashes", "php"))
