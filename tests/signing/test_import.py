"""What signing loads, seen from a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

import workbench.signing

_CHECK = """
import sys
import hashlib, hmac, argparse, json
before = set(sys.modules)
from workbench.signing import SAMPLE, WireForm, apply_wire_form, bare_slash, sign
sign(apply_wire_form(b'{"a":"/"}', WireForm.ESCAPE_SLASHES), SAMPLE)
print(*sorted(set(sys.modules) - before))
"""


def test_signing_loads_only_its_own_small_files() -> None:
    run = subprocess.run([sys.executable, "-I", "-c", _CHECK], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [
        "workbench",
        "workbench.signing",
        "workbench.signing.formula",
        "workbench.signing.sample",
        "workbench.signing.slashes",
        "workbench.signing.values",
        "workbench.signing.wire",
    ]


@pytest.mark.parametrize("name", workbench.signing.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(workbench.signing, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = workbench.signing.no_such_name
