"""The curl command, run by a real shell and curl, sends the same head and bytes."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from tests.evidence.exchanges import BODY, PAIR, exchange, token
from tests.transport.servers import OK, read_request, run, send, serving
from workbench.evidence.curl import curl
from workbench.evidence.safe import head
from workbench.exchange import Exchange, Request

if TYPE_CHECKING:
    from pathlib import Path

ODD = b'{"a":"$HOME `id` \'x\' \\"\\u00e9\\/ @file %2F [1-3] {a,b} \xc3\xa9"}\r\n\x00\xff'


async def _arrived(made: Exchange, folder: Path) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
    """Return head and body as they arrive from our own transport, and from curl."""
    seen: list[tuple[bytes, bytes]] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(OK)
        await writer.drain()

    async with serving(handler) as port:
        request = replace(made.request, url=f"http://127.0.0.1:{port}{made.request.url}")
        made = replace(made, request=request)
        await send(request)
        command = curl(made)
        (folder / command.body_name).write_bytes(command.body)
        environ = os.environ | {"KOCHAVA_API_KEY": PAIR.api_key, "KOCHAVA_AUTH_TOKEN": token(request.body)}
        shell = await asyncio.create_subprocess_exec(
            "sh",
            "-c",
            command.command,
            cwd=folder,
            env=environ,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await shell.communicate()
        assert (shell.returncode, out) == (0, b'{"success":"1"}'), err
    return seen[0], seen[1]


@pytest.mark.real_curl
@pytest.mark.parametrize(
    "body", [BODY, ODD, b"", b"@/etc/hostname", b"x" * 1_100_000], ids=["plain", "odd", "empty", "at", "long"]
)
def test_curl_sends_the_same_head_and_the_same_bytes(body: bytes, tmp_path: Path) -> None:
    async def story() -> None:
        ours, theirs = await _arrived(exchange(body, url="/track/json?x=[1-3]&y={a,b}&z='$HOME'"), tmp_path)
        assert ours[1] == theirs[1] == body
        assert sorted(ours[0].split(b"\r\n")) == sorted(theirs[0].split(b"\r\n"))

    run(story())


@pytest.mark.real_curl
def test_curl_sends_exact_and_empty_headers(tmp_path: Path) -> None:
    odd = (("User-Agent", "Z\u00fcrich\u00e9 a'b\"c$HOME`id`\\ %2F;"), ("X-Empty", ""))

    async def story() -> None:
        made = exchange(url="/track/json")
        made = replace(made, request=replace(made.request, headers=(*odd, *made.request.headers)))
        ours, theirs = await _arrived(made, tmp_path)
        assert b"User-Agent: Z\xfcrich\xe9 a'b\"c$HOME`id`\\ %2F;" in ours[0]
        assert sorted(map(bytes.strip, ours[0].split(b"\r\n"))) == sorted(map(bytes.strip, theirs[0].split(b"\r\n")))

    run(story())


@pytest.mark.real_curl
def test_curlrc_and_proxy_have_no_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".curlrc").write_text('header = "X-Mine: 1"\nproxy = "http://127.0.0.1:9"\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    async def story() -> None:
        ours, theirs = await _arrived(exchange(url="/track/json"), tmp_path)
        assert sorted(ours[0].split(b"\r\n")) == sorted(theirs[0].split(b"\r\n"))

    run(story())


def test_transport_options_are_in_the_notes() -> None:
    made = curl(replace(exchange(), options="proxy http://p.example:8080"))
    assert "--noproxy" not in made.command
    assert made.notes[-1] == "Sent with proxy http://p.example:8080; the command does not include that."


def test_secrets_are_variables_and_named() -> None:
    made = curl(exchange())
    assert '"Kochava-Api-Key: $KOCHAVA_API_KEY"' in made.command
    assert '"Kochava-Auth-Token: $KOCHAVA_AUTH_TOKEN"' in made.command
    assert len(made.notes) == 2


def test_redacted_body_has_a_note() -> None:
    assert "masked" in curl(replace(exchange(), replaced=((0, 3),))).notes[-1]


def test_head_lines_equal_the_head_sent() -> None:
    async def story() -> None:
        heads: list[bytes] = []

        async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heads.append((await read_request(reader))[0])
            writer.write(OK)
            await writer.drain()

        async with serving(handler) as port:
            request = Request("POST", f"http://127.0.0.1:{port}/x?y", (("B", "2"), ("a", "1")), b"{}")
            await send(request)
        lines = [f"{name}: {value}" for name, value in head(request)]
        assert heads[0].decode().split("\r\n")[1:-2] == lines

    run(story())
