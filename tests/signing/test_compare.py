"""Comparing a pasted token or hash with that of a body."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.signing import (
    SAMPLE,
    Comparison,
    Credentials,
    Signature,
    WireForm,
    compare,
    escape_slashes,
    php_round_trip,
    sign,
)

BODY = b'{ "ua": "Mozilla/5.0" }'
TYPED = sign(BODY, SAMPLE)
ESCAPED = sign(escape_slashes(BODY), SAMPLE)
PHP = sign(php_round_trip(BODY), SAMPLE)


def compared(
    pasted: str, form: WireForm = WireForm.AS_TYPED, pair: Credentials | None = SAMPLE, body: bytes = BODY
) -> Comparison:
    return compare(pasted, body, form, pair)


@pytest.mark.parametrize(
    ("form", "signature"),
    [(WireForm.AS_TYPED, TYPED), (WireForm.ESCAPE_SLASHES, ESCAPED), (WireForm.PHP, PHP)],
)
def test_the_bodys_own_token_and_hash_match(form: WireForm, signature: Signature) -> None:
    assert compared(signature.auth_token, form) == Comparison(
        "match", "this is the auth token of these bytes", True, "token"
    )
    assert compared(signature.payload_hash, form) == Comparison(
        "match", "this is the payload hash of these bytes", True, "hash"
    )


@pytest.mark.parametrize(
    ("pasted", "form", "says"),
    [
        (PHP.auth_token, WireForm.AS_TYPED, "auth token of the minified (PHP) body, not of the body shown"),
        (
            ESCAPED.auth_token,
            WireForm.PHP,
            "auth token of the body with slashes escaped, not of the minified (PHP) body",
        ),
        (TYPED.payload_hash, WireForm.PHP, "payload hash of the body shown, not of the minified (PHP) body"),
        (
            PHP.payload_hash.upper(),
            WireForm.AS_TYPED,
            "payload hash of the minified (PHP) body, not of the body shown, and in upper case",
        ),
    ],
)
def test_a_match_of_another_wire_form_names_it(pasted: str, form: WireForm, says: str) -> None:
    found = compared(pasted, form)
    assert (found.kind, found.says, found.matched) == ("match-other-wire-form", says, False)


@pytest.mark.parametrize("digits", [TYPED.auth_token, TYPED.payload_hash])
def test_upper_case_and_base64_are_reported_and_do_not_match(digits: str) -> None:
    raw = bytes.fromhex(digits)
    assert (compared(digits.upper()).kind, compared(digits.upper()).matched) == ("match-case", False)
    for text in (base64.b64encode(raw), base64.urlsafe_b64encode(raw), base64.b64encode(raw).rstrip(b"=")):
        found = compared(text.decode())
        assert (found.kind, found.matched) == ("match-base64", False)
        assert "in base64" in found.says


@pytest.mark.parametrize(
    ("around", "ignored"),
    [
        ("  {}\n", "spaces"),
        ("Kochava-Auth-Token: {}", "the header name"),
        ("kochava-auth-token:{}", "the header name"),
        ("'{}',", "quotes"),
        ('"Kochava-Auth-Token": "{}",', "the header name and quotes"),
        ("-H 'Kochava-Auth-Token: {}'", "the header name"),
        ("\t-H 'Kochava-Auth-Token: {}'", "spaces and the header name"),
    ],
)
def test_text_around_a_token_is_ignored_with_a_note(around: str, ignored: str) -> None:
    found = compared(around.format(TYPED.auth_token))
    assert found.matched
    assert found.says == f"this is the auth token of these bytes ({ignored} around it ignored)"


@pytest.mark.parametrize(
    "around", ["sha256={}", "Bearer {}", "HMAC-SHA256 {}", "Kochava-Auth-Token: sha256={}", "{}  -"]
)
def test_other_text_around_a_token_is_ignored_with_a_note(around: str) -> None:
    found = compared(around.format(TYPED.auth_token))
    assert found.matched
    assert "other text" in found.says


@pytest.mark.parametrize("mask", ["{0}••••{1}", "{0}…{1}", "{0}****{1}", "Kochava-Auth-Token: {0}••••{1}"])
def test_masked_digits_are_compared(mask: str) -> None:
    right = mask.format(TYPED.auth_token[:4], TYPED.auth_token[-4:])
    assert (compared(right).kind, compared(right).matched) == ("match-masked", False)
    assert compared(right, body=b"{}").kind == "differs"
    other = mask.format(PHP.auth_token[:6], PHP.auth_token[-6:])
    assert compared(other).kind == "match-other-wire-form"


@pytest.mark.parametrize("pasted", ["", " ", "\n\t"])
def test_an_empty_field_asks_for_a_value(pasted: str) -> None:
    assert compared(pasted).kind == "empty"


@pytest.mark.parametrize(
    ("pasted", "kind", "says"),
    [
        ("abc", "wrong-length", "3 hex digits; an auth token has 64, a payload hash 40"),
        (
            TYPED.auth_token[:-1],
            "part",
            "63 hex digits, the beginning of the right auth token; an auth token has 64, a payload hash 40",
        ),
        (
            TYPED.payload_hash[4:],
            "part",
            "36 hex digits, the end of the right payload hash; an auth token has 64, a payload hash 40",
        ),
        (
            "O" + TYPED.auth_token[1:],
            "wrong-characters",
            "character 1, “O”, is not a hex digit; an auth token has 64 digits, a payload hash 40",
        ),
        (
            TYPED.auth_token[:3] + "\u200b" + TYPED.auth_token[3:],
            "wrong-characters",
            "character 4, U+200B, is not a hex digit; an auth token has 64 digits, a payload hash 40",
        ),
        ("0" * 64, "differs", "this auth token does not match this body with this profile"),
        ("0" * 40, "differs", "this payload hash does not match this body"),
    ],
)
def test_a_mismatch_is_reported(pasted: str, kind: str, says: str) -> None:
    found = compared(pasted)
    assert (found.kind, found.says, found.matched) == (kind, says, False)


def test_without_credentials_a_hash_is_compared_and_a_token_cannot_be() -> None:
    assert compared(TYPED.payload_hash, pair=None).matched
    found = compared(TYPED.auth_token, pair=None)
    assert (found.kind, found.matched, found.what) == ("no-credentials", False, "token")
    assert compared(TYPED.auth_token[:20], pair=None).kind == "wrong-length"


def test_a_body_that_php_refuses_is_compared_under_the_other_forms() -> None:
    body = b"a=/"
    assert compared(sign(b"a=\\/", SAMPLE).auth_token, body=body).kind == "match-other-wire-form"
    assert compared("0" * 64, form=WireForm.PHP, body=body).kind == "differs"


@given(st.text(), st.sampled_from(WireForm))
def test_any_text_gets_an_answer(pasted: str, form: WireForm) -> None:
    assert not compared(pasted, form).matched
