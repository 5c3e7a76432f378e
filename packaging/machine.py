"""What the operating system must bring: found by trying, installed with apt, or named in one line to run.

Owns the list of system packages and the way each is tried. Must never ask a package database what is there: a library
counts as present when it loads, a program when it is found. Elsewhere than on Linux there is nothing to bring.
"""

import ctypes
import importlib
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from progress import CannotGoOn, last_words, step

# Shared libraries that Qt's wheels expect of the system, and the Debian packages that bring them.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
}
# What the platform plugin for an X11 display expects beside them.
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# What the tests start or read, by program name or by a pattern of files below "/".
TEST_PROGRAMS = {
    "php": "php-cli",
    "node": "nodejs",
    "openssl": "openssl",
    "ruby": "ruby",
    "curl": "curl",
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "dbus-run-session": "dbus-daemon",
    "dbus-launch": "dbus-x11",
    "gnome-keyring-daemon": "gnome-keyring",
    "secret-tool": "libsecret-tools",
    "import": "imagemagick",
}
# What only the tests of `soak` start besides.
SOAK_PROGRAMS = {"debootstrap": "debootstrap"}
TEST_FILES = {
    "usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "usr/lib/python3/dist-packages/pyatspi/__init__.py": "python3-pyatspi",
    "usr/lib/*/girepository-1.0/Atspi-2.0.typelib": "gir1.2-atspi-2.0",
    "usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf": "fonts-dejavu-core",
}
LIBRARIES = QT_LIBRARIES | X11_LIBRARIES | WAYLAND_LIBRARIES


def on_linux() -> bool:
    """Say whether this is Linux; the type checker must not know it beforehand."""
    return os.name == "posix" and os.uname().sysname == "Linux"


def missing_for_environment() -> list[str]:
    """Return the packages without which no virtual environment can be made here."""
    try:
        importlib.import_module("venv")
        importlib.import_module("ensurepip").version()
    except Exception:  # noqa: BLE001 - however it fails, it cannot make one
        return [_venv_package()]
    return []


def missing_for_transport() -> list[str]:
    """Return the package with the system's certificates, if there is none to verify a live server against."""
    if not on_linux():
        return []
    places = ssl.get_default_verify_paths()
    if places.cafile or (places.capath and any(Path(places.capath).iterdir())):
        return []
    return ["ca-certificates"]


def missing_libraries(wanted: dict[str, str]) -> list[str]:
    """Return the packages of the `wanted` libraries that do not load."""
    return [package for name, package in wanted.items() if not _loads(name)] if on_linux() else []


def missing_for_tests(root: Path = Path("/")) -> list[str]:
    """Return the packages of the programs and files that the tests use and that are not there."""
    if not on_linux():
        return []
    return missing_programs(TEST_PROGRAMS) + [
        package for pattern, package in TEST_FILES.items() if not any(root.glob(pattern))
    ]


def missing_programs(wanted: dict[str, str]) -> list[str]:
    """Return the packages of the `wanted` programs that are not there."""
    return [package for name, package in wanted.items() if not shutil.which(name)]


def package_of(library: str) -> str | None:
    """Return the Debian package that brings the shared `library`, if it is a known one."""
    return LIBRARIES.get(library)


def provide(packages: Iterable[str]) -> None:
    """See to it that the system `packages` are there.

    Raises:
        CannotGoOn: they cannot be installed from here; the text has the one line that does it, or apt's own reason.
    """
    wanted = list(dict.fromkeys(packages))
    if not wanted:
        return
    if not shutil.which("apt-get"):
        raise CannotGoOn(
            f"This system lacks what Debian calls {', '.join(wanted)}, and has no apt-get to install it with. "
            "Install their counterparts with the system's own package manager, then run the same command again."
        )
    if os.geteuid() != 0:
        raise CannotGoOn(
            "Some system packages are missing and only an administrator can install them. Run this one line, then the "
            f"same command again:\n\n    {_line_for_administrator(wanted)}\n"
        )
    step("Refreshing the list of system packages")
    _apt("update")
    step(f"Installing system packages: {' '.join(wanted)}")
    code, output = _apt("install", "-y", "--no-install-recommends", *wanted)
    if code:
        raise CannotGoOn(
            f"apt-get could not install {' '.join(wanted)} ({last_words(output, marks=('E:',))}). "
            "Look at the network and at apt's sources, then run the same command again."
        )


def _apt(*words: str) -> tuple[int, str]:
    """Run apt-get without questions; return its exit status and everything it said."""
    done = subprocess.run(
        ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def _line_for_administrator(packages: list[str]) -> str:
    work = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    return f"sudo sh -c '{work}'" if shutil.which("sudo") else f"su -c '{work}'"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _venv_package() -> str:
    """Name the package that completes this interpreter: Debian's default one, or one of another version."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    default = Path("/usr/bin/python3").resolve().name
    return "python3-venv" if default == version else f"{version}-venv"
