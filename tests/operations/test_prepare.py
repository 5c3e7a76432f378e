"""The rules before a send: what is refused, what is asked, and that nothing else touches the bytes."""

import hashlib
import hmac

import pytest

from workbench.credentials import ProfileMetadata
from workbench.operations import (
    LIVE,
    PRESETS,
    Asks,
    Endpoint,
    Prepared,
    Refused,
    endpoint_from,
    prepare,
    sandbox_endpoints,
)
from workbench.signing import SAMPLE, Credentials, WireForm
from workbench.transport import TransportOptions

OWN = Credentials("acme-key", "acme-secret")
SANDBOX, SANDBOX_LINK = sandbox_endpoints("http://127.0.0.1:4000/track/json")
LINK = next(each for each in PRESETS if each.key == "identitylink")
AS_TYPED = WireForm.AS_TYPED


def ready(
    body: bytes, endpoint: Endpoint = SANDBOX, credentials: Credentials = SAMPLE, form: WireForm = AS_TYPED
) -> Prepared:
    made = prepare(body, form, "profile", credentials, endpoint)
    assert isinstance(made, Prepared)
    return made


@pytest.mark.parametrize(
    "body", [b"{}", b"", b"\xef\xbb\xbf{}\r\n", b'{"a":"\xc2\xa0\xff\x00"}', b"oops", b'{"u":"a/b"}']
)
def test_the_very_object_that_is_typed_is_signed_and_put_into_the_request(body: bytes) -> None:
    made = ready(body)
    assert made.request.body is body
    digits = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    assert made.signature.payload_hash == digits
    expected = hmac.new(SAMPLE.api_key.encode(), (SAMPLE.secret + digits).encode(), hashlib.sha256).hexdigest()
    assert made.request.headers == (
        ("Content-Type", "application/json"),
        ("Kochava-Api-Key", SAMPLE.api_key),
        ("Kochava-Auth-Token", expected),
    )
    assert (made.request.method, made.request.url) == ("POST", SANDBOX.url)


def test_a_wire_form_makes_the_bytes_once_and_those_are_signed() -> None:
    made = ready(b'{ "u": "a/b" }', form=WireForm.PHP)
    assert made.request.body == b'{"u":"a\\/b"}'
    assert made.signature.payload_hash == hashlib.sha1(made.request.body, usedforsecurity=False).hexdigest()


def test_a_repr_of_what_is_prepared_shows_neither_key_nor_token() -> None:
    made = ready(b"{}")
    for value in (SAMPLE.api_key, SAMPLE.secret, made.signature.auth_token):
        assert value not in repr(made)


@pytest.mark.parametrize(
    "credentials",
    [SAMPLE, Credentials(SAMPLE.api_key, "another secret"), Credentials("another-key", SAMPLE.secret)],
)
@pytest.mark.parametrize("url", [LIVE.url, "https://example.org/x", "http://10.0.0.1/x", "http://0.0.0.0/x"])
def test_the_public_sample_or_half_of_it_leaves_for_no_other_host(credentials: Credentials, url: str) -> None:
    refused = prepare(b"{}", AS_TYPED, "p", credentials, endpoint_from(url))
    assert isinstance(refused, Refused)
    assert "Nothing was sent" in refused.says


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x", "http://localhost/x", "http://[::1]:9/x", "http://a.localhost/"]
)
def test_the_public_sample_may_go_to_this_machine(url: str) -> None:
    assert isinstance(prepare(b"{}", AS_TYPED, "p", SAMPLE, endpoint_from(url)), Prepared)


FAR = TransportOptions(proxy="url", proxy_url="http://proxy.example:8080")
NEAR = TransportOptions(proxy="url", proxy_url="http://127.0.0.1:8080")


def test_what_goes_through_a_proxy_elsewhere_does_not_stay_on_this_machine() -> None:
    refused = prepare(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, options=FAR)
    assert isinstance(refused, Refused)
    assert "127.0.0.1 through a proxy" in refused.says
    assert isinstance(prepare(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, options=NEAR), Prepared)
    locked = ProfileMetadata(hosts=("control.kochava.com",))
    asked = prepare(b"{}", AS_TYPED, "p", OWN, SANDBOX, facts=locked, options=FAR)
    assert isinstance(asked, Asks)
    assert asked.topic == "host"
    near = prepare(b"{}", AS_TYPED, "p", OWN, SANDBOX, facts=locked, options=NEAR)
    assert isinstance(near, Prepared)
    assert near.stays_here


def test_the_system_s_proxy_counts_as_one_unless_this_machine_is_excepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:8080")
    monkeypatch.setenv("no_proxy", "")
    assert isinstance(prepare(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, options=TransportOptions(proxy="system")), Refused)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert isinstance(
        prepare(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, options=TransportOptions(proxy="system")), Prepared
    )


