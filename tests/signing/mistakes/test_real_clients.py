"""Programs of other languages that each make one mistake; every mistake is named, and as one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.signing import Credentials, explain

KEY, SECRET = "KOAPI-1f2E3d4C5b6A7980-aB", "s3cr3t-Value+with/Slash=9"
TEXT = (
    '{"kochava_app_id":"koexample","action":"event","app_ver":"3.10","data":{"origination_ip":"203.0.113.9",'
    '"device_ua":"Mozilla/5.0 <O\'Brien & Söhne>","price":9.99,"usertime":1700000000,"coupon":null,"extra":{},'
    '"items":["a","b"]}}'
)
CLIENTS = Path(__file__).parent / "clients"


def named(token: str) -> list[str]:
    """Return the ids of the mistakes of the first finding."""
    found = explain(TEXT.encode(), Credentials(KEY, SECRET), token)
    assert not found.verified
    return [mistake.id for mistake in found.findings[0].mistakes] if found.findings else []


@pytest.mark.parametrize(
    ("command", "program"),
    [
        pytest.param(["node"], "client.js", marks=pytest.mark.real_node),
        pytest.param(["php", "-n"], "client.php", marks=pytest.mark.real_php),
        pytest.param(["ruby"], "client.rb", marks=pytest.mark.real_ruby),
        pytest.param([sys.executable], "client.py"),
    ],
    ids=["node", "php", "ruby", "python"],
)
def test_the_mistakes_of_a_program_are_named_as_one_each(command: list[str], program: str) -> None:
    printed = subprocess.run(
        [*command, CLIENTS / program, KEY, SECRET, TEXT], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    tokens: dict[str, str] = json.loads(printed)
    counts = {name: len(named(token)) for name, token in tokens.items()}
    assert counts == dict.fromkeys(tokens, 1)


def test_the_mistakes_of_a_shell_with_openssl_are_named() -> None:
    printed = subprocess.run(
        ["sh", CLIENTS / "client.sh", KEY, SECRET, TEXT], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    lines = printed.splitlines()
    assert [bool(named(token)) for token in lines] == [True] * 7
