"""What the system lacks is found by trying, and is installed with apt or named in one line."""

import os
import socket
import sys
import tempfile
from pathlib import Path

import display
import machine
import pytest
from progress import CannotGoOn


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder the only place where programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def _program(folder: Path, name: str, body: str = "") -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def test_a_library_counts_as_there_when_it_loads() -> None:
    assert machine.missing_libraries({"libc.so.6": "libc6", "libnever.so.9": "libnever9"}) == ["libnever9"]


def test_every_library_that_qt_may_miss_has_a_package() -> None:
    assert machine.package_of("libxcb-cursor.so.0") == "libxcb-cursor0"
    assert machine.package_of("libGL.so.1") == "libgl1"
    assert machine.package_of("libnever.so.9") is None


def test_programs_and_files_of_the_tests_are_looked_for_where_they_are_used(programs: Path, tmp_path: Path) -> None:
    _program(programs, "php")
    typelib = tmp_path / "usr/lib/some-machine/girepository-1.0/Atspi-2.0.typelib"
    typelib.parent.mkdir(parents=True)
    typelib.touch()
    missing = machine.missing_for_tests(root=tmp_path)
    assert {"nodejs", "xvfb", "gnome-keyring", "fonts-dejavu-core"} <= set(missing)
    assert not {"php-cli", "gir1.2-atspi-2.0"} & set(missing)


def test_a_python_without_ensurepip_lacks_its_venv_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.missing_for_environment() == []
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    (package,) = machine.missing_for_environment()
    assert package in {"python3-venv", f"python3.{sys.version_info[1]}-venv"}


def test_root_gets_the_packages_installed_after_one_refresh(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    _program(programs, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> "{tmp_path}/asked"; echo noise')
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine.provide(["libgl1", "libegl1", "libgl1"])
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert [line.split()[4:] for line in asked] == [
        ["update"],
        ["install", "-y", "--no-install-recommends", "libgl1", "libegl1"],
    ]
    assert all(line.startswith("noninteractive -q ") for line in asked)
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "• Refreshing the list of system packages",
        "• Installing system packages: libgl1 libegl1",
    ]


def test_when_apt_fails_its_own_reason_is_said(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(programs, "apt-get", "echo 'E: Unable to locate package libgl1'; exit 100")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(CannotGoOn, match=r"could not install libgl1 \(E: Unable to locate package libgl1\)\. Look at"):
        machine.provide(["libgl1"])


@pytest.mark.parametrize("how", ["sudo", "su"])
def test_an_ordinary_user_gets_one_line_to_run(programs: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    _program(programs, "apt-get", "exit 1")
    if how == "sudo":
        _program(programs, "sudo")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CannotGoOn) as stopped:
        machine.provide(["python3-venv", "libgl1"])
    line = "apt-get update && apt-get install -y --no-install-recommends python3-venv libgl1"
    lines = [said.strip() for said in str(stopped.value).splitlines() if said.startswith(" ")]
    assert lines == [f"sudo sh -c '{line}'" if how == "sudo" else f"su -c '{line}'"]


def test_a_system_without_apt_is_told_what_is_missing(programs: Path) -> None:
    with pytest.raises(CannotGoOn, match="lacks what Debian calls libgl1, and has no apt-get"):
        machine.provide(["libgl1"])


def test_nothing_missing_asks_nothing_of_anyone(programs: Path) -> None:
    machine.provide([])


def test_a_screen_counts_when_it_takes_a_connection() -> None:
    # A path of a socket is short: at most 107 bytes, so not below the test's own folder.
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(f"{folder}/wayland-7")
        compositor.listen()
        assert display.answers({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": folder})
        assert display.answers({"WAYLAND_DISPLAY": f"{folder}/wayland-7"})
        assert not display.answers({"WAYLAND_DISPLAY": "wayland-8", "XDG_RUNTIME_DIR": folder})


def test_an_x_server_counts_when_it_takes_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        assert display.answers({"DISPLAY": f"127.0.0.1:{number}.0"})
    assert not display.answers({"DISPLAY": f"127.0.0.1:{number}.0"})


@pytest.mark.parametrize("name", ["", ":", ":nine", ":64999", "unix:64999", "nonsense"])
def test_a_display_that_nobody_serves_is_none(name: str) -> None:
    assert not display.answers({"DISPLAY": name})
