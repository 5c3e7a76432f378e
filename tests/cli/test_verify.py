"""`workbench verify`: token and payload hash."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import INSTALL_HASH, INSTALL_TOKEN, SECRET, command

pytestmark = pytest.mark.usefixtures("sample_pair")


def test_the_correct_token_is_verified(install: str) -> None:
    ended = command("verify", install, "--token", INSTALL_TOKEN)
    assert ended.status == 0
    assert ended.row("Token").startswith("yes · ")
    assert ended.row("SHA-1") == INSTALL_HASH


def test_json_has_the_promised_keys(install: str) -> None:
    ended = command("verify", install, "--token", INSTALL_TOKEN, "--json")
    assert ended.status == 0
    assert ended.json["verified"] is True
    assert ended.json["payload_hash"] == INSTALL_HASH
    assert ended.json["hash_matches"] is None


@pytest.mark.parametrize(
    "token",
    [
        "",
        "0" * 64,
        INSTALL_TOKEN.upper(),
        INSTALL_TOKEN[:-1],
        INSTALL_TOKEN + "0",
        INSTALL_HASH,
        "é" * 64,
        "\udcff",
    ],
    ids=["empty", "another", "upper case", "short", "long", "the hash", "no hex", "no text"],
)
def test_another_token_has_status_1(install: str, token: str) -> None:
    ended = command("verify", install, f"--token={token}", "--json")
    assert ended.status == 1
    assert ended.json["verified"] is False
    assert ended.json["says"]


def test_a_pasted_header_line_is_read_as_its_token(install: str) -> None:
    ended = command("verify", install, "--token", f" Kochava-Auth-Token: {INSTALL_TOKEN}\n")
    assert ended.status == 0
    assert ended.row("Token").startswith("yes · ")


def test_a_token_of_another_wire_form_names_the_form() -> None:
    body = b'{"u":"a/b"}'
    escaped = str(command("sign", "-", "--wire", "escape-slashes", "--json", stdin=body).json["auth_token"])
    ended = command("verify", "-", "--token", escaped, stdin=body)
    assert ended.status == 1
    assert "slashes escaped" in ended.row("Token")
    assert command("verify", "-", "--token", escaped, "--wire", "escape-slashes", stdin=body).status == 0


@pytest.mark.parametrize("given", [INSTALL_HASH, INSTALL_HASH.upper()])
def test_the_same_hash_with_another_token_blames_the_credentials(install: str, given: str) -> None:
    ended = command("verify", install, "--token", "0" * 64, "--payload-hash", given, "--json")
    assert ended.status == 1
    assert ended.json["verified"] is False
    assert ended.json["hash_matches"] is True


def test_another_hash_has_status_1(install: str) -> None:
    ended = command("verify", install, "--token", INSTALL_TOKEN, "--payload-hash", "0" * 40, "--json")
    assert ended.status == 1
    assert ended.json["verified"] is True
    assert ended.json["hash_matches"] is False


def test_a_token_in_place_of_a_hash_does_not_match(install: str) -> None:
    ended = command("verify", install, "--token", INSTALL_TOKEN, "--payload-hash", INSTALL_TOKEN)
    assert ended.status == 1
    assert ended.row("Given hash").startswith("no · ")


def test_token_is_required(install: str) -> None:
    ended = command("verify", install)
    assert ended.status == 2
    assert "--token" in ended.err


def test_without_credentials_the_status_is_4(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_API_KEY")
    monkeypatch.delenv("WORKBENCH_SECRET")
    ended = command("verify", install, "--token", INSTALL_TOKEN)
    assert ended.status == 4
    assert SECRET not in ended.err


@pytest.mark.parametrize(
    ("encode", "is_what"),
    [(gzip.compress, "compressed with gzip"), (lambda body: body.decode().encode("utf-16"), "UTF-16 text")],
)
def test_it_says_what_the_body_is_and_whether_the_token_fits_the_inside(
    install: str, tmp_path: Path, encode: Callable[[bytes], bytes], is_what: str
) -> None:
    encoded = tmp_path / "encoded"
    encoded.write_bytes(encode(Path(install).read_bytes()))
    ended = command("verify", str(encoded), "--token", INSTALL_TOKEN)
    assert ended.status == 1
    assert is_what in ended.row("Body is")
    assert ended.row("Body is").endswith("; the token is of that")
    other = command("verify", str(encoded), "--token", "0" * 64, "--json").json
    assert str(other["body_is"]).endswith("; the token is not of that")
    assert is_what in command("sign", str(encoded)).err
