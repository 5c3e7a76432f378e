"""`workbench history export` and `verify-bundle`."""

from __future__ import annotations

import base64
import csv
import io
import json
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.answering import answering
from tests.cli.kept import IDFA, SAMPLE, install_of, listed, sent
from tests.cli.running import (
    API_KEY,
    INSTALL_HASH,
    INSTALL_TOKEN,
    OWN_KEY,
    OWN_SECRET,
    SECRET,
    add_profile,
    command,
    program,
)
from workbench.cli.commands.history import verify_bundle

if TYPE_CHECKING:
    from pathlib import Path

FORMS = ("raw", "curl", "har", "markdown", "bundle", "csv", "jsonl")


@pytest.fixture
def kept(install: str) -> str:
    """Send the documented install and return the first digits of the exchange id."""
    return str(command("send", install, *SAMPLE, "--to", "sandbox", "--json").json["exchange"])[:8]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", [(), SAMPLE], ids=["no profile", "profile"])
def test_no_format_contains_secret_key_or_whole_token(kept: str, form: str, words: tuple[str, ...]) -> None:
    ended = command("history", "export", kept, "--as", form, *words)
    assert ended.status == 0
    assert (b"kochava-test-idfa-2015" if form == "raw" else INSTALL_HASH[:12].encode()) in ended.out
    for value in (API_KEY, SECRET, INSTALL_TOKEN):
        assert value.encode() not in ended.out
        assert value not in ended.err


@pytest.mark.parametrize("form", ["raw", "har", "bundle"])
def test_a_whole_token_needs_the_credentials_and_prints_a_warning(kept: str, form: str, tmp_path: Path) -> None:
    words = ("history", "export", kept, "--as", form, "--with-token")
    refused = command(*words)
    assert (refused.status, refused.out) == (2, b"")
    assert "Add --profile NAME" in refused.err
    path = tmp_path / "out"
    ended = command(*words, *SAMPLE, "--output", str(path))
    assert ended.status == 0
    assert INSTALL_TOKEN.encode() in path.read_bytes()
    assert API_KEY.encode() not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Whoever has the auth token can send these bytes again" in ended.err
    assert INSTALL_TOKEN not in ended.err


@pytest.mark.usefixtures("memory")
def test_other_credentials_give_neither_token_nor_fingerprints(kept: str) -> None:
    add_profile("mine")
    words = ("history", "export", kept, "--as", "bundle", "--profile", "mine")
    refused = command(*words, "--with-token")
    assert (refused.status, refused.out) == (2, b"")
    assert "signed with other credentials" in refused.err
    ended = command(*words)
    assert ended.status == 0
    assert "was signed with other credentials" in ended.err
    assert ended.json["exchanges"][0]["api_key_fingerprint"] == ""  # type: ignore[index]


@pytest.mark.parametrize("form", ["curl", "markdown", "csv", "jsonl"])
def test_with_token_is_refused_for_formats_without_token(kept: str, form: str) -> None:
    ended = command("history", "export", kept, "--as", form, "--with-token", *SAMPLE)
    assert ended.status == 2
    assert "--with-token is for raw, har and bundle" in ended.err


def test_a_bundle_is_verified_with_the_credentials(kept: str, tmp_path: Path) -> None:
    path = str(tmp_path / "ticket.json")
    assert command("history", "export", kept, "--as", "bundle", *SAMPLE, "--output", path).status == 0
    plain = command("history", "verify-bundle", path)
    assert (plain.status, plain.row("Checked")) == (0, "yes")
    assert "The bytes match the hash in the bundle." in plain.row("Bundle")
    mine = command("history", "verify-bundle", path, *SAMPLE, "--json")
    assert mine.status == 0
    assert mine.json["verified"] is True
    exchanges = mine.json["exchanges"]
    assert isinstance(exchanges, list)
    (one,) = exchanges
    assert (one["hash_right"], one["same_key"], one["same_secret"], one["token_right"]) == (True, True, True, True)
    assert one["payload_hash"] == INSTALL_HASH
    assert len(listed()) == 1  # nothing of it is kept
    for value in (API_KEY, SECRET, INSTALL_TOKEN):
        assert value not in plain.text + mine.text


@pytest.mark.usefixtures("memory")
def test_other_credentials_and_changed_bytes_are_not_verified(kept: str, tmp_path: Path) -> None:
    add_profile("mine")
    whole = command("history", "export", kept, "--as", "bundle", *SAMPLE)
    other = command("history", "verify-bundle", "-", "--profile", "mine", stdin=whole.out)
    assert other.status == 1
    assert "your API key and secret differ" in other.text
    changed = whole.json
    body = base64.b64decode(changed["exchanges"][0]["body"])  # type: ignore[index]
    changed["exchanges"][0]["body"] = base64.b64encode(body.replace(b"3.3.0", b"3.3.1")).decode()  # type: ignore[index]
    forged = command("history", "verify-bundle", "-", stdin=json.dumps(changed).encode())
    assert forged.status == 1
    assert "it was changed" in forged.text
    assert command("history", "verify-bundle", "-", "--profile", "nobody", stdin=whole.out).status == 4


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\xff", b'{"format":"payload-workbench-exchanges","version":99}'])
def test_an_invalid_bundle_is_a_usage_error(content: bytes) -> None:
    ended = command("history", "verify-bundle", "-", stdin=content)
    assert (ended.status, ended.out) == (2, b"")
    assert command("history", "verify-bundle", "nowhere.json").status == 2


