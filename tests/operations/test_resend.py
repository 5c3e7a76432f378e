"""Resending an exchange of the history, and computing its token again."""

import pytest
from msgspec.structs import replace

from tests.evidence.exchanges import PAIR, exchange, token
from workbench.credentials import Profile
from workbench.exchange import Exchange
from workbench.history import History
from workbench.operations import ConfirmationNeeded, Prepared, Refused, endpoint_from, pair_fingerprint, prepare
from workbench.operations.resend import (
    pair_change,
    resend_request,
    signed_by,
    signing_profiles,
    wire_form_of,
    with_auth_headers,
)
from workbench.redaction import Secret, remember
from workbench.signing import Credentials, WireForm, sign

OTHER = Credentials("00000000-1111-2222-3333-444444444444", "another-secret-of-ours")
LOOPBACK = endpoint_from("http://127.0.0.1:9/track/json")
BODY = b'{ "u" : "a\\/b",\r\n "n": 1 }\n'


def saved(body: bytes = BODY, **facts: object) -> Exchange:
    """Return an exchange as read from the history."""
    made = replace(exchange(body), pair=pair_fingerprint(PAIR), **facts)
    history = History(None)
    history.begin([made])
    found = history.exchange(made.id)
    history.close()
    assert found is not None
    return found


@pytest.mark.parametrize("form", list(WireForm))
def test_the_same_bytes_are_signed_with_the_current_credentials(form: WireForm) -> None:
    before = saved(wire_form=form.value)
    again = prepare(resend_request(before, "mine", OTHER, LOOPBACK))
    assert isinstance(again, Prepared)
    assert again.request.body == BODY
    assert again.send.form is form
    assert again.request.header("Kochava-Auth-Token") == sign(BODY, OTHER).auth_token
    assert again.request.header("Kochava-Api-Key") == OTHER.api_key


def test_the_content_headers_are_those_of_the_exchange() -> None:
    before = saved()
    headers = (("Content-Type", "text/plain"), ("User-Agent", "Unknown"))
    before = replace(before, request=replace(before.request, headers=headers))
    again = prepare(resend_request(before, "mine", PAIR, LOOPBACK))
    assert isinstance(again, Prepared)
    assert again.request.headers[:2] == headers
    bare = prepare(resend_request(replace(before, request=replace(before.request, headers=())), "mine", PAIR, LOOPBACK))
    assert isinstance(bare, Prepared)
    assert bare.request.header("Content-Type") is None


def test_a_body_with_a_replaced_secret_is_refused() -> None:
    remember(Secret("hush-hush-of-the-install-form"))
    before = saved(b'{"password":"hush-hush-of-the-install-form"}')
    assert before.replaced
    refused = prepare(resend_request(before, "mine", PAIR, LOOPBACK))
    assert isinstance(refused, Refused)
    assert "contained a secret" in refused.message
    assert with_auth_headers(before, PAIR) is None


def test_a_resend_needs_the_same_confirmations_as_a_send() -> None:
    asks = prepare(resend_request(saved(b'{"u":"a/b"}'), "mine", PAIR, endpoint_from("live")))
    assert isinstance(asks, ConfirmationNeeded)
    assert asks.topic == "slash"


def test_rotated_credentials_are_reported_by_fingerprint() -> None:
    assert pair_change(saved(), PAIR) == ""
    says = pair_change(saved(), OTHER)
    assert pair_fingerprint(PAIR) in says
    assert pair_fingerprint(OTHER) in says
    assert pair_change(replace(saved(), pair=""), OTHER) == ""


def test_auth_headers_are_computed_only_with_the_credentials_that_signed() -> None:
    before = saved()
    assert before.request.header("Kochava-Auth-Token") != token(BODY)
    whole = with_auth_headers(before, PAIR)
    assert whole is not None
    assert whole.request.header("Kochava-Auth-Token") == token(BODY)
    assert whole.request.header("Kochava-Api-Key") == PAIR.api_key
    assert [name for name, _ in whole.request.headers] == [name for name, _ in before.request.headers]
    assert with_auth_headers(before, OTHER) is None
    assert with_auth_headers(replace(before, token_prefix="00000000"), PAIR) is None
    assert with_auth_headers(replace(before, token_prefix=""), PAIR) is None


def test_an_unknown_wire_form_is_as_typed() -> None:
    assert wire_form_of(replace(saved(), wire_form="rot13")) is WireForm.AS_TYPED


def _profile(name: str, *former: str) -> Profile:
    return Profile(name, "", None, built_in=False, former_names=former)


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ("mine", ("mine",)),  # a name goes before a pair
        ("gone", ("in memory",)),
    ],
)
def test_the_signing_profile_is_found_by_name_then_by_credentials(profile: str, found: tuple[str, ...]) -> None:
    in_memory = [("another", OTHER), ("in memory", PAIR)]
    assert signing_profiles(saved(profile=profile), ["mine"], in_memory, [_profile("mine", "gone")]) == found


def test_the_signing_profile_may_have_a_former_name() -> None:
    profiles = [_profile("one", "gone"), _profile("two"), _profile("three", "first", "gone")]
    names = [each.name for each in profiles]
    assert signing_profiles(saved(profile="gone"), names, [("two", OTHER)], profiles) == ("one", "three")
    assert signing_profiles(saved(profile="unknown"), names, [("two", OTHER)], profiles) == ()


def test_an_exchange_without_fingerprint_was_not_signed() -> None:
    assert signed_by(saved(), PAIR)
    assert not signed_by(saved(), OTHER)
    assert not signed_by(replace(saved(), pair=""), PAIR)
