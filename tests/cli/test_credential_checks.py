"""Mistakes in credentials are named by every command that uses them, wherever they are from; nothing is changed."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import OWN_KEY, OWN_SECRET, Ended, MemoryKeyring, add_profile, command
from workbench.signing import SAMPLE, Credentials, sign

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = b'{"action":"install"}'

LIKELY = {
    "line end": (OWN_KEY, f"{OWN_SECRET}\r", "The secret contains a line break."),
    "line feed": (OWN_KEY, f"{OWN_SECRET}\n", "The secret contains a line break."),
    "blank": (OWN_KEY, f" {OWN_SECRET}", "The secret begins with a space."),
    "quotes": (f'"{OWN_KEY}"', OWN_SECRET, "The API key is in quotes."),
    "quoted secret": (OWN_KEY, f"'{OWN_SECRET}'", "The secret is in quotes."),
    "bearer": (f"Bearer {OWN_KEY}", OWN_SECRET, "The API key begins with “Bearer”"),
    "header name": (f"Kochava-Api-Key: {OWN_KEY}", OWN_SECRET, "The API key begins with the name of a header"),
    "zero width": (OWN_KEY, "abc\u200bdef", "The secret contains an invisible character"),
    "dash": (OWN_KEY, "abc–def", "Character 4 of the secret is not an ASCII character"),
    "swapped": ("abc", OWN_KEY, "The secret looks like an API key"),
    "same": (OWN_KEY, OWN_KEY, "The API key and the secret are the same value."),
    "sample key": (SAMPLE.api_key, OWN_SECRET, "The API key is that of the public sample"),
}
CERTAIN = {
    "CR": (f"{OWN_KEY}\r", "The API key contains a line break"),
    "LF": (f"{OWN_KEY}\n", "The API key contains a line break"),
    "CRLF inside": ("abc\r\ndef", "The API key contains a line break"),
    "blank": (f"{OWN_KEY} ", "The API key"),
    "not Latin-1": ("кey", "Character 1 of the API key"),
    "zero width": ("a\u200bb", "of the API key (U+200B)"),
}


def _environment(monkeypatch: pytest.MonkeyPatch, _memory: MemoryKeyring, pair: Credentials) -> str:
    monkeypatch.setenv("WORKBENCH_API_KEY", pair.api_key)
    monkeypatch.setenv("WORKBENCH_SECRET", pair.secret)
    return "environment"


def _keyring(_monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring, pair: Credentials) -> str:
    """Store a sound pair, which another program then changes."""
    assert add_profile().status == 0
    (entry,) = memory.values
    memory.values[entry] = json.dumps({"api-key": pair.api_key, "secret": pair.secret})
    return "mine"


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _sandbox(profile: str) -> Ended:
    with socket.create_server(("127.0.0.1", 0)) as taken:  # so that it ends
        words = () if profile == "environment" else ("--profile", profile)
        return command("sandbox", "--port", str(taken.getsockname()[1]), *words)


def _resend(profile: str) -> Ended:
    first = command("send", "-", "--profile", "sample", "--to", f"http://127.0.0.1:{_closed_port()}/x", stdin=BODY)
    assert first.status == 3
    return command("history", "resend", "last", "--profile", profile, "--dry-run")


SENDING: dict[str, Callable[[str], Ended]] = {
    "send": lambda profile: command("send", "-", "--to", "sandbox", "--profile", profile, "--dry-run", stdin=BODY),
    "repeat": lambda profile: command(
        "send", "-", "--to", f"http://127.0.0.1:{_closed_port()}/x", "--profile", profile, "--repeat", "2", stdin=BODY
    ),
    "resend": _resend,
}
DOORS = SENDING | {
    "sign": lambda profile: command("sign", "-", "--profile", profile, stdin=BODY),
    "verify": lambda profile: command("verify", "-", "--profile", profile, "--token", "0" * 64, stdin=BODY),
    "sandbox": _sandbox,
}
SOURCES = {"environment": _environment, "keyring": _keyring}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", LIKELY)
def test_a_likely_mistake_is_named_with_its_fix(
    source: str, door: str, kind: str, monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring
) -> None:
    api_key, secret, says = LIKELY[kind]
    profile = SOURCES[source](monkeypatch, memory, Credentials(api_key, secret))
    ended = DOORS[door](profile)
    warnings = [line for line in ended.err.splitlines() if says in line]
    assert len(warnings) == 1, ended.err
    assert warnings[0].startswith("workbench: warning: ")
    assert ("WORKBENCH_" if source == "environment" else "the profile “mine”") in warnings[0]
    assert OWN_KEY not in ended.err
    assert secret.strip() not in ended.err


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", CERTAIN)
def test_a_key_that_no_header_can_carry_is_refused_by_a_send(
    source: str, door: str, kind: str, monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring
) -> None:
    api_key, says = CERTAIN[kind]
    profile = SOURCES[source](monkeypatch, memory, Credentials(api_key, OWN_SECRET))
    ended = DOORS[door](profile)
    if door in SENDING:
        last = ended.err.splitlines()[-1]
        assert ended.status == 2
        assert says in last
        assert "Nothing was sent." in last
        assert "WORKBENCH_API_KEY" in last or "“mine”" in last
    else:
        assert "workbench: warning: " in ended.err
        assert "API key" in ended.err
    assert api_key.strip() not in ended.err


def test_a_value_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring) -> None:
    pair = Credentials('"quoted"', "secret\r")
    profile = _environment(monkeypatch, memory, pair)
    signed = command("sign", "-", "--profile", profile, "--json", stdin=BODY)
    assert signed.json["auth_token"] == sign(BODY, pair).auth_token


@pytest.mark.parametrize("door", ["sign", "verify", "send", "sandbox"])
@pytest.mark.parametrize(("api_key", "secret"), [("", "x"), ("x", ""), ("", ""), (None, "x"), ("x", None)])
def test_an_empty_or_missing_variable_is_named(
    door: str, api_key: str | None, secret: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("WORKBENCH_API_KEY", api_key), ("WORKBENCH_SECRET", secret)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    ended = DOORS[door]("environment")
    assert ended.status == (2 if door == "sandbox" and not (api_key or secret) else 4)
    for name, value in (("WORKBENCH_API_KEY", api_key), ("WORKBENCH_SECRET", secret)):
        if not value:
            assert name in ended.err
            assert ("empty" in ended.err) == (value == "" or not (api_key or secret))


@pytest.mark.parametrize("door", DOORS)
def test_the_whole_sample_and_a_sound_pair_give_no_warning(
    door: str, monkeypatch: pytest.MonkeyPatch, memory: MemoryKeyring
) -> None:
    for pair in (SAMPLE, Credentials(OWN_KEY, OWN_SECRET)):
        ended = DOORS[door](_environment(monkeypatch, memory, pair))
        assert "API key" not in ended.err
        assert "secret" not in ended.err
