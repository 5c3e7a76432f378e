"""The listening socket: on loopback only."""

from __future__ import annotations

import socket

import pytest

from workbench.sandbox import bind
from workbench.sandbox.server import Sandbox


def test_it_listens_on_loopback_on_a_free_port() -> None:
    with bind() as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        assert port > 0
        with socket.create_connection((host, port), timeout=120):
            pass


def test_port_in_use_is_an_error() -> None:
    with bind() as first, pytest.raises(OSError, match="in use"):
        bind(first.getsockname()[1])


def test_socket_beyond_loopback_is_refused() -> None:
    with socket.socket() as everywhere:
        everywhere.bind(("0.0.0.0", 0))  # noqa: S104 - bound but never listening
        with pytest.raises(ValueError, match="loopback addresses only"):
            Sandbox(everywhere)


def test_unknown_reading_or_fault_is_refused() -> None:
    with bind() as listening:
        with pytest.raises(ValueError, match="raw, php, both"):
            Sandbox(listening, reading="utf-8")
        with pytest.raises(ValueError, match="dropped"):
            Sandbox(listening, fault="http-418")