def test_the_size_of_a_bundle_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_bundle, "MAX_SIZE", 10)
    ended = command("history", "verify-bundle", "-", stdin=b" " * 1000)
    assert ended.status == 2
    assert "larger than" in ended.err


def test_control_characters_of_a_bundle_are_escaped(kept: str) -> None:
    made = command("history", "export", kept, "--as", "bundle").json
    made["exchanges"][0] |= {"title": "\x1b[2Jgone", "url": "http://h/\x1b]0;x\x07", "says": "\x9b"}  # type: ignore[index]
    ended = command("history", "verify-bundle", "-", stdin=json.dumps(made).encode())
    assert b"\x1b" not in ended.out
    assert "‹ESC›[2Jgone" in ended.text


@pytest.mark.real_curl
def test_the_curl_command_and_its_file_send_the_same_bytes(install: str, tmp_path: Path) -> None:
    with answering() as server:
        command("send", install, *SAMPLE, "--to", server.url)
        script = tmp_path / "send.sh"
        ended = command("history", "export", "last", "--as", "curl", "--output", str(script))
        done = subprocess.run(
            ["sh", str(script)],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "KOCHAVA_API_KEY": API_KEY, "KOCHAVA_AUTH_TOKEN": INSTALL_TOKEN},
            check=True,
            capture_output=True,
            timeout=60,
        )
    assert ended.status == 0
    assert "Set KOCHAVA_API_KEY first" in ended.err
    assert json.loads(done.stdout) == {"success": "1"}
    ours, curls = (request.partition(b"\r\n\r\n") for request in server.requests)
    assert ours[2] == curls[2]
    assert sorted(ours[0].lower().splitlines()) == sorted(curls[0].lower().splitlines())


def test_a_run_is_exported_as_a_table() -> None:
    command("send", "-", *SAMPLE, "--to", "sandbox", "--repeat", "3", stdin=install_of(IDFA))
    sent(b"{}")
    one = command("history", "list", "--json").json["exchanges"][1]["id"]  # type: ignore[index]
    table = command("history", "export", str(one), "last", "--run", "--as", "csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["number"] for row in rows] == ["1", "2", "3", "0"]
    lines = command("history", "export", str(one), "--run", "--as", "jsonl").text.splitlines()
    assert [json.loads(line)["outcome"] for line in lines] == ["success"] * 3


def test_raw_and_curl_take_one_exchange(kept: str) -> None:
    other = sent(b"{}")
    for form in ("raw", "curl"):
        ended = command("history", "export", kept, other, "--as", form)
        assert ended.status == 2
        assert "takes one exchange, but 2 were given" in ended.err
    entries = command("history", "export", kept, other, "--as", "har").json["log"]["entries"]  # type: ignore[index]
    assert len(entries) == 2


def test_an_existing_file_is_unchanged_after_a_write_error(kept: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    ended = command("history", "export", kept, "--as", "raw", "--output", str(tmp_path / "folder"))
    assert ended.status == 2
    assert "could not be written" in ended.err
    ended = command("history", "export", kept, "--as", "har", "--output", str(tmp_path / "misspelt" / "out.har"))
    assert (ended.status, "There is no folder" in ended.err) == (2, True)
    assert not (tmp_path / "misspelt").exists()
    path = tmp_path / "out.har"
    path.write_text("before")
    assert command("history", "export", kept, "--as", "har", "--output", str(path)).status == 0
    assert json.loads(path.read_text())["log"]["version"] == "1.2"


def test_an_unreadable_bundle_is_not_written(kept: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys.modules["workbench.evidence.bundle"], "MAX_SIZE", 500)
    path = tmp_path / "b.json"
    ended = command("history", "export", kept, "--as", "bundle", "--output", str(path))
    assert ended.status == 2
    assert "Select fewer. Nothing was written." in ended.err
    assert not path.exists()


def test_a_secret_in_a_body_is_replaced_in_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", OWN_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", OWN_SECRET)
    command("send", "-", "--to", "sandbox", stdin=json.dumps({"password": OWN_SECRET}).encode())
    monkeypatch.delenv("WORKBENCH_SECRET")
    for form in FORMS:  # in a process that never heard of the secret
        assert OWN_SECRET not in program("history", "export", "last", "--as", form).text
    opened = command("history", "verify-bundle", "-", stdin=command("history", "export", "last", "--as", "bundle").out)
    assert opened.status == 1
    assert "A secret in the body was masked" in opened.text


@pytest.mark.parametrize("form", FORMS)
def test_a_payload_with_an_undecodable_name_is_exported_in_every_format(tmp_path: Path, form: str) -> None:
    payload = tmp_path / "odd\udcff\nname.json"
    payload.write_bytes(install_of(IDFA))
    assert command("send", str(payload), *SAMPLE, "--to", "sandbox").status == 0
    assert len(command("history", "list").text.splitlines()) == 1
    ended = command("history", "export", "last", "--as", form, "--output", str(tmp_path / "out"))
    assert (ended.status, (tmp_path / "out").exists()) == (0, True)
    if form == "har":
        json.loads((tmp_path / "out").read_bytes())
