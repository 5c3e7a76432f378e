"""Sent again: the bytes and headers that were kept, signed afresh; and the token computed again where that is true."""

from dataclasses import replace

import pytest

from tests.evidence.exchanges import PAIR, exchange, token
from workbench.credentials import Profile
from workbench.exchange import Exchange
from workbench.history import History
from workbench.operations import Asks, Prepared, Refused, endpoint_from, pair_fingerprint
from workbench.operations.resend import form_of, pair_change, prepare_resend, restored, signed_by, signer
from workbench.redaction import Secret, remember
from workbench.signing import Credentials, WireForm, sign

OTHER = Credentials("00000000-1111-2222-3333-444444444444", "another-secret-of-ours")
LOOPBACK = endpoint_from("http://127.0.0.1:9/track/json")
BODY = b'{ "u" : "a\\/b",\r\n "n": 1 }\n'


def kept(body: bytes = BODY, **facts: object) -> Exchange:
    """Return an exchange as the history gives it back."""
    made = replace(exchange(body), pair=pair_fingerprint(PAIR), **facts)  # type: ignore[arg-type]
    history = History(None)
    history.begin([made])
    found = history.exchange(made.id)
    history.close()
    assert found is not None
    return found


@pytest.mark.parametrize("form", list(WireForm))
def test_the_same_bytes_leave_signed_by_the_pair_of_now(form: WireForm) -> None:
    before = kept(wire_form=form.value)
    again = prepare_resend(before, "mine", OTHER, LOOPBACK)
    assert isinstance(again, Prepared)
    assert again.request.body == BODY
    assert again.form is form
    assert again.request.header("Kochava-Auth-Token") == sign(BODY, OTHER).auth_token
    assert again.request.header("Kochava-Api-Key") == OTHER.api_key


def test_its_content_headers_are_those_of_then() -> None:
    before = kept()
    headers = (("Content-Type", "text/plain"), ("User-Agent", "Unknown"))
    before = replace(before, request=replace(before.request, headers=headers))
    again = prepare_resend(before, "mine", PAIR, LOOPBACK)
    assert isinstance(again, Prepared)
    assert again.request.headers[:2] == headers
    bare = prepare_resend(replace(before, request=replace(before.request, headers=())), "mine", PAIR, LOOPBACK)
    assert isinstance(bare, Prepared)
    assert bare.request.header("Content-Type") is None


def test_a_body_that_held_a_secret_cannot_be_sent_again() -> None:
    remember(Secret("hush-hush-of-the-install-form"))
    before = kept(b'{"password":"hush-hush-of-the-install-form"}')
    assert before.replaced
    refused = prepare_resend(before, "mine", PAIR, LOOPBACK)
    assert isinstance(refused, Refused)
    assert "held a secret" in refused.says
    assert restored(before, PAIR) is None


def test_it_asks_what_a_first_send_asks() -> None:
    asks = prepare_resend(kept(b'{"u":"a/b"}'), "mine", PAIR, endpoint_from("live"))
    assert isinstance(asks, Asks)
    assert asks.topic == "slash"


def test_a_rotated_pair_is_told_by_its_fingerprint() -> None:
    assert pair_change(kept(), PAIR) == ""
    says = pair_change(kept(), OTHER)
    assert pair_fingerprint(PAIR) in says
    assert pair_fingerprint(OTHER) in says
    assert pair_change(replace(kept(), pair=""), OTHER) == ""


def test_the_token_is_computed_again_and_only_with_the_pair_that_signed() -> None:
    before = kept()
    assert before.request.header("Kochava-Auth-Token") != token(BODY)
    whole = restored(before, PAIR)
    assert whole is not None
    assert whole.request.header("Kochava-Auth-Token") == token(BODY)
    assert whole.request.header("Kochava-Api-Key") == PAIR.api_key
    assert [name for name, _ in whole.request.headers] == [name for name, _ in before.request.headers]
    assert restored(before, OTHER) is None
    assert restored(replace(before, token_prefix="00000000"), PAIR) is None
    assert restored(replace(before, token_prefix=""), PAIR) is None


def test_a_wire_form_of_another_version_is_as_typed() -> None:
    assert form_of(replace(kept(), wire_form="rot13")) is WireForm.AS_TYPED


def _profile(name: str, *former: str) -> Profile:
    return Profile(name, "", None, built_in=False, former_names=former)


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ("mine", ("mine",)),  # a name goes before a pair
        ("gone", ("in memory",)),
    ],
)
def test_who_signed_is_known_by_name_and_then_by_the_pair(profile: str, found: tuple[str, ...]) -> None:
    in_memory = [("another", OTHER), ("in memory", PAIR)]
    assert signer(kept(profile=profile), ["mine"], in_memory, [_profile("mine", "gone")]) == found


def test_who_signed_may_be_whoever_was_called_so_before() -> None:
    profiles = [_profile("one", "gone"), _profile("two"), _profile("three", "first", "gone")]
    names = [each.name for each in profiles]
    assert signer(kept(profile="gone"), names, [("two", OTHER)], profiles) == ("one", "three")
    assert signer(kept(profile="unknown"), names, [("two", OTHER)], profiles) == ()


def test_an_exchange_without_a_pair_was_signed_by_none() -> None:
    assert signed_by(kept(), PAIR)
    assert not signed_by(kept(), OTHER)
    assert not signed_by(replace(kept(), pair=""), PAIR)
