"""`workbench send`: transport options and their warnings."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.answering import answering, listening
from tests.cli.running import Ended, command
from tests.transport.servers import Authority, closed_port

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("sample_pair")


def kind(ended: Ended) -> object:
    failure = ended.json["failure"]
    return failure["kind"] if isinstance(failure, dict) else None


def test_a_private_ca_is_trusted_only_with_ca_file(install: str, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with answering(context=authority.server("127.0.0.1")) as server:
        url = server.url.replace("http:", "https:")
        refused = command("send", install, "--to", url, "--json")
        trusted = command("send", install, "--to", url, "--ca-file", str(authority.file), "--verbose")
    assert (refused.status, kind(refused)) == (3, "tls")
    assert trusted.status == 0
    assert trusted.row("Transport") == "extra CA file"
    assert re.search(r"\n +certificate +127\.0\.0\.1\b.*\n +issuer +Test authority\n", trusted.text)
    assert len(server.requests) == 1


def test_insecure_prints_warnings(install: str, tmp_path: Path) -> None:
    with answering(context=Authority(tmp_path).server("elsewhere.example")) as server:
        url = server.url.replace("http:", "https:")
        ended = command("send", install, "--to", url, "--insecure", "--verbose")
    assert ended.status == 0
    assert "WARNING: --insecure" in ended.err
    assert ended.row("Transport") == "certificate NOT verified"
    assert "NOT VERIFIED" in ended.text


def test_deadline(install: str) -> None:
    with listening() as server:  # it accepts, and never answers
        ended = command("send", install, "--to", server.url, "--deadline", "0.2", "--json")
    assert (ended.status, kind(ended)) == (3, "timeout")
    assert ended.json["options"] == "deadline 0.2 s"


def test_the_proxy_login_is_read_from_the_environment_and_not_printed(
    install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_PROXY_LOGIN", "someone:hush-of-the-proxy")
    with answering() as proxy:
        port = proxy.url.split(":")[2].split("/")[0]
        ended = command(
            "send",
            install,
            "--to",
            f"http://127.0.0.1:{closed_port()}/",
            "--proxy",
            f"http://127.0.0.1:{port}",
            "--verbose",
        )
    assert ended.status == 0
    login = base64.b64encode(b"someone:hush-of-the-proxy")
    assert b"Proxy-Authorization: Basic " + login in proxy.requests[0]
    assert "hush-of-the-proxy" not in ended.text + ended.err
    assert login.decode() not in ended.text + ended.err
    assert re.search(rf"\n +proxy +127\.0\.0\.1:{port}\n", ended.text)


def test_the_system_proxy_is_used_only_if_selected(install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering() as proxy, answering() as server:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/track/json"))
        monkeypatch.delenv("no_proxy", raising=False)
        command("send", install, "--to", server.url)
        assert (len(proxy.requests), len(server.requests)) == (0, 1)
        command("send", install, "--to", server.url, "--proxy", "system")
    assert (len(proxy.requests), len(server.requests)) == (1, 1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--deadline", "0"), "number of seconds above 0"),
        (("--deadline", "soon"), "number of seconds above 0"),
        (("--connect-within", "-1"), "number of seconds above 0"),
        (("--proxy", "socks5://localhost:1"), "must be none, system or http://host:port"),
        (("--proxy", "http://someone:hush@localhost:1"), "set WORKBENCH_PROXY_LOGIN"),
        (("--ca-file", "nowhere.pem"), "There is no file nowhere.pem (--ca-file)"),
        (("--client-certificate", "nowhere.pem"), "There is no file nowhere.pem (--client-certificate)"),
        (("--client-key", "-----BEGIN hush"), "The file of --client-key does not exist"),
    ],
)
def test_invalid_transport_options_are_usage_errors(install: str, words: tuple[str, ...], says: str) -> None:
    with answering() as server:
        ended = command("send", install, "--to", server.url, *words)
    assert (ended.status, server.requests) == (2, [])
    assert says in ended.err
    assert "hush" not in ended.err


def test_client_key_needs_client_certificate(install: str) -> None:
    ended = command("send", install, "--to", "sandbox", "--client-key", install)
    assert ended.status == 2
    assert "--client-key needs --client-certificate" in ended.err


def test_an_invalid_certificate_file_is_a_usage_error(install: str) -> None:
    ended = command("send", install, "--to", "https://127.0.0.1:1/", "--ca-file", install, "--json")
    assert ended.status == 2
    assert kind(ended) == "options"
    assert "not a valid PEM file" in ended.err


def test_a_response_that_breaks_a_rule_is_shown_raw_and_kept(install: str) -> None:
    reply = b"HTTP/1.1 200 OK\r\nX-Powered-By : PHP\x1b[2J\r\nContent-Length: 2\r\n\r\n{}"
    with answering(reply) as server:
        ended = command("send", install, "--to", server.url)
        as_json = command("send", install, "--to", server.url, "--json")
    assert ended.status == as_json.status == 3
    assert "the header X-Powered-By." in ended.err
    assert "X-Powered-By : PHP" in ended.text
    assert "\x1b" not in ended.text
    failure = as_json.json["failure"]
    assert isinstance(failure, dict)
    assert (failure["kind"], failure["cause"]) == ("not-http", "broken-rule")
    assert base64.b64decode(failure["received_b64"]) == reply
    shown = command("history", "show", "last")
    assert "X-Powered-By : PHP" in shown.text
    assert "the header X-Powered-By." in shown.text
    assert command("history", "show", "last", "--response").out == reply
    found = command("history", "list", "X-Powered-By", "--each", "--json").json["found"]
    assert found == 2
