"""What importing signing loads, in a new interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

import workbench.signing

_CHECK = """
import sys
import workbench.signing
print(*sys.modules)
"""
_OUTSIDE = {
    "asyncio",
    "io",
    "logging",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
}


def test_signing_imports_nothing_that_does_io() -> None:
    bare, loaded = (
        set(subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout.split())
        for check in ("import sys; print(*sys.modules)", _CHECK)
    )
    ours = {name for name in loaded if name.partition(".")[0] == "workbench"}
    assert {name.split(".")[1] for name in ours - {"workbench"}} == {"signing", "jsontext"}
    assert not (loaded - bare) & _OUTSIDE


@pytest.mark.parametrize("name", workbench.signing.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(workbench.signing, name) is not None
