"""Hosts and apps of a profile, and the confirmations for others."""

import json

import pytest

from workbench.credentials import ProfileMetadata
from workbench.operations import (
    IDENTITY_LINK,
    LIVE,
    ConfirmationNeeded,
    Endpoint,
    Prepared,
    Refused,
    SendRequest,
    app_allowed,
    endpoint_from,
    host_allowed,
    normalised_host,
    prepare,
)
from workbench.signing import SAMPLE, Credentials, WireForm

OWN = Credentials("acme-key", "acme-secret")
AS_TYPED = WireForm.AS_TYPED
KOCHAVA_ONLY = ProfileMetadata(hosts=("control.kochava.com",))
ONE_APP = ProfileMetadata(app_guids=("koacme-ios-1",))
OTHER = endpoint_from("https://example.org/track/json")


def body_of(app_guid: object) -> bytes:
    return json.dumps({"action": "install", "kochava_app_id": app_guid}).encode()


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("example.org", "example.org"),
        ("Example.ORG", "example.org"),
        (" example.org ", "EXAMPLE.org"),
        ("example.org.", "example.org"),
        ("example.org", "example.org."),
        ("example.org:8443", "example.org"),
        ("https://example.org/track/json?x=1", "example.org"),
        ("example.org/track/json", "example.org"),
        ("*.example.org", "a.example.org"),
        ("*.example.org", "a.b.example.org"),
        ("*.Example.org:443", "a.example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("https://*.bücher.example/", "a.xn--bcher-kva.example"),
        ("10.0.0.1:80", "10.0.0.1"),
        ("2001:DB8::1", "2001:db8:0:0:0:0:0:1"),
        ("http://[2001:db8::1]:8080/x", "2001:db8::1"),
    ],
)
def test_an_entry_matches_every_spelling_of_its_host(entry: str, host: str) -> None:
    assert host_allowed(host, [entry])
    assert host_allowed(host, ["another.example", entry])


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("example.org", "a.example.org"),
        ("example.org", "example.org.evil.example"),
        ("example.org", "notexample.org"),
        ("*.example.org", "example.org"),
        ("*.example.org", "evilexample.org"),
        ("*.example.org", "example.org.evil.example"),
        ("https://example.org@evil.example/", "example.org"),
        ("*", "example.org"),
        ("*.", "example.org"),
        ("a*.example.org", "ab.example.org"),
        ("*.*.org", "a.example.org"),
        ("straße.example", "strasse.example"),
        ("ｅxample.org", "example.org"),
        ("https://[broken", "broken"),
        ("https:///track/json", "track"),
        ("10.0.0.1", "10.0.0.10"),
        ("example.org", ""),
    ],
)
def test_a_similar_host_does_not_match(entry: str, host: str) -> None:
    assert not host_allowed(host, [entry])


def test_an_empty_list_allows_everything() -> None:
    for none in ((), ("",), ("  ", "")):
        assert host_allowed("example.org", none)
        assert app_allowed("koacme", none)


def test_an_app_guid_is_matched_exactly() -> None:
    assert app_allowed("koAcme", [" koAcme ", "other"])
    assert not app_allowed("koacme", ["koAcme"])
    assert not app_allowed("koAcme-2", ["koAcme"])


def test_only_the_host_of_an_address_is_compared() -> None:
    assert normalised_host("HTTPS://Control.Kochava.com:8081/track/json") == "control.kochava.com"
    assert normalised_host("") == normalised_host("   ") == normalised_host("/track/json") == ""


def test_a_host_that_is_not_listed_needs_confirmation() -> None:
    asks = prepare(SendRequest(b"{}", AS_TYPED, "Acme", OWN, OTHER, metadata=KOCHAVA_ONLY))
    assert isinstance(asks, ConfirmationNeeded)
    assert (asks.topic, asks.key, asks.about) == ("host", "host:example.org", "example.org")
    for named in ("Acme", "example.org", "control.kochava.com", "Nothing was sent"):
        assert named in asks.message
    assert isinstance(
        prepare(SendRequest(b"{}", AS_TYPED, "Acme", OWN, OTHER, metadata=KOCHAVA_ONLY), {asks.key}), Prepared
    )
    assert isinstance(
        prepare(SendRequest(b"{}", AS_TYPED, "Acme", OWN, OTHER, metadata=KOCHAVA_ONLY), {"host:x"}), ConfirmationNeeded
    )
    assert isinstance(prepare(SendRequest(b"{}", AS_TYPED, "Acme", OWN, LIVE, metadata=KOCHAVA_ONLY)), Prepared)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://[::1]/x", "http://localhost:9/x"])
