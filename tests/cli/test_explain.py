"""`workbench explain`: tokens, payload hashes and files of cases."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest

from tests.cli.running import (
    API_KEY,
    INSTALL_HASH,
    INSTALL_TOKEN,
    OWN_KEY,
    OWN_SECRET,
    SECRET,
    MemoryKeyring,
    add_profile,
    command,
)

SWAPPED = hmac.new(SECRET.encode(), (API_KEY + INSTALL_HASH).encode(), "sha256").hexdigest()
OWN = hmac.new(OWN_KEY.encode(), (OWN_SECRET + INSTALL_HASH).encode(), "sha256").hexdigest()

pytestmark = pytest.mark.usefixtures("sample_pair")


def test_a_mistake_is_named_with_its_fix(install: str) -> None:
    ended = command("explain", install, "--token", SWAPPED)
    assert ended.status == 1
    assert ended.row("Verified").startswith("no · ")
    assert "swapped" in ended.row("Mistake")
    assert ended.row("Fix")


def test_json_has_the_promised_keys(install: str) -> None:
    ended = command("explain", install, "--token", SWAPPED, "--json")
    assert ended.status == 1
    assert set(ended.json) >= {"verified", "findings", "remarks", "tried", "elapsed_ms"}
    [finding] = json.loads(ended.text)["findings"]
    assert finding["profile"] is None
    [mistake] = finding["mistakes"]
    assert mistake["id"] == "roles-swapped"
    assert set(mistake) == {"id", "says", "fix"}


def test_a_correct_token_has_status_0(install: str) -> None:
    ended = command("explain", install, "--token", INSTALL_TOKEN, "--json")
    assert (ended.status, ended.json["verified"], ended.json["findings"]) == (0, True, [])


@pytest.mark.parametrize("token", ["Kochava-Auth-Token: {}", " {}\n", "{}  "])
@pytest.mark.parametrize("name", ["explain", "verify"])
def test_a_pasted_header_line_is_read(install: str, name: str, token: str) -> None:
    assert command(name, install, "--token", token.format(INSTALL_TOKEN)).status == 0


def test_a_masked_token_is_compared_and_the_chance_is_said(install: str) -> None:
    masked = f"{INSTALL_TOKEN[:4]}••••{INSTALL_TOKEN[-4:]}"
    ended = command("explain", install, "--token", masked, "--json")
    assert (ended.status, ended.json["verified"]) == (0, True)
    assert [remark["id"] for remark in json.loads(ended.text)["remarks"]] == ["few-digits"]


def test_a_payload_hash_needs_no_credentials(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_API_KEY")
    monkeypatch.delenv("WORKBENCH_SECRET")
    body = Path(install).read_bytes()
    minified = json.dumps(json.loads(body), separators=(",", ":")).encode()
    given = hashlib.sha1(minified, usedforsecurity=False).hexdigest()
    ended = command("explain", install, "--payload-hash", given, "--json")
    assert ended.status == 1
    assert json.loads(ended.text)["findings"][0]["mistakes"]
    assert command("explain", install, "--payload-hash", INSTALL_HASH).status == 0
    assert command("explain", install, "--token", SWAPPED).status == 4


def test_the_given_hash_tells_whether_body_or_credentials_differ(install: str) -> None:
    ended = command("explain", install, "--token", "0" * 64, "--payload-hash", INSTALL_HASH, "--json")
    assert [remark["id"] for remark in json.loads(ended.text)["remarks"]] == ["compare-credentials"]
    foreign = hashlib.sha1(b"another body", usedforsecurity=False).hexdigest()
    token = hmac.new(API_KEY.encode(), (SECRET + foreign).encode(), "sha256").hexdigest()
    ended = command("explain", install, "--token", token, "--payload-hash", foreign, "--json")
    assert ended.json["findings"] == []
    assert [remark["id"] for remark in json.loads(ended.text)["remarks"]] == ["other-bytes"]


def test_every_profile_is_tried_when_asked(install: str, memory: MemoryKeyring) -> None:
    add_profile("mine")
    assert command("explain", install, "--token", OWN, "--json").json["findings"] == []
    ended = command("explain", install, "--token", OWN, "--all-profiles", "--json")
    [finding] = json.loads(ended.text)["findings"]
    assert finding["profile"] == "mine"
    assert [mistake["id"] for mistake in finding["mistakes"]] == ["other-profile"]
    assert OWN_SECRET not in ended.text + ended.err


def case(name: str, token: str, body: bytes = b"{}") -> bytes:
    encoded = base64.b64encode(body).decode()
    values = {"id": name, "api_key": OWN_KEY, "secret": OWN_SECRET, "body_b64": encoded, "token": token}
    return json.dumps(values).encode() + b"\n"


def test_each_case_is_answered_by_a_line() -> None:
    digits = hashlib.sha1(b"{}", usedforsecurity=False).hexdigest()
    right = hmac.new(OWN_KEY.encode(), (OWN_SECRET + digits).encode(), "sha256").hexdigest()
    cases = case("a", right) + b"\n" + case("b", right.upper()) + case("c", "f" * 64)
    ended = command("explain", "--cases", "-", stdin=cases)
    assert ended.status == 0
    lines = [json.loads(line) for line in ended.text.splitlines()]
    assert [(line["id"], line["verified"], len(line["findings"])) for line in lines] == [
        ("a", True, 0),
        ("b", False, 1),
        ("c", False, 0),
    ]
    assert all(set(line) >= {"remarks", "tried", "elapsed_ms"} for line in lines)


@pytest.mark.parametrize(
    "line", [b"no JSON", b"[]", b'{"id":7}', case("a", "x").replace(b'"body_b64": "e30="', b'"body_b64": "!"')]
)
def test_a_line_that_is_no_case_is_said_and_the_others_are_answered(line: bytes) -> None:
    ended = command("explain", "--cases", "-", stdin=line.strip() + b"\n" + case("b", "f" * 64))
    assert ended.status == 2
    first, second = (json.loads(each) for each in ended.text.splitlines())
    assert first["error"]
    assert second["id"] == "b"


@pytest.mark.parametrize("words", [(), ("{}",), ("{}", "--cases", "-"), ("--cases", "-", "--token", "x")])
def test_a_question_that_is_incomplete_has_status_2(install: str, words: tuple[str, ...]) -> None:
    assert command("explain", *(word.format(install) if word == "{}" else word for word in words)).status == 2


def test_verify_says_the_same_sentence(install: str) -> None:
    verified = command("verify", install, "--token", SWAPPED, "--json")
    explained = command("explain", install, "--token", SWAPPED, "--json")
    [mistake] = json.loads(explained.text)["findings"][0]["mistakes"]
    assert json.loads(verified.text)["mistakes"] == [mistake]
    assert str(verified.json["says"]).lower() == mistake["says"].rstrip(".").lower()
