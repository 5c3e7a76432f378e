"""A body is searched for known values while it is edited: what did not change is not searched again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.redaction import SECRET_REMOVED, Secret, body_search, known_in, remember, remember_derived
from workbench.redaction.body_search import BodySearch, without_known

SECRET = "hush-0123456789-of-ours"
LARGE = b'{"a": "some words"}\n' * 2_500


@pytest.fixture(autouse=True)
def known() -> None:
    remember(Secret(SECRET))


@settings(max_examples=20)
@given(st.lists(st.sampled_from([SECRET, SECRET[:9], SECRET[9:], '"', " ", "x", "%68", "\\u0068"]), max_size=12))
def test_a_value_is_found_in_every_version_that_has_it(pieces: list[str]) -> None:
    remember(Secret(SECRET))
    search, body = BodySearch(), LARGE
    for at, piece in enumerate(pieces):
        place = (at * 7919) % len(body)
        body = body[:place] + piece.encode() + body[place:]
        assert search.contains_known(1, body) is bool(known_in(body))


def test_a_value_that_was_removed_and_typed_again_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    search, whole = BodySearch(), LARGE + SECRET.encode()
    assert search.contains_known(1, whole)
    assert not search.contains_known(1, whole[:-1])
    assert search.contains_known(1, whole)
    assert search.contains_known(1, whole)
    searched: list[int] = []
    monkeypatch.setattr(body_search, "known_in", lambda data: searched.append(len(data)))
    search.contains_known(2, LARGE)
    remember_derived(Secret("a-token-that-typing-makes"))
    search.contains_known(2, LARGE + b"x")
    assert searched[0] == len(LARGE)
    assert searched[1] < len(LARGE) // 2
    remember(Secret("another-value-of-ours"))
    search.contains_known(2, LARGE + b"x")
    assert searched[2] == len(LARGE) + 1


def test_each_value_is_replaced_and_other_bytes_stay() -> None:
    body, clean = (
        f"\ufeff{{'a': '{one}', 'b': '{two}'}}\r\n".encode() + b"\xff\x00"
        for one, two in ((SECRET, SECRET.upper()), (SECRET_REMOVED, SECRET_REMOVED))
    )
    assert without_known(body) == clean
    assert without_known(LARGE) is LARGE
