"""PHP's reading against a running PHP: the same bytes, or a refusal with the same message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests.counts import repetitions
from tests.signing.bodies import damaged, payloads
from tests.signing.php_process import Answer, PhpProcess
from workbench.signing import NotPhpJson, php_round_trip

if TYPE_CHECKING:
    from collections.abc import Iterator

# Hypothesis keeps what it has drawn: 50,000 of these bodies would take 17 GB.
_counted = settings(max_examples=repetitions(gate=100, soak=10_000, quick=25), suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def php() -> Iterator[PhpProcess]:
    with PhpProcess() as process:
        yield process


def ours(body: bytes) -> Answer:
    try:
        return Answer(php_round_trip(body), "")
    except NotPhpJson as refused:
        assert 0 <= refused.offset <= len(body)
        assert refused.reason.startswith(refused.php_words)
        return Answer(None, refused.php_words)


@_counted
@given(body=payloads())
def test_any_json_is_reencoded_as_by_php(php: PhpProcess, body: bytes) -> None:
    assert ours(body) == php.ask(body)


@_counted
@given(body=damaged())
def test_damaged_json_is_refused_as_by_php_with_its_message(php: PhpProcess, body: bytes) -> None:
    assert ours(body) == php.ask(body)


@pytest.mark.parametrize("levels", [510, 511, 512, 513, 2000])
@pytest.mark.parametrize("inner", [b"", b"1", b"[]", b"{}", b'{"a":1}', b"\xff", b'"\\ud83d"', b'"', b"x"])
@pytest.mark.parametrize("brackets", [(b"[", b"]"), (b'{"a":', b"}"), (b"[1,{}, ", b"]")])
def test_nesting_is_limited_as_in_php(
    php: PhpProcess, levels: int, inner: bytes, brackets: tuple[bytes, bytes]
) -> None:
    body = brackets[0] * levels + inner + brackets[1] * levels
    assert ours(body) == php.ask(body)


@pytest.mark.parametrize("blank", range(0x21))
def test_php_allows_only_json_white_space_around_a_value(php: PhpProcess, blank: int) -> None:
    for body in (bytes([blank]) + b"1", b"1" + bytes([blank]), b"[" + bytes([blank]) + b"]", bytes([blank])):
        assert ours(body) == php.ask(body)


@pytest.mark.parametrize("exponent", range(-10, 25))
@pytest.mark.parametrize("digits", [b"1", b"1.5", b"9.999999999999999", b"1.2345678901234567"])
def test_floats_use_exponents_where_php_does(php: PhpProcess, exponent: int, digits: bytes) -> None:
    body = b"%be%d" % (digits, exponent)
    assert ours(body) == php.ask(body)
