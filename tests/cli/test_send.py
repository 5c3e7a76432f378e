"""`workbench send`: exactly these bytes, once, and an honest verdict."""

import json
import signal
import socket
import subprocess

import pytest

from tests.cli.answering import answering, listening
from tests.cli.running import (
    API_KEY,
    INSTALL_HASH,
    ODD_BODIES,
    SECRET,
    command,
    line_of,
)

KEYS = {"verdict", "status", "payload_hash", "sent_bytes", "elapsed_ms", "response_body"}
OWN_KEY = "11112222-3333-4444-5555-666677778888"


@pytest.fixture
def own_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set credentials in the environment that are not the sample."""
    monkeypatch.setenv("WORKBENCH_API_KEY", OWN_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", "own secret")


def test_the_documented_install_is_accepted_by_the_sandbox(install: str) -> None:
    ended = command("send", install, "--to", "sandbox", "--profile", "sample")
    assert ended.status == 0
    assert ended.err == ""
    assert ended.row("Body") == "367 bytes · as typed"
    assert ended.row("SHA-1") == INSTALL_HASH
    assert ended.row("Token") == "d9e6••••dbcc"
    assert ended.row("Response").startswith("200 OK · ")
    assert f"sandbox computed  {INSTALL_HASH[:20]}…  ✓ same\n" in ended.text
    assert ended.row("Verdict") == "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"


def test_json_has_the_promised_keys(install: str) -> None:
    ended = command("send", install, "--to", "sandbox", "--profile", "sample", "--json")
    assert ended.status == 0
    assert set(ended.json) >= KEYS
    assert ended.json["verdict"] == {"sent": True, "answered": True, "success": True, "recorded": None}
    assert ended.json["status"] == 200
    assert ended.json["payload_hash"] == INSTALL_HASH
    assert ended.json["sent_bytes"] == 367
    assert ended.json["response_body"] == '{"success":"1"}'
    assert isinstance(ended.json["elapsed_ms"], float)
    assert ended.out.count(b"\n") == 1


@pytest.mark.usefixtures("own_pair")
def test_the_sandbox_of_a_send_knows_the_pair_of_the_environment(install: str) -> None:
    assert command("send", install, "--to", "sandbox").status == 0


def test_a_wrong_secret_is_a_no_that_shows_what_the_sandbox_computed(
    monkeypatch: pytest.MonkeyPatch, install: str
) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", API_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", "wrong secret")
    ended = command("send", install, "--to", "sandbox", "--json")
    assert ended.status == 1
    assert ended.json["status"] == 401
    assert ended.json["verdict"] == {"sent": True, "answered": True, "success": False, "recorded": None}
    sandbox = ended.json["sandbox"]
    assert isinstance(sandbox, dict)
    assert sandbox["payload_hash_raw"] == INSTALL_HASH
    assert sandbox["token_match"] == "none"


@pytest.mark.usefixtures("sample_pair")
@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES.keys())
def test_the_bytes_that_are_signed_are_the_bytes_that_arrive(body: bytes) -> None:
    with answering() as server:
        ended = command("send", "-", "--to", server.url, "--json", stdin=body)
    assert ended.status == 0
    assert server.body == body
    assert ended.json["sent_bytes"] == len(body)
    signed = command("sign", "-", "--json", stdin=body)
    assert ended.json["payload_hash"] == signed.json["payload_hash"]
    assert f"Kochava-Auth-Token: {signed.json['auth_token']}\r\n".encode() in server.requests[0]


@pytest.mark.usefixtures("sample_pair")
def test_the_wire_form_is_what_arrives() -> None:
    with answering() as server:
        command("send", "-", "--to", server.url, "--wire", "php", stdin=b'{ "u": "a/b" }')
    assert server.body == b'{"u":"a\\/b"}'


@pytest.mark.usefixtures("sample_pair")
def test_a_body_that_is_no_json_is_sent_with_a_warning() -> None:
    with answering() as server:
        ended = command("send", "-", "--to", server.url, stdin=b"{oops")
    assert ended.status == 0
    assert server.body == b"{oops"
    assert "warning: The body is not JSON" in ended.err


@pytest.mark.usefixtures("sample_pair")
@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"success":0}',
        b'HTTP/1.1 401 Unauthorized\r\nContent-Length: 15\r\n\r\n{"success":"1"}',
        b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\nbad\xff",
    ],
    ids=["bare 200", "success 0", "401", "redirect", "500"],
)
def test_what_does_not_say_success_is_a_clear_no(install: str, reply: bytes) -> None:
    with answering(reply) as server:
        ended = command("send", install, "--to", server.url, "--json")
    assert ended.status == 1
    assert len(server.requests) == 1
    assert ended.json["status"] == int(reply[9:12])
    verdict = ended.json["verdict"]
    assert isinstance(verdict, dict)
    assert verdict["success"] is False
    assert verdict["recorded"] is None
    assert ended.err.startswith("workbench: ")


@pytest.mark.usefixtures("sample_pair")
def test_a_redirect_is_shown_and_not_followed(install: str) -> None:
    reply = b"HTTP/1.1 307 Temporary\r\nLocation: http://127.0.0.1:1/\x1b[2J\r\nContent-Length: 0\r\n\r\n"
    with answering(reply.replace(b"\x1b[2J", b"")) as server:
        ended = command("send", install, "--to", server.url)
    assert ended.status == 1
    assert "Location: http://127.0.0.1:1/ (not followed)" in ended.text
    assert "never followed" in ended.err


@pytest.mark.usefixtures("sample_pair")
def test_an_answer_cannot_steer_the_terminal(install: str) -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\x1b[2J\x07\xffdon\r") as server:
        ended = command("send", install, "--to", server.url)
    assert "‹ESC›[2J‹BEL›" in ended.text
    assert b"\x1b" not in ended.out


@pytest.mark.usefixtures("sample_pair")
def test_a_refused_connection_is_a_transport_failure(install: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    ended = command("send", install, "--to", f"http://127.0.0.1:{port}/track/json", "--json")
    assert ended.status == 3
    assert ended.json["verdict"] == {"sent": False, "answered": False, "success": False, "recorded": None}
    assert ended.json["status"] is None
    assert ended.json["response_body"] is None
    assert ended.json["sent_bytes"] == 0
    assert ended.json["failure"] == {
        "kind": "refused",
        "says": ended.err.removeprefix("workbench: ").strip(),
        "cause": None,
        "received_b64": "",
    }


@pytest.mark.usefixtures("sample_pair")
def test_an_answer_that_is_not_http_is_a_transport_failure(install: str) -> None:
    with answering(b"SSH-2.0-OpenSSH\r\n\r\n") as server:
        ended = command("send", install, "--to", server.url)
    assert ended.status == 3
    assert ended.row("Verdict").startswith("✓ sent ▸ ✗ answered")


@pytest.mark.usefixtures("sample_pair")
@pytest.mark.parametrize("host", ["https://control.kochava.com/track/json", "live", "http://192.0.2.1/"])
def test_the_sample_pair_is_refused_off_this_machine(install: str, host: str) -> None:
    ended = command("send", install, "--to", host)
    assert ended.status == 2
    assert ended.out == b""
    assert "public sample credentials are not sent" in ended.err


@pytest.mark.usefixtures("own_pair")
def test_a_bare_slash_for_kochava_is_warned_of_and_leaves_as_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = _unsent(monkeypatch)
    ended = command("send", "-", "--to", "live", stdin=b'{\n"u": "a/b"}')
    assert ended.status == 3
    assert "line 2, column 8" in ended.err
    assert "--wire escape-slashes" in ended.err
    assert sent == [b'{\n"u": "a/b"}']


@pytest.mark.usefixtures("own_pair")
def test_an_escaped_slash_for_kochava_is_not_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = _unsent(monkeypatch)
    ended = command("send", "-", "--to", "live", "--wire", "escape-slashes", stdin=b'{"u": "a/b"}')
    assert "warning" not in ended.err
    assert sent == [b'{"u": "a\\/b"}']


@pytest.mark.parametrize("to", ["", "ftp://example.org/", "http://user:hush@example.org/", "http://exa mple.org/"])
@pytest.mark.usefixtures("own_pair")
def test_an_address_that_is_none_is_bad_input(install: str, to: str) -> None:
    ended = command("send", install, "--to", to)
    assert ended.status == 2
    assert ended.out == b""
    assert "Nothing was sent" in ended.err
    assert "hush" not in ended.err


def test_an_api_key_that_is_not_a_header_value_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, install: str) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "key with a line\nend")
    monkeypatch.setenv("WORKBENCH_SECRET", "own secret")
    ended = command("send", install, "--to", "sandbox")
    assert ended.status == 2
    assert "line break" in ended.err


def test_without_credentials_the_status_is_4_and_the_sample_is_mentioned(install: str) -> None:
    ended = command("send", install, "--to", "sandbox")
    assert ended.status == 4
    assert "--profile sample" in ended.err


def test_an_identity_link_needs_no_credentials_and_has_no_token() -> None:
    with answering() as server:
        url = server.url.replace("/track/json", "/v1/cpi/identityLink.php")
        ended = command("send", "-", "--to", url, stdin=b"{}")
    assert ended.status == 0
    assert b"Kochava-" not in server.requests[0]
    assert "Token" not in ended.text


@pytest.mark.parametrize("words", [(), ("--profile", "sample")])
def test_an_identity_link_is_sent_to_a_temporary_sandbox(words: tuple[str, ...]) -> None:
    body = b'{"device_id":{"idfa":"8F1C9E37-5B0D-4C42-9A52-0F4C1E2D3B4A"}}'
    ended = command("send", "-", "--to", "sandbox-identitylink", *words, stdin=body)
    assert (ended.status, ended.err) == (0, "")
    assert ended.row("To").startswith("Sandbox, IdentityLink · http://127.0.0.1:")
    assert "Token" not in ended.text
    assert "sandbox-identitylink" in command("send", "--help").text


def test_to_is_required(install: str) -> None:
    ended = command("send", install, "--profile", "sample")
    assert ended.status == 2
    assert "--to" in ended.err


@pytest.mark.parametrize("as_json", [True, False])
def test_ctrl_c_cancels_a_hanging_send(install: str, as_json: bool) -> None:
    words = ["send", install, "--profile", "sample"] + (["--json"] if as_json else [])
    with listening() as server:
        line = line_of(*words, "--to", server.url)
        with (
            subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
            server.take() as connection,
        ):
            process.send_signal(signal.SIGINT)
            assert connection.recv(1) == b""  # the socket is closed, not only forgotten
            out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert err.decode() == "cancelled\n"
    if as_json:
        answer = json.loads(out)
        assert answer["outcome"] == "cancelled"
        assert answer["verdict"] == {"sent": True, "answered": False, "success": None, "recorded": None}
    else:
        assert "✓ sent ▸ ✗ answered ▸ ? success" in out.decode()


@pytest.mark.usefixtures("own_pair")
def test_output_contains_neither_secret_nor_api_key(install: str) -> None:
    for words in ([], ["--json"]):
        ended = command("send", install, "--to", "sandbox", *words)
        assert ended.status == 0
        for value in (OWN_KEY, "own secret", SECRET):
            assert value not in ended.text + ended.err


def _unsent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Store requests instead of sending them, as if the connection was refused."""
    from workbench.exchange import Failure, FailureKind, Request, Timing
    from workbench.transport.connection import Connection

    bodies: list[bytes] = []

    async def send(_: Connection, request: Request, **__: object) -> Failure:
        bodies.append(request.body)
        return Failure(FailureKind.REFUSED, "The host refused.", Timing(0.0), request_left=False)

    monkeypatch.setattr(Connection, "send", send)
    return bodies
