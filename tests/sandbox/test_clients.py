"""Real clients in other languages: like the documented Node sample and the Python one."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.sandbox.talk import run, sandbox
from workbench.signing import SAMPLE

if TYPE_CHECKING:
    from workbench.sandbox.request_log import LoggedRequest

CLIENTS = Path(__file__).with_name("clients")
PAYLOAD = {
    "action": "session",
    "data": {
        "event_name": "Tap",
        "language": "de-CH",
        "identifiers": {"custom": "f3a1"},
        "page": "a/b",
    },
    "kochava_app_id": "ko-test",
}


async def run_client(program: str, name: str, url: str, file: Path) -> tuple[int, dict[str, object]]:
    process = await asyncio.create_subprocess_exec(
        program, str(CLIENTS / name), url, SAMPLE.api_key, SAMPLE.secret, str(file),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    status, _, body = out.decode().partition("\n")
    return int(status), json.loads(body)


def test_documented_node_sample_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "payload.json"
    file.write_text(json.dumps(PAYLOAD, indent=2))
    seen: list[LoggedRequest] = []

    async def story() -> None:
        async with sandbox(on_request=seen.append) as served:
            status, answer = await run_client("node", "node_client.js", served.url, file)
        assert (status, answer) == (200, {"success": "1"})

    run(story())
    assert seen[0].body == json.dumps(PAYLOAD, separators=(",", ":")).replace("/", "\\/").encode()
    assert seen[0].token_match == "both"


def test_documented_python_sample_is_refused_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "payload.json"
    file.write_text(json.dumps(PAYLOAD))
    seen: list[LoggedRequest] = []

    async def story() -> None:
        async with sandbox(on_request=seen.append) as served:
            url = served.url + ".php"
            status, answer = await run_client(sys.executable, "python_client.py", url, file)
        assert status == 401
        assert "form-encoded, not JSON" in str(answer["says"])
        assert "documented Python sample" in str(answer["says"])

    run(story())
    assert seen[0].body == (
        b"action=session&data=event_name&data=language&data=identifiers&data=page&kochava_app_id=ko-test"
    )
    assert seen[0].payload_hash_php is None
