"""The rules before a send: refusals, confirmations, warnings, and the bytes signed."""

import hashlib
import hmac

import pytest
from msgspec.structs import replace

from tests.evidence.exchanges import exchange
from workbench.credentials import ProfileMetadata
from workbench.operations import (
    LIVE,
    PRESETS,
    ConfirmationNeeded,
    Endpoint,
    Prepared,
    Refused,
    SendRequest,
    endpoint_from,
    prepare,
    sandbox_endpoints,
)
from workbench.redaction import SECRET_REMOVED
from workbench.signing import SAMPLE, Credentials, WireForm
from workbench.transport import TransportOptions

OWN = Credentials("acme-key", "acme-secret")
SANDBOX, SANDBOX_LINK = sandbox_endpoints("http://127.0.0.1:4000/track/json")
LINK = next(each for each in PRESETS if each.key == "identitylink")
AS_TYPED = WireForm.AS_TYPED


def ready(
    body: bytes, endpoint: Endpoint = SANDBOX, credentials: Credentials = SAMPLE, form: WireForm = AS_TYPED
) -> Prepared:
    made = prepare(SendRequest(body, form, "profile", credentials, endpoint))
    assert isinstance(made, Prepared)
    return made


@pytest.mark.parametrize(
    "body", [b"{}", b"", b"\xef\xbb\xbf{}\r\n", b'{"a":"\xc2\xa0\xff\x00"}', b"oops", b'{"u":"a/b"}']
)
def test_the_signed_bytes_and_the_request_body_are_the_same_object(body: bytes) -> None:
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


def test_the_bytes_of_a_wire_form_are_signed() -> None:
    made = ready(b'{ "u": "a/b" }', form=WireForm.PHP)
    assert made.request.body == b'{"u":"a\\/b"}'
    assert made.signature.payload_hash == hashlib.sha1(made.request.body, usedforsecurity=False).hexdigest()


def test_the_repr_contains_neither_key_nor_token() -> None:
    made = ready(b"{}")
    for value in (SAMPLE.api_key, SAMPLE.secret, made.signature.auth_token):
        assert value not in repr(made)


@pytest.mark.parametrize(
    "credentials",
    [SAMPLE, Credentials(SAMPLE.api_key, "another secret"), Credentials("another-key", SAMPLE.secret)],
)
@pytest.mark.parametrize("url", [LIVE.url, "https://example.org/x", "http://10.0.0.1/x", "http://0.0.0.0/x"])
def test_the_public_sample_is_refused_for_other_hosts(credentials: Credentials, url: str) -> None:
    refused = prepare(SendRequest(b"{}", AS_TYPED, "p", credentials, endpoint_from(url)))
    assert isinstance(refused, Refused)
    assert "Nothing was sent" in refused.message


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x", "http://localhost/x", "http://[::1]:9/x", "http://a.localhost/"]
)
def test_the_public_sample_is_allowed_for_loopback(url: str) -> None:
    assert isinstance(prepare(SendRequest(b"{}", AS_TYPED, "p", SAMPLE, endpoint_from(url))), Prepared)


FAR = TransportOptions(proxy="url", proxy_url="http://proxy.example:8080")
NEAR = TransportOptions(proxy="url", proxy_url="http://127.0.0.1:8080")


def test_a_remote_proxy_is_not_local() -> None:
    refused = prepare(SendRequest(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, transport=FAR))
    assert isinstance(refused, Refused)
    assert "127.0.0.1 through a proxy" in refused.message
    assert isinstance(prepare(SendRequest(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, transport=NEAR)), Prepared)
    locked = ProfileMetadata(hosts=("control.kochava.com",))
    asked = prepare(SendRequest(b"{}", AS_TYPED, "p", OWN, SANDBOX, metadata=locked, transport=FAR))
    assert isinstance(asked, ConfirmationNeeded)
    assert asked.topic == "host"
    near = prepare(SendRequest(b"{}", AS_TYPED, "p", OWN, SANDBOX, metadata=locked, transport=NEAR))
    assert isinstance(near, Prepared)
    assert near.is_local


def test_the_system_proxy_is_not_local_unless_loopback_is_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:8080")
    monkeypatch.setenv("no_proxy", "")
    assert isinstance(
        prepare(SendRequest(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, transport=TransportOptions(proxy="system"))), Refused
    )
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert isinstance(
        prepare(SendRequest(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, transport=TransportOptions(proxy="system"))),
        Prepared,
    )


def test_an_invalid_proxy_is_left_to_the_transport() -> None:
    odd = TransportOptions(proxy="url", proxy_url="socks5://proxy.example")
    assert isinstance(prepare(SendRequest(b"{}", AS_TYPED, "p", SAMPLE, SANDBOX, transport=odd)), Prepared)


@pytest.mark.parametrize(
    ("app", "shown"),
    [(r"koours\u000a\u001b[2J", "koours��[2J"), ("k" * 70, "k" * 64 + "…"), ("koours", "koours")],
)
def test_an_app_is_shown_as_one_short_line(app: str, shown: str) -> None:
    body = f'{{"kochava_app_id":"{app}"}}'.encode()
    assert ready(body).app == shown
    assert ready(b"{}").app is None


@pytest.mark.parametrize("url", ["https://127.0.0.1.example.org/x", "https://localhost.example.org/x"])
def test_a_host_that_resembles_loopback_is_remote(url: str) -> None:
    assert isinstance(prepare(SendRequest(b"{}", AS_TYPED, "p", SAMPLE, endpoint_from(url))), Refused)


