"""The first command in a real, bare Debian, laid into a folder: nothing there but python3.

Needs root, debootstrap, and Debian's and Python's package indexes, so only `bootstrap.py soak` asks for it.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What tells pip of a certificate that this network needs; a bare Debian has none of its own.
CERTIFICATE = os.environ.get("PIP_CERT", "")
ANN = 1000


class Bare:
    """A bare Debian in `folder`, with a copy of this clone for root and one for an ordinary user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def bootstrap(self, *words: str, user: int = 0) -> subprocess.CompletedProcess[str]:
        """Run bootstrap.py inside, as one sitting at a terminal without a display would."""
        home = "/root" if user == 0 else "/home/ann"
        environ = {
            "HOME": home,
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "PIP_CERT": "/opt/trial.crt" if CERTIFICATE else "",
        }
        inside = ["/usr/bin/python3", f"{home}/clone/packaging/bootstrap.py", *words]
        return subprocess.run(
            ["chroot", f"--userspec={user}:{user}", str(self.folder), *inside],
            env={name: value for name, value in environ.items() if value},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    """Lay a bare Debian, and take it away again."""
    folder = tmp_path_factory.mktemp("bare") / "debian"
    subprocess.run(["debootstrap", "--variant=minbase", "--include=python3", "bookworm", str(folder)], check=True)
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
    shutil.copy("/etc/hosts", folder / "etc/hosts")
    if CERTIFICATE:
        shutil.copy(CERTIFICATE, folder / "opt/trial.crt")
        (folder / "opt/trial.crt").chmod(0o644)
    made = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".hypothesis")
    for home in ("root", "home/ann"):
        shutil.copytree(ROOT, folder / home / "clone", ignore=made)
    subprocess.run(["chown", "-R", f"{ANN}:{ANN}", str(folder / "home/ann")], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", str(folder / "proc")], check=True)
    yield Bare(folder)
    subprocess.run(["umount", str(folder / "proc")], check=True)
    shutil.rmtree(folder)


@pytest.mark.chroot
def test_the_first_command_does_all_of_its_own_set_up(bare: Bare) -> None:
    refused = bare.bootstrap("run", user=ANN)
    assert refused.returncode == 2
    lines = [line for line in refused.stderr.splitlines() if "apt-get install" in line]
    assert len(lines) == 1
    assert {"python3-venv", "libgl1", "libegl1", "libdbus-1-3"} <= set(lines[0].strip("' ").split())
    assert refused.stdout == ""

    first = bare.bootstrap("run")
    assert first.returncode == 0, first.stderr
    assert "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbcc" in first.stdout

    again = bare.bootstrap("run", user=ANN)
    assert again.returncode == 0, again.stderr
    assert "Installing system packages" not in again.stderr
    assert again.stdout.count("e34e502ecf03a87a475f5c95b707523bbb58e4fe") >= 1
