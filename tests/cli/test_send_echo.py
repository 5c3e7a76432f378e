"""`workbench send` to a server that echoes the request: API key and token are masked."""

from pathlib import Path

import pytest

from tests.cli.answering import answering
from tests.cli.running import command
from workbench.signing import Credentials, sign

PAIR = Credentials("echoed-key-0123456789", "echoed secret/0123456789")


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_neither_key_nor_token_is_printed_when_the_server_echoes_them(
    monkeypatch: pytest.MonkeyPatch, install: str, more: list[str]
) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", PAIR.api_key)
    monkeypatch.setenv("WORKBENCH_SECRET", PAIR.secret)
    token = sign(Path(install).read_bytes(), PAIR).auth_token
    body = f'{{"success":"1","key":"{PAIR.api_key}","token":"{token.upper()}","length":367}}'.encode()
    head = f"HTTP/1.1 302 {token}\r\nLocation: /again?token={token}\r\nContent-Length: {len(body)}\r\n\r\n"
    with answering(head.encode() + body) as server:
        ended = command("send", install, "--to", server.url, *more)
    printed = (ended.text + ended.err).lower()
    assert server.requests[0].lower().count(token.encode()) == 1
    assert "367" in printed
    assert "[redacted]" in printed
    for value in (PAIR.api_key, PAIR.secret, token):
        assert value.lower() not in printed
