"""`workbench php`: stable, not stable, or no JSON to PHP."""

import pytest

from tests.cli.running import command


def test_a_stable_body_is_a_yes() -> None:
    ended = command("php", "-", stdin=b'{"a":"\\/"}')
    assert ended.status == 0
    assert ended.row("PHP-stable").startswith("yes · ")
    assert ended.text.count("\n") == 1


def test_a_body_that_php_rewrites_shows_where_and_what() -> None:
    ended = command("php", "-", stdin=b'{"a":\n "x/y"}')
    assert ended.status == 1
    assert ended.row("PHP-stable").startswith("no · ")
    assert ended.row("PHP output") == '{"a":"x\\/y"}'
    assert "slash" in ended.row("  2:4")


def test_json_has_the_promised_keys_and_byte_offsets() -> None:
    ended = command("php", "-", "--json", stdin='{"é":"x/y"}'.encode())
    assert ended.status == 1
    assert ended.json["stable"] is False
    assert ended.json["round_trip"] == '{"\\u00e9":"x\\/y"}'
    differences = ended.json["differences"]
    assert isinstance(differences, list)
    assert {"offset", "kind", "says"} <= set(differences[0])
    assert [difference["offset"] for difference in differences] == [2, 8]


def test_the_round_trip_of_a_stable_body_is_the_body() -> None:
    ended = command("php", "-", "--json", stdin=b"[1,2]")
    assert ended.status == 0
    assert ended.json["stable"] is True
    assert ended.json["round_trip"] == "[1,2]"
    assert ended.json["differences"] == []


def test_what_is_no_json_is_bad_input_with_its_place() -> None:
    ended = command("php", "-", stdin=b'{"a": 1,}')
    assert ended.status == 2
    assert ended.out == b""
    assert "PHP would refuse this body" in ended.err
    assert "line 1, column" in ended.err


def test_what_is_no_json_is_null_in_json() -> None:
    ended = command("php", "-", "--json", stdin=b"\xff")
    assert ended.status == 2
    assert ended.json["stable"] is None
    assert ended.json["round_trip"] is None
    assert "PHP would refuse this body" in ended.err


def test_many_differences_are_cut_for_people_and_whole_in_json() -> None:
    body = b"[" + b", ".join(b"1" for _ in range(1500)) + b"]"
    assert "and 1479 more" in command("php", "-", stdin=body).text
    differences = command("php", "-", "--json", stdin=body).json["differences"]
    assert isinstance(differences, list)
    assert len(differences) == 1499


@pytest.mark.parametrize("depth", [511, 512])
def test_the_deepest_nesting_is_php_s(depth: int) -> None:
    ended = command("php", "-", stdin=b"[" * depth + b"]" * depth)
    assert ended.status == (0 if depth == 511 else 2)