def test_loopback_never_needs_confirmation(url: str) -> None:
    assert isinstance(
        prepare(SendRequest(b"{}", AS_TYPED, "Acme", OWN, endpoint_from(url), metadata=KOCHAVA_ONLY)), Prepared
    )


def test_an_endpoint_without_token_needs_no_confirmation() -> None:
    elsewhere = ProfileMetadata(hosts=("example.org",))
    assert isinstance(prepare(SendRequest(b"{}", AS_TYPED, "Acme", OWN, IDENTITY_LINK, metadata=elsewhere)), Prepared)


@pytest.mark.parametrize("endpoint", [LIVE, IDENTITY_LINK, OTHER, endpoint_from("http://127.0.0.1:1/x")])
def test_an_app_that_is_not_listed_needs_confirmation_for_every_endpoint(endpoint: Endpoint) -> None:
    asks = prepare(SendRequest(body_of("koother"), AS_TYPED, "Acme", OWN, endpoint, metadata=ONE_APP))
    assert isinstance(asks, ConfirmationNeeded)
    assert (asks.topic, asks.key, asks.about) == ("app", "app:koother", "koother")
    for named in ("Acme", "koother", "koacme-ios-1"):
        assert named in asks.message
    confirmed = prepare(SendRequest(body_of("koother"), AS_TYPED, "Acme", OWN, endpoint, metadata=ONE_APP), {asks.key})
    assert isinstance(confirmed, Prepared)


@pytest.mark.parametrize("body", [body_of("koacme-ios-1"), b"{}", b'{"kochava_app_id":""}', body_of(7), b"oops", b"[]"])
def test_a_listed_app_and_a_body_without_app_need_no_confirmation(body: bytes) -> None:
    assert isinstance(prepare(SendRequest(body, AS_TYPED, "Acme", OWN, LIVE, metadata=ONE_APP)), Prepared)


def test_a_body_too_large_to_search_gives_a_warning() -> None:
    large = b'{"kochava_app_id":"koother","pad":"' + b"x" * 1_000_000 + b'"}'
    made = prepare(SendRequest(large, AS_TYPED, "Acme", OWN, LIVE, metadata=ONE_APP))
    assert isinstance(made, Prepared)
    assert made.warnings == (
        "The body is too large to be searched for its kochava_app_id, so the app was not checked.",
    )
    plain = prepare(SendRequest(large, AS_TYPED, "Acme", OWN, LIVE))
    assert isinstance(plain, Prepared)
    assert plain.warnings == ()


def test_the_order_is_refusal_host_app_slash() -> None:
    facts = ProfileMetadata(hosts=("example.org",), app_guids=("koacme",))
    body = b'{"kochava_app_id":"koother","u":"a/b"}'
    assert isinstance(prepare(SendRequest(body, AS_TYPED, "Acme", SAMPLE, LIVE, metadata=facts)), Refused)
    confirmed: set[str] = set()
    topics = []
    while isinstance(
        answer := prepare(SendRequest(body, AS_TYPED, "Acme", OWN, LIVE, metadata=facts), confirmed), ConfirmationNeeded
    ):
        topics.append(answer.topic)
        confirmed.add(answer.key)
    assert isinstance(answer, Prepared)
    assert topics == ["host", "app", "slash"]


def test_an_app_with_control_characters_is_shown_safely() -> None:
    asks = prepare(SendRequest(body_of("ko\n\u202e" + "x" * 500), AS_TYPED, "Acme", OWN, LIVE, metadata=ONE_APP))
    assert isinstance(asks, ConfirmationNeeded)
    assert asks.message.isprintable()
    assert len(asks.message) < 250
    assert asks.about.endswith("x" * 500)


def test_a_long_list_is_shortened() -> None:
    facts = ProfileMetadata(hosts=tuple(f"h{number}.example" for number in range(9)))
    asks = prepare(SendRequest(b"{}", AS_TYPED, "Acme", OWN, LIVE, metadata=facts))
    assert isinstance(asks, ConfirmationNeeded)
    assert "h0.example, h1.example, h2.example, h3.example and 5 more" in asks.message
