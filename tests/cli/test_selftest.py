"""`workbench selftest`: the golden vectors, and what it says where they cannot be computed."""

import hashlib

import pytest

from tests.cli.running import command
from workbench.cli.commands import selftest


def test_every_vector_passes_on_this_machine() -> None:
    ended = command("selftest")
    assert ended.status == 0
    assert ended.row("Passed") == "87 of 87 golden vectors"
    assert ended.row("Failed") == "0"


def test_json_counts_passed_and_failed() -> None:
    ended = command("selftest", "--json")
    assert ended.status == 0
    assert ended.json["passed"] == 87
    assert ended.json["failed"] == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("sha1", "0" * 40, "the SHA-1 is"),
        ("token", "0" * 64, "the token is"),
        ("body_bytes", 1, "bytes, not 1"),
    ],
)
def test_a_vector_that_does_not_hold_is_named(
    monkeypatch: pytest.MonkeyPatch, field: str, value: object, says: str
) -> None:
    vectors = [dict(vector) for vector in selftest.load_vectors()]
    vectors[3][field] = value
    monkeypatch.setattr(selftest, "load_vectors", lambda: vectors)
    ended = command("selftest")
    assert ended.status == 1
    assert ended.row("Passed") == "86 of 87 golden vectors"
    assert f"{vectors[3]['name']}: " in ended.text
    assert says in ended.text


def test_a_wrong_token_that_is_accepted_fails_its_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "verify", lambda body, credentials, token: True)
    ended = command("selftest", "--json")
    assert ended.status == 1
    assert ended.json["failed"] == 15


def test_an_openssl_that_blocks_sha_1_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def blocked(name: str, data: bytes = b"", *, usedforsecurity: bool = True) -> object:
        raise ValueError("[digital envelope routines] unsupported")

    monkeypatch.setattr(hashlib, "new", blocked)
    ended = command("selftest")
    assert ended.status == 1
    assert ended.row("Passed") == "0 of 87 golden vectors"
    assert "refuses SHA-1" in ended.row("Blocked")
    assert "FIPS" in ended.row("Blocked")