@pytest.mark.parametrize(
    "api_key", ["", "k7\r\nb", "k7\nb", " k7", "k7 ", "\tk7", "k7\x00", "k7\u00fc\u2028", "k7\u20ac"]
)
def test_an_api_key_that_is_not_a_header_value_is_refused(api_key: str) -> None:
    refused = prepare(SendRequest(b"{}", AS_TYPED, "p", Credentials(api_key, "secret"), SANDBOX))
    assert isinstance(refused, Refused)
    assert "Nothing was sent" in refused.message
    assert "k7" not in refused.message


def test_an_empty_secret_is_refused() -> None:
    assert isinstance(prepare(SendRequest(b"{}", AS_TYPED, "p", Credentials("key", ""), SANDBOX)), Refused)


def test_missing_credentials_are_refused_with_their_reason_where_a_token_is_needed() -> None:
    locked = SendRequest(b"{}", AS_TYPED, "p", None, SANDBOX, why_no_credentials="The keyring is locked.")
    assert prepare(locked) == Refused("The keyring is locked. Nothing was sent.")
    assert isinstance(prepare(replace(locked, endpoint=LINK)), Prepared)
    unexplained = prepare(SendRequest(b"{}", AS_TYPED, "p", None, SANDBOX))
    assert unexplained == Refused("There are no credentials. Nothing was sent.")


def test_of_several_refusals_the_one_to_correct_first_is_returned() -> None:
    lost = replace(exchange(b"{}"), replaced=((2, 3),))
    request = SendRequest(
        b"oops",
        WireForm.PHP,
        "p",
        None,
        LIVE,
        metadata=ProfileMetadata(hosts=("control.kochava.com",), app_guids=("koours",)),
        why_no_credentials="The keyring is locked.",
        not_ready="The login is being read.",
        resend_of=lost,
    )
    corrected = (
        (request, "cannot be sent again"),
        (request := replace(request, resend_of=None), "The keyring is locked."),
        (request := replace(request, credentials=SAMPLE), "public sample credentials"),
        (request := replace(request, credentials=OWN), "PHP cannot read this body"),
        (request := replace(request, body=b'{"kochava_app_id":"koother"}'), "The login is being read."),
    )
    for refused, words in corrected:
        answer = prepare(refused)
        assert isinstance(answer, Refused)
        assert words in answer.message
    assert isinstance(prepare(replace(request, not_ready="")), ConfirmationNeeded)


def test_an_endpoint_without_token_gets_no_kochava_header_and_needs_no_key() -> None:
    made = prepare(SendRequest(b"{}", AS_TYPED, "p", Credentials("", ""), LINK))
    assert isinstance(made, Prepared)
    assert made.request.headers == (("Content-Type", "application/json"),)
    assert not made.signed
    assert isinstance(prepare(SendRequest(b'{"u":"/"}', AS_TYPED, "p", OWN, LINK)), Prepared)


def test_the_sample_is_allowed_where_no_token_is_sent() -> None:
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
def test_an_unescaped_slash_for_kochava_needs_confirmation(body: bytes, form: WireForm, asks: bool) -> None:
    made = prepare(SendRequest(body, form, "p", OWN, LIVE))
    assert isinstance(made, ConfirmationNeeded) == asks
    if isinstance(made, ConfirmationNeeded):
        assert (made.topic, made.key) == ("slash", "slash")
        assert made.offset is not None
        assert body[made.offset : made.offset + 1] == b"/"
    accepted = prepare(SendRequest(body, form, "p", OWN, LIVE), {"slash"})
    assert isinstance(accepted, Prepared)


@pytest.mark.parametrize("url", ["https://example.org/x", "http://127.0.0.1:1/x", "https://notkochava.com/x"])
def test_an_unescaped_slash_for_another_host_needs_no_confirmation(url: str) -> None:
    assert isinstance(prepare(SendRequest(b'{"u":"a/b"}', AS_TYPED, "p", OWN, endpoint_from(url))), Prepared)


@pytest.mark.parametrize("preset", [each for each in PRESETS if each.takes_token], ids=lambda preset: preset.key)
def test_an_unescaped_slash_needs_confirmation_for_every_preset(preset: Endpoint) -> None:
    assert isinstance(prepare(SendRequest(b'{"u":"a/b"}', AS_TYPED, "p", OWN, preset)), ConfirmationNeeded)


def test_a_body_without_php_form_is_refused_with_line_and_column() -> None:
    refused = prepare(SendRequest(b'{\n "a": oops}', WireForm.PHP, "p", OWN, SANDBOX))
    assert isinstance(refused, Refused)
    assert "line 2, column 7" in refused.message


def test_invalid_json_and_plain_http_give_warnings() -> None:
    made = ready(b"{oops", endpoint_from("http://example.org/x"), OWN)
    assert made.request.body == b"{oops"
    first, second = made.warnings
    assert first.startswith("The body is not JSON")
    assert second.startswith("Plain http")
    assert ready(b"{}").warnings == ()


def test_a_body_from_which_a_secret_was_removed_is_sent_only_after_a_question() -> None:
    body = f'{{"a": "{SECRET_REMOVED}"}}'.encode()
    send = SendRequest(body, AS_TYPED, "profile", SAMPLE, SANDBOX)
    asked = prepare(send)
    assert isinstance(asked, ConfirmationNeeded)
    assert asked.topic == "removed"
    assert isinstance(prepare(send, {asked.key}), Prepared)
