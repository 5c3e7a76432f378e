"""`workbench sign`: hash and token, and what it imports."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import API_KEY, INSTALL_HASH, INSTALL_TOKEN, ODD_BODIES, SECRET, command, program
from workbench.cli import inputs
from workbench.signing import Credentials, sign

KEYS = {"body_bytes", "payload_hash", "auth_token", "wire", "headers", "php_stable"}


def test_the_documented_sample_signs_to_its_known_hash_and_token(install: str) -> None:
    ended = command("sign", install, "--profile", "sample")
    assert ended.status == 0
    assert ended.text == (
        "Body        367 bytes · as typed\n"
        f"SHA-1       {INSTALL_HASH}\n"
        f"Token       {INSTALL_TOKEN}\n"
        f"PHP-stable  {ended.row('PHP-stable')}\n"
    )
    assert ended.row("PHP-stable").startswith("no · PHP's json_encode would")
    assert ended.err == ""


def test_json_is_one_object_with_the_promised_keys(install: str) -> None:
    ended = command("sign", install, "--profile", "sample", "--json")
    assert ended.status == 0
    assert set(ended.json) >= KEYS
    assert ended.json["body_bytes"] == 367
    assert ended.json["payload_hash"] == INSTALL_HASH
    assert ended.json["auth_token"] == INSTALL_TOKEN
    assert ended.json["wire"] == "as-typed"
    assert ended.json["php_stable"] is False
    assert ended.out.count(b"\n") == 1


def test_the_headers_in_json_show_the_token_and_mask_the_api_key(install: str) -> None:
    ended = command("sign", install, "--profile", "sample", "--json")
    headers = ended.json["headers"]
    assert isinstance(headers, dict)
    assert list(headers) == ["Kochava-Api-Key", "Kochava-Auth-Token"]
    assert headers["Kochava-Auth-Token"] == INSTALL_TOKEN
    assert headers["Kochava-Api-Key"].startswith("F5BF")
    assert API_KEY not in ended.text
    assert SECRET not in ended.text


@pytest.mark.usefixtures("sample_pair")
@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES.keys())
def test_a_file_is_hashed_byte_for_byte(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "body"
    path.write_bytes(body)
    ended = command("sign", str(path), "--json")
    assert ended.json["payload_hash"] == hashlib.sha1(body, usedforsecurity=False).hexdigest()
    assert ended.json["auth_token"] == sign(body, Credentials(API_KEY, SECRET)).auth_token
    assert ended.json["body_bytes"] == len(body)


@pytest.mark.usefixtures("sample_pair")
@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES.keys())
def test_standard_input_is_hashed_byte_for_byte(body: bytes) -> None:
    ended = program("sign", "-", "--json", stdin=body)
    assert ended.json["payload_hash"] == hashlib.sha1(body, usedforsecurity=False).hexdigest()


@pytest.mark.usefixtures("sample_pair")
@pytest.mark.parametrize(
    ("form", "wire"),
    [("as-typed", b'{"u": "a/b\\/c"}'), ("escape-slashes", b'{"u": "a\\/b\\/c"}'), ("php", b'{"u":"a\\/b\\/c"}')],
)
def test_the_wire_form_decides_what_is_signed(form: str, wire: bytes) -> None:
    ended = command("sign", "-", "--wire", form, "--json", stdin=b'{"u": "a/b\\/c"}')
    assert ended.json["wire"] == form
    assert ended.json["payload_hash"] == hashlib.sha1(wire, usedforsecurity=False).hexdigest()


@pytest.mark.usefixtures("sample_pair")
def test_an_unescaped_slash_gives_a_warning_with_its_position() -> None:
    ended = command("sign", "-", stdin=b'{\n "u": "a/b"}')
    assert ended.status == 0
    assert 'unescaped "/" at line 2, column 9' in ended.err
    assert "--wire escape-slashes" in ended.err
    assert "warning" not in ended.text


@pytest.mark.usefixtures("sample_pair")
def test_an_escaped_slash_gives_no_warning() -> None:
    assert command("sign", "-", "--wire", "escape-slashes", stdin=b'{"u": "a/b"}').err == ""


@pytest.mark.usefixtures("sample_pair")
def test_a_php_stable_body() -> None:
    ended = command("sign", "-", stdin=b'{"a":1}')
    assert ended.row("PHP-stable").startswith("yes · ")


@pytest.mark.usefixtures("sample_pair")
def test_a_body_that_is_not_json_has_php_stable_null() -> None:
    ended = command("sign", "-", "--json", stdin=b"{broken")
    assert ended.status == 0
    assert ended.json["php_stable"] is None


@pytest.mark.usefixtures("sample_pair")
def test_the_php_form_of_invalid_json_is_a_usage_error_with_position() -> None:
    ended = command("sign", "-", "--wire", "php", stdin=b'{"a":1,\n  oops}')
    assert ended.status == 2
    assert ended.out == b""
    assert "line 2, column 3" in ended.err


def test_without_credentials_the_status_is_4_and_the_sample_is_mentioned(install: str) -> None:
    ended = command("sign", install)
    assert ended.status == 4
    assert ended.out == b""
    assert "--profile sample" in ended.err
    assert "WORKBENCH_API_KEY" in ended.err


def test_a_missing_variable_is_named(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "half-a-pair-and-never-shown")
    ended = command("sign", install)
    assert ended.status == 4
    assert "WORKBENCH_SECRET is not" in ended.err
    assert "half-a-pair-and-never-shown" not in ended.err


def test_a_variable_that_is_not_utf_8_is_reported(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", API_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", "9x6C9\udcff")
    ended = command("sign", install)
    assert ended.status == 2
    assert "WORKBENCH_SECRET is not UTF-8" in ended.err


def test_an_unknown_profile_has_status_4(install: str) -> None:
    ended = command("sign", install, "--profile", "nobody")
    assert ended.status == 4
    assert "nobody" in ended.err


@pytest.mark.usefixtures("sample_pair")
def test_a_profile_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, install: str) -> None:
    monkeypatch.setenv("WORKBENCH_SECRET", "another")
    other = command("sign", install, "--json").json["auth_token"]
    assert other != INSTALL_TOKEN
    assert command("sign", install, "--profile", "sample", "--json").json["auth_token"] == INSTALL_TOKEN


@pytest.mark.parametrize(
    ("name", "says"), [("missing.json", "There is no file"), (".", "is a folder"), ("nul\0byte", "could not be read")]
)
def test_an_unreadable_body_is_a_usage_error(name: str, says: str) -> None:
    ended = command("sign", name, "--profile", "sample")
    assert ended.status == 2
    assert ended.out == b""
    assert says in ended.err
    assert ended.err.count("\n") == 1


def test_an_error_with_json_is_one_object() -> None:
    ended = command("sign", "missing.json", "--json")
    assert ended.status == 2
    assert "There is no file" in str(ended.json["error"])


def test_reading_a_body_from_a_terminal_prints_a_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO(b"{}\r\n")))
    assert inputs.read_body("-") == b"{}\r\n"
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Ctrl+D" in captured.err


@pytest.mark.parametrize("source", ["environment", "sample profile"])
def test_signing_loads_no_qt_no_network_and_no_keyring(install: str, source: str) -> None:
    words = ["sign", install, "--json"] + (["--profile", "sample"] if source == "sample profile" else [])
    environ = {"WORKBENCH_API_KEY": API_KEY, "WORKBENCH_SECRET": SECRET} if source == "environment" else {}
    script = (
        f"import sys; from workbench.__main__ import main; status = main({words!r})\n"
        "unwanted = {'PySide6', 'shiboken6', 'httpx', 'httpcore', 'keyring', 'secretstorage', 'jeepney', 'asyncio',"
        " 'h11', 'ssl', 'socket', 'sqlite3', 'shtab', 'subprocess', 'cryptography', 'workbench.operations',"
        " 'workbench.exchange', 'workbench.history', 'workbench.transport'} & set(sys.modules)\n"
        "sys.exit(repr(unwanted) if unwanted else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **environ}, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert INSTALL_TOKEN.encode() in done.stdout
