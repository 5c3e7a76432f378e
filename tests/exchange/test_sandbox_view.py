"""What the sandbox computed, read back from its headers."""

from __future__ import annotations

import pytest

from workbench.exchange import Response, SandboxView, Timing, sandbox_view

RAW, PHP = "a" * 40, "b" * 40


def answered(*headers: tuple[str, str]) -> Response:
    return Response(200, "OK", "HTTP/1.1", headers, b"", Timing(0.01))


def test_the_three_headers_make_the_view() -> None:
    response = answered(
        ("sandbox-payload-hash-raw", RAW), ("Sandbox-Payload-Hash-Php", PHP), ("Sandbox-Token-Match", "raw")
    )
    assert sandbox_view(response) == SandboxView(RAW, PHP, "raw")


def test_no_php_reading_is_none() -> None:
    response = answered(
        ("Sandbox-Payload-Hash-Raw", RAW), ("Sandbox-Payload-Hash-Php", "none"), ("Sandbox-Token-Match", "none")
    )
    assert sandbox_view(response) == SandboxView(RAW, None, "none")


@pytest.mark.parametrize("match", ["", "yes", "RAW"])
def test_an_unknown_match_is_no_view(match: str) -> None:
    response = answered(
        ("Sandbox-Payload-Hash-Raw", RAW), ("Sandbox-Payload-Hash-Php", PHP), ("Sandbox-Token-Match", match)
    )
    assert sandbox_view(response) is None


def test_another_servers_answer_has_no_view() -> None:
    assert sandbox_view(answered(("Server", "nginx"))) is None
