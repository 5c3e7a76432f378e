"""`workbench send`: output of request, response and advice."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.answering import answering
from tests.cli.running import API_KEY, INSTALL_HASH, INSTALL_TOKEN, OWN_KEY, OWN_SECRET, Ended, command

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("sample_pair")

EVENT = b'{"action":"event","data":{"device_ver":"iPhone-iOS-17.4","device_ids":{"idfa":"A1B2"}}}'


def http(status: str, body: bytes = b"{}", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode() + body


def rows(ended: Ended, label: str) -> list[str]:
    """The lines of all rows with this label, including continuation lines."""
    found: list[str] = []
    inside = False
    for line in ended.text.splitlines():
        inside = line.startswith(f"{label} ") or (inside and (not line or line.startswith(" " * 12)))
        if inside:
            found.append(line[12:])
    return found


def test_verbose_shows_every_header_in_the_order_in_which_it_arrived(install: str) -> None:
    with answering() as server:
        ended = command("send", install, "--to", server.url, "--verbose", "--user-agent", "Unknown")
    head, _, body = server.requests[0].decode().partition("\r\n\r\n")
    shown = rows(ended, "Request")
    masked = head.replace(API_KEY, "F5BF••••9E91").replace(INSTALL_TOKEN, "d9e6••••dbcc")
    assert shown[: len(masked.splitlines())] == masked.splitlines()
    assert "\n".join(shown).endswith(f"\n\n{body}")
    assert "User-Agent: Unknown" in head


def test_a_dry_run_shows_the_request_and_sends_nothing(install: str, home: Path) -> None:
    with answering() as server:
        ended = command("send", install, "--to", server.url, "--dry-run")
        as_json = command("send", install, "--to", server.url, "--dry-run", "--json")
    assert (ended.status, as_json.status) == (0, 0)
    assert server.requests == []
    assert ended.row("SHA-1") == INSTALL_HASH
    assert rows(ended, "Request")[0] == "POST /track/json HTTP/1.1"
    assert "Nothing was sent (--dry-run)." in ended.err
    request = as_json.json["request"]
    assert isinstance(request, dict)
    assert request["headers"][0] == ["Host", server.url.split("/")[2]]
    assert request["headers"][-1] == ["Content-Length", "367"]
    assert as_json.json["dry_run"] is True
    assert not (home / "workbench" / "state" / "history.sqlite").exists()


def test_a_dry_run_to_the_sandbox_and_to_an_unknown_host(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("send", install, "--to", "sandbox", "--dry-run").status == 0
    monkeypatch.setenv("WORKBENCH_API_KEY", OWN_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", OWN_SECRET)
    ended = command("send", install, "--to", "https://nowhere.invalid/", "--dry-run", "--wire", "escape-slashes")
    assert ended.status == 0
    assert "Host: nowhere.invalid" in ended.text
    assert OWN_KEY not in ended.text


@pytest.mark.parametrize(
    ("words", "arrived"),
    [
        ((), "content-type: application/json"),
        (("--content-type", "text/plain; charset=x"), "content-type: text/plain; charset=x"),
        (("--content-type", ""), None),
    ],
)
def test_content_type(install: str, words: tuple[str, ...], arrived: str | None) -> None:
    with answering() as server:
        assert command("send", install, "--to", server.url, *words).status == 0
    head = server.requests[0].partition(b"\r\n\r\n")[0].decode().lower()
    assert [line for line in head.splitlines() if line.startswith("content-type")] == ([arrived] if arrived else [])
    assert "user-agent" not in head


def test_an_invalid_header_is_a_usage_error(install: str) -> None:
    with answering() as server:
        ended = command("send", install, "--to", server.url, "--user-agent", "a\r\nX-Other: b")
    assert (ended.status, server.requests) == (2, [])
    assert "--user-agent: A header value" in ended.err


def test_a_payload_without_device_ua_gives_a_warning(install: str) -> None:
    for words, warned in [(("--verbose",), True), (("--dry-run",), True), ((), False)]:
        ended = command("send", "-", "--to", "sandbox", *words, stdin=EVENT)
        assert ("--user-agent Unknown" in ended.err) is warned
    ended = command("send", "-", "--to", "sandbox", "--verbose", "--user-agent", "Unknown", stdin=EVENT)
    assert "device_ua" not in ended.err


def test_verbose_output_of_a_success(install: str) -> None:
    ended = command("send", install, "--to", "sandbox", "--verbose")
    assert re.fullmatch(r"SHA-1 sent +[0-9a-f]{20}…  ✓ same", ended.row("Hashes"))
    assert re.fullmatch(r"name look-up +[\d.]+ ms", ended.row("Timing"))
    assert re.search(r"\n +TLS +—\n +send +[\d.]+ ms\n", ended.text)
    assert re.fullmatch(r"remote address +127\.0\.0\.1:\d+", ended.row("Connection"))
    assert re.search(r"\n +TLS +none\n +bytes sent +\d+\n +bytes received +\d+\n", ended.text)
    assert "Sandbox-Token-Match: raw" in rows(ended, "Response")
    assert any("free account" in line for line in rows(ended, "Note"))
    assert "Next" not in ended.text  # a sandbox has no dashboard


@pytest.mark.parametrize(
    ("reply", "means", "step"),
    [
        (http("400 Bad Request"), "malformed", "Correct the body"),
        (http("401 Unauthorized"), "does not accept the credentials", "not public"),
        (http("403 Forbidden"), "does not allow", "account team"),
        (http("404 Not Found"), "nothing at this address", "presets"),
        (http("413 Too Large"), "too large", "smaller"),
        (http("415 Unsupported"), "this type of body", "application/json"),
        (http("503 Oops"), "server failed", "dashboard"),
        (http("302 Found", b"", "Location: https://elsewhere.example/"), "never followed", "open it as an endpoint"),
        (http("200 OK", b""), "without a body", "proves nothing"),
        (http("200 OK", b"<html>"), "not with a success message", "Read the response"),
        (http("200 OK", b'{"success":"0"}'), "no success", "Read the response"),
    ],
    ids=lambda value: value.split(b"\r")[0].decode() if isinstance(value, bytes) else "",
)
def test_every_response_has_an_explanation_and_a_next_step(install: str, reply: bytes, means: str, step: str) -> None:
    with answering(reply) as server:
        ended = command("send", install, "--to", server.url)
        as_json = command("send", install, "--to", server.url, "--json").json
    assert ended.status == 1
    assert means in ended.row("Explanation")
    assert step in "\n".join(rows(ended, "Next"))
    advice = as_json["advice"]
    assert isinstance(advice, dict)
    assert rows(ended, "Causes") == advice["causes"]  # none if what is known of the request rules all of them out
    assert means in advice["says"]
    assert step in advice["next"]


def test_retry_after(install: str) -> None:
    with answering(http("429 Slow down", b"", "Retry-After: 90")) as server:
        ended = command("send", install, "--to", server.url)
        as_json = command("send", install, "--to", server.url, "--json").json
    assert re.fullmatch(r"90 s, not before \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", ended.row("Retry-After"))
    assert isinstance(as_json["advice"], dict)
    assert as_json["advice"]["retry_after_s"] == 90


@pytest.mark.parametrize(
    ("reply", "says", "flaw"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", "incomplete", "truncated"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}", "more bytes than Content-Length", "over-long"),
        (http("200 OK", b"\xff\xfe{", "Content-Type: text/html; charset=utf-8"), "not valid UTF-8", None),
        (http("200 OK", b"{}", "Content-Type: text/html; charset=klingon"), "klingon", None),
        (
            http("200 OK", gzip.compress(b'{"success":"1"}', mtime=0), "Content-Encoding: gzip"),
            "compressed with gzip",
            None,
        ),
    ],
    ids=["truncated", "over-long", "not UTF-8", "unknown charset", "gzip"],
)
def test_a_malformed_response_is_described(install: str, reply: bytes, says: str, flaw: str | None) -> None:
    with answering(reply) as server:
        ended = command("send", install, "--to", server.url)
        as_json = command("send", install, "--to", server.url, "--json").json
    assert says in "\n".join(rows(ended, "Note"))
    assert as_json["flaw"] == flaw
    assert any(says in note for note in as_json["notes"])  # type: ignore[attr-defined]


def test_json_output_of_a_send(install: str) -> None:
    ended = command("send", install, "--to", "sandbox", "--json").json
    assert ended["sent_sha1"] == ended["payload_hash"] == INSTALL_HASH
    assert ended["sent_is_signed"] is True
    assert ended["saved"] is True
    assert re.fullmatch(r"[0-9a-f]{32}", str(ended["exchange"]))
    assert isinstance(ended["timing_ms"], dict)
    assert ended["timing_ms"]["total"] > ended["timing_ms"]["wait"] > 0
    assert ended["timing_ms"]["tls"] is None
    connection = ended["connection"]
    assert isinstance(connection, dict)
    assert connection["bytes_sent"] > 367
    assert "body_b64" not in json.dumps(ended)


def test_placeholders_are_replaced_once_and_printed() -> None:
    body = b'{"id":"{{uuid}}","again":"{{ uuid }}","at":{{now_s}},"ms":{{now_ms}},"n":{{n}},"no":"{{other}}"}'
    with answering() as server:
        ended = command("send", "-", "--to", server.url, stdin=body)
    arrived = json.loads(server.body)
    assert ended.row("SHA-1") == hashlib.sha1(server.body, usedforsecurity=False).hexdigest()
    assert arrived["n"] == 1
    assert arrived["id"] != arrived["again"]
    assert arrived["ms"] // 1000 == arrived["at"]
    assert arrived["no"] == "{{other}}"
    assert rows(ended, "Expanded") == [
        f"{{{{{name}}}}}  {value}"
        for name, value in [
            ("uuid", arrived["id"]),
            ("uuid", arrived["again"]),
            ("now_s", arrived["at"]),
            ("now_ms", arrived["ms"]),
            ("n", 1),
        ]
    ]
    assert "unknown placeholder {{other}}: sent unchanged" in ended.err


def test_no_placeholders_sends_them_unchanged() -> None:
    with answering() as server:
        command("send", "-", "--to", server.url, "--no-placeholders", stdin=b'{"id":"{{uuid}}"}')
    assert server.body == b'{"id":"{{uuid}}"}'


def test_new_device_replaces_only_the_device_ids() -> None:
    with answering() as server:
        ended = command("send", "-", "--to", server.url, "--new-device", "--json", stdin=EVENT)
    made = ended.json["new_device"]
    assert isinstance(made, list)
    ((name, value),) = made
    assert name == "idfa"
    assert value.startswith("7E57")
    assert server.body == EVENT.replace(b"A1B2", value.encode())


def test_new_device_needs_a_device_id() -> None:
    ended = command("send", "-", "--to", "sandbox", "--new-device", stdin=b'{"action":"install"}')
    assert ended.status == 2
    assert "no device id" in ended.err
