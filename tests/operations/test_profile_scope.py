"""What a profile is for: which hosts and apps its lists let pass, and what is asked about the others."""

import json

import pytest

from workbench.credentials import ProfileMetadata
from workbench.operations import (
    IDENTITY_LINK,
    LIVE,
    Asks,
    Prepared,
    Refused,
    endpoint_from,
    is_among_apps,
    is_among_hosts,
    plain_host,
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
def test_an_entry_lets_its_host_pass_however_it_is_written(entry: str, host: str) -> None:
    assert is_among_hosts(host, [entry])
    assert is_among_hosts(host, ["another.example", entry])


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
def test_a_host_that_only_resembles_an_entry_does_not_pass(entry: str, host: str) -> None:
    assert not is_among_hosts(host, [entry])


def test_an_empty_list_is_for_every_host_and_every_app() -> None:
    for none in ((), ("",), ("  ", "")):
        assert is_among_hosts("example.org", none)
        assert is_among_apps("koacme", none)


def test_an_app_guid_is_matched_to_the_letter() -> None:
    assert is_among_apps("koAcme", [" koAcme ", "other"])
    assert not is_among_apps("koacme", ["koAcme"])
    assert not is_among_apps("koAcme-2", ["koAcme"])


def test_an_address_is_compared_by_its_host_alone() -> None:
    assert plain_host("HTTPS://Control.Kochava.com:8081/track/json") == "control.kochava.com"
    assert plain_host("") == plain_host("   ") == plain_host("/track/json") == ""


def test_a_host_that_the_profile_is_not_for_is_asked_about_by_name() -> None:
    asks = prepare(b"{}", AS_TYPED, "Acme", OWN, OTHER, facts=KOCHAVA_ONLY)
    assert isinstance(asks, Asks)
    assert (asks.topic, asks.key, asks.about) == ("host", "host:example.org", "example.org")
    for named in ("Acme", "example.org", "control.kochava.com", "Nothing was sent"):
        assert named in asks.says
    assert isinstance(prepare(b"{}", AS_TYPED, "Acme", OWN, OTHER, facts=KOCHAVA_ONLY, agreed={asks.key}), Prepared)
    assert isinstance(prepare(b"{}", AS_TYPED, "Acme", OWN, OTHER, facts=KOCHAVA_ONLY, agreed={"host:x"}), Asks)
    assert isinstance(prepare(b"{}", AS_TYPED, "Acme", OWN, LIVE, facts=KOCHAVA_ONLY), Prepared)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://[::1]/x", "http://localhost:9/x"])
def test_this_machine_is_never_asked_about(url: str) -> None:
    assert isinstance(prepare(b"{}", AS_TYPED, "Acme", OWN, endpoint_from(url), facts=KOCHAVA_ONLY), Prepared)


def test_a_host_that_gets_no_token_is_not_asked_about() -> None:
    elsewhere = ProfileMetadata(hosts=("example.org",))
    assert isinstance(prepare(b"{}", AS_TYPED, "Acme", OWN, IDENTITY_LINK, facts=elsewhere), Prepared)


@pytest.mark.parametrize("endpoint", [LIVE, IDENTITY_LINK, OTHER, endpoint_from("http://127.0.0.1:1/x")])
def test_an_app_that_the_profile_is_not_for_is_asked_about_wherever_it_goes(endpoint: object) -> None:
    asks = prepare(body_of("koother"), AS_TYPED, "Acme", OWN, endpoint, facts=ONE_APP)  # type: ignore[arg-type]
    assert isinstance(asks, Asks)
    assert (asks.topic, asks.key, asks.about) == ("app", "app:koother", "koother")
    for named in ("Acme", "koother", "koacme-ios-1"):
        assert named in asks.says
    agreed = prepare(body_of("koother"), AS_TYPED, "Acme", OWN, endpoint, facts=ONE_APP, agreed={asks.key})  # type: ignore[arg-type]
    assert isinstance(agreed, Prepared)


@pytest.mark.parametrize("body", [body_of("koacme-ios-1"), b"{}", b'{"kochava_app_id":""}', body_of(7), b"oops", b"[]"])
def test_the_profile_s_own_app_and_a_body_without_one_pass(body: bytes) -> None:
    assert isinstance(prepare(body, AS_TYPED, "Acme", OWN, LIVE, facts=ONE_APP), Prepared)


def test_a_body_too_large_to_look_into_is_sent_with_a_warning_that_says_so() -> None:
    large = b'{"kochava_app_id":"koother","pad":"' + b"x" * 1_000_000 + b'"}'
    made = prepare(large, AS_TYPED, "Acme", OWN, LIVE, facts=ONE_APP)
    assert isinstance(made, Prepared)
    assert made.warnings == ("The body is too large to look for its kochava_app_id, so its app was not checked.",)
    plain = prepare(large, AS_TYPED, "Acme", OWN, LIVE)
    assert isinstance(plain, Prepared)
    assert plain.warnings == ()


def test_refusals_come_first_then_the_host_then_the_app_then_the_slash() -> None:
    facts = ProfileMetadata(hosts=("example.org",), app_guids=("koacme",))
    body = b'{"kochava_app_id":"koother","u":"a/b"}'
    assert isinstance(prepare(body, AS_TYPED, "Acme", SAMPLE, LIVE, facts=facts), Refused)
    agreed: set[str] = set()
    topics = []
    while isinstance(answer := prepare(body, AS_TYPED, "Acme", OWN, LIVE, facts=facts, agreed=agreed), Asks):
        topics.append(answer.topic)
        agreed.add(answer.key)
    assert isinstance(answer, Prepared)
    assert topics == ["host", "app", "slash"]


def test_what_a_body_holds_cannot_break_the_sentence() -> None:
    asks = prepare(body_of("ko\n\u202e" + "x" * 500), AS_TYPED, "Acme", OWN, LIVE, facts=ONE_APP)
    assert isinstance(asks, Asks)
    assert asks.says.isprintable()
    assert len(asks.says) < 250
    assert asks.about.endswith("x" * 500)


def test_a_long_list_is_named_in_part() -> None:
    facts = ProfileMetadata(hosts=tuple(f"h{number}.example" for number in range(9)))
    asks = prepare(b"{}", AS_TYPED, "Acme", OWN, LIVE, facts=facts)
    assert isinstance(asks, Asks)
    assert "h0.example, h1.example, h2.example, h3.example and 5 more" in asks.says
