"""Sends that are saved in the history, and listing them."""

from __future__ import annotations

import json

from tests.cli.running import command

SAMPLE = ("--profile", "sample")
IDFA = "8F1C9E37-5B0D-4C42-9A52-0F4C1E2D3B4A"


def install_of(idfa: str) -> bytes:
    """Return an install of a device."""
    return json.dumps({"action": "install", "data": {"device_ids": {"idfa": idfa}}}).encode()


def sent(body: bytes, *words: str, to: str = "sandbox") -> str:
    """Send a body with the sample credentials and return the id of the exchange."""
    return str(command("send", "-", *SAMPLE, "--to", to, "--json", *words, stdin=body).json["exchange"])


def listed(*words: str) -> list[dict[str, object]]:
    """Return all listed exchanges, newest first; at least one."""
    ended = command("history", "list", "--each", "--limit", "0", "--json", *words)
    assert (ended.status, ended.err) == (0, ""), ended.err
    rows = ended.json["exchanges"]
    assert isinstance(rows, list)
    return rows
