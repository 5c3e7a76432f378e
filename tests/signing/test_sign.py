"""The formula, its values and the sample pair, against the golden vectors."""

from __future__ import annotations

import copy
import hashlib
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors import vectors
from workbench.signing import SAMPLE, Credentials, Signature, escape_slashes, is_sample, sign, verify

_BY_NAME = {vector["name"]: vector for vector in vectors()}
_named = pytest.mark.parametrize("vector", vectors(), ids=lambda vector: str(vector["name"]))


def credentials(vector: dict[str, Any]) -> Credentials:
    return Credentials(vector["api_key"], vector["secret"])


def test_the_vectors_are_all_there() -> None:
    assert len(_BY_NAME) == 87


@_named
def test_a_vector_is_signed_correctly(vector: dict[str, Any]) -> None:
    body = vector["body"].encode()
    signature = sign(body, credentials(vector))
    assert len(body) == vector["body_bytes"]
    assert (signature.payload_hash, signature.auth_token) == (vector["sha1"], vector["token"])
    assert list(signature.headers().items()) == [
        ("Kochava-Api-Key", vector["api_key"]),
        ("Kochava-Auth-Token", vector["token"]),
    ]


@_named
def test_a_vector_verifies_with_its_own_token_only(vector: dict[str, Any]) -> None:
    body = vector["body"].encode()
    assert verify(body, credentials(vector), vector["token"])
    wrong = vector.get("wrong_token", vector["token"][:-1] + ("0" if vector["token"][-1] != "0" else "1"))
    assert not verify(body, credentials(vector), wrong)


@pytest.mark.parametrize("vector", [v for v in vectors() if "expect" in v], ids=lambda vector: str(vector["name"]))
def test_a_variant_equals_its_original_if_and_only_if_stated(vector: dict[str, Any]) -> None:
    original = _BY_NAME[vector["variant_of"]]
    # "Equal" speaks of the bytes after an escaper that leaves escaped slashes alone.
    body = escape_slashes(vector["body"].encode()) if vector["expect"] == "equal" else vector["body"].encode()
    same = sign(body, credentials(vector)).auth_token == original["token"]
    assert same == (vector["expect"] == "equal")


@given(st.binary(), st.text(), st.text(), st.text())
def test_any_values_can_be_signed_and_verified(body: bytes, key: str, secret: str, token: str) -> None:
    pair = Credentials(key, secret)
    signature = sign(body, pair)
    assert signature.payload_hash == hashlib.sha1(body, usedforsecurity=False).hexdigest()
    assert verify(body, pair, signature.auth_token)
    assert not verify(body, pair, token)


def test_lone_surrogates_in_a_pair_raise_no_error() -> None:
    assert len(sign(b"{}", Credentials("\ud800", "\udfff")).auth_token) == 64
    assert not verify(b"{}", SAMPLE, "\ud800")


def test_repr_shows_no_secret() -> None:
    signature = sign(b"{}", SAMPLE)
    for shown in (repr(SAMPLE), str(SAMPLE), f"{SAMPLE}", f"{[SAMPLE]}", repr(signature), str(signature)):
        assert SAMPLE.api_key not in shown
        assert SAMPLE.secret not in shown
        assert signature.auth_token not in shown


@pytest.mark.parametrize(("value", "name"), [(SAMPLE, "secret"), (sign(b"{}", SAMPLE), "auth_token")])
def test_values_are_frozen_and_stay_in_memory(value: Credentials | Signature, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, "x")
    with pytest.raises(FrozenInstanceError):
        delattr(value, name)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(value)
    with pytest.raises(TypeError, match="cannot be pickled"):
        copy.deepcopy(value)


def test_values_compare_by_content() -> None:
    assert Credentials("a", "b") == Credentials("a", "b") != Credentials("b", "a")
    assert len({Credentials("a", "b"), Credentials("a", "b")}) == 1
    assert sign(b"x", SAMPLE) == sign(b"x", SAMPLE) != sign(b"y", SAMPLE)
    assert len({sign(b"x", SAMPLE), sign(b"x", SAMPLE)}) == 1
    others: tuple[object, ...] = (("a", "b"), "x", None)
    assert not any(other in (Credentials("a", "b"), sign(b"x", SAMPLE)) for other in others)


@pytest.mark.parametrize(
    ("pair", "sample"),
    [
        (SAMPLE, True),
        (Credentials(SAMPLE.api_key, "own"), True),
        (Credentials("own", SAMPLE.secret), True),
        (Credentials("own", "own"), False),
        (Credentials(SAMPLE.secret, SAMPLE.api_key), False),
    ],
)
def test_either_value_of_the_sample_counts_as_the_sample(pair: Credentials, sample: bool) -> None:
    assert is_sample(pair) is sample
