"""A search ends without an exception, and within bounds, whatever the body and the token are."""

import gzip
import zlib

import pytest

from workbench.signing import SAMPLE, explain
from workbench.signing.mistakes.texts import _unpacked

BOMB = b"\0" * 30_000_000
BODIES = {
    "a long integer": b'{"a":' + b"9" * 5_000 + b"}",
    "a long negative integer": b"[-" + b"9" * 5_000 + b"]",
    "a long fraction": b"[" + b"9" * 400 + b".5]",
    "large exponents": b"[1e999, -1e999, 1E-999]",
    "a long integer in a string": b'{"a":"' + b"9" * 5_000 + b'"}',
    "digits of another script": '{"²":"٣"}'.encode(),
    "deep arrays": b"[" * 60_000,
    "deep objects": b'{"a":' * 10_000,
    "a surrogate": rb'{"a":"\ud800"}',
    "a gzip bomb": gzip.compress(BOMB),
    "a zlib bomb": zlib.compress(BOMB),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_search_ends(name: str) -> None:
    asked = 0

    def soon() -> bool:
        nonlocal asked
        asked += 1
        return asked > 200

    assert explain(BODIES[name], SAMPLE, "0" * 64, cancelled=soon).findings == ()


@pytest.mark.parametrize("name", ["a gzip bomb", "a zlib bomb"])
def test_what_decompresses_to_too_much_is_not_decompressed(name: str) -> None:
    assert _unpacked(BODIES[name]) is None
    assert _unpacked(gzip.compress(b"{}")) == _unpacked(zlib.compress(b"{}")) == b"{}"
