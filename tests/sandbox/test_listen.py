"""The listening socket: on loopback only."""

from __future__ import annotations

import socket

import pytest

from workbench.sandbox import bind, bind_usual
from workbench.sandbox.listen import PORT_VARIABLE
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


def test_the_usual_ports_are_tried_in_order_and_then_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PORT_VARIABLE)
    with bind() as free, bind() as other:
        usual = (free.getsockname()[1], other.getsockname()[1])
        monkeypatch.setattr("workbench.sandbox.listen.PORTS", usual)
        with bind_usual() as any_other:
            assert any_other.getsockname()[1] not in usual
        other.close()
        with bind_usual() as second:
            assert second.getsockname()[1] == usual[1]
        monkeypatch.setenv(PORT_VARIABLE, "0")
        free.close()
        with bind_usual() as random:
            assert random.getsockname()[1] not in usual


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