def test_a_proxy_that_no_transport_takes_is_left_for_it_to_refuse() -> None:
    odd = TransportOptions(proxy="url", proxy_url="socks5://proxy.example")
    assert isinstance(prepare(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, options=odd), Prepared)


@pytest.mark.parametrize(
    ("app", "shown"),
    [(r"koours\u000a\u001b[2J", "koours��[2J"), ("k" * 70, "k" * 64 + "…"), ("koours", "koours")],
)
def test_an_app_stands_in_a_question_as_one_short_line(app: str, shown: str) -> None:
    body = f'{{"kochava_app_id":"{app}"}}'.encode()
    assert ready(body).app == shown
    assert ready(b"{}").app is None


@pytest.mark.parametrize("url", ["https://127.0.0.1.example.org/x", "https://localhost.example.org/x"])
def test_a_name_that_only_looks_like_this_machine_is_another_host(url: str) -> None:
    assert isinstance(prepare(b"{}", AS_TYPED, "p", SAMPLE, endpoint_from(url)), Refused)


@pytest.mark.parametrize(
    "api_key", ["", "k7\r\nb", "k7\nb", " k7", "k7 ", "\tk7", "k7\x00", "k7\u00fc\u2028", "k7\u20ac"]
)
def test_an_api_key_that_is_no_header_value_is_refused(api_key: str) -> None:
    refused = prepare(b"{}", AS_TYPED, "p", Credentials(api_key, "secret"), SANDBOX)
    assert isinstance(refused, Refused)
    assert "Nothing was sent" in refused.says
    assert "k7" not in refused.says


def test_an_empty_secret_is_refused() -> None:
    assert isinstance(prepare(b"{}", AS_TYPED, "p", Credentials("key", ""), SANDBOX), Refused)


def test_where_no_token_is_taken_no_kochava_header_leaves_and_no_key_is_needed() -> None:
    made = prepare(b"{}", AS_TYPED, "p", Credentials("", ""), LINK)
    assert isinstance(made, Prepared)
    assert made.request.headers == (("Content-Type", "application/json"),)
    assert not made.signed
    assert isinstance(prepare(b'{"u":"/"}', AS_TYPED, "p", OWN, LINK), Prepared)


def test_the_sample_stops_no_send_in_which_no_credential_leaves() -> None:
    made = ready(b"{}", LINK, SAMPLE)
    assert made.request.headers == (("Content-Type", "application/json"),)
    assert SAMPLE.api_key.encode() not in made.request.body


@pytest.mark.parametrize(
    ("body", "form", "asks"),
    [
        (b'{"u":"a/b"}', AS_TYPED, True),
        (b'{"u":"a\\/b"}', AS_TYPED, False),
        (b'{"u":"a\\\\/b"}', AS_TYPED, True),
        (b'{"u":"a/b"}', WireForm.ESCAPE_SLASHES, False),
        (b'{"u":"a/b"}', WireForm.PHP, False),
        (b'{"u":"ab"}', AS_TYPED, False),
    ],
)
def test_a_bare_slash_for_kochava_is_asked_about(body: bytes, form: WireForm, asks: bool) -> None:
    made = prepare(body, form, "p", OWN, LIVE)
    assert isinstance(made, Asks) == asks
    if isinstance(made, Asks):
        assert (made.topic, made.key) == ("slash", "slash")
        assert made.offset is not None
        assert body[made.offset : made.offset + 1] == b"/"
    accepted = prepare(body, form, "p", OWN, LIVE, agreed={"slash"})
    assert isinstance(accepted, Prepared)


@pytest.mark.parametrize("url", ["https://example.org/x", "http://127.0.0.1:1/x", "https://notkochava.com/x"])
def test_no_other_host_is_asked_about_slashes(url: str) -> None:
    assert isinstance(prepare(b'{"u":"a/b"}', AS_TYPED, "p", OWN, endpoint_from(url)), Prepared)


@pytest.mark.parametrize("preset", [each for each in PRESETS if each.takes_token], ids=lambda preset: preset.key)
def test_every_address_of_kochava_s_is_asked_about_slashes(preset: Endpoint) -> None:
    assert isinstance(prepare(b'{"u":"a/b"}', AS_TYPED, "p", OWN, preset), Asks)


def test_what_has_no_php_stable_form_is_refused_with_the_place() -> None:
    refused = prepare(b'{\n "a": oops}', WireForm.PHP, "p", OWN, SANDBOX)
    assert isinstance(refused, Refused)
    assert "line 2, column 7" in refused.says


def test_a_body_that_is_not_json_and_an_open_line_are_warned_about_and_stop_nothing() -> None:
    made = ready(b"{oops", endpoint_from("http://example.org/x"), OWN)
    assert made.request.body == b"{oops"
    first, second = made.warnings
    assert first.startswith("The body is not JSON")
    assert second.startswith("Plain http")
    assert ready(b"{}").warnings == ()
