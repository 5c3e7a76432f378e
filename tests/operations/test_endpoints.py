"""Parsing of addresses, presets, host predicates, credentials of a sandbox."""

import httpx
import pytest

from workbench.evidence.safe import head, target
from workbench.exchange import Request
from workbench.operations import (
    LIVE,
    PRESETS,
    BadEndpoint,
    Endpoint,
    endpoint_from,
    is_kochava,
    is_loopback,
    is_plain_http,
    sandbox_credentials,
    sandbox_endpoints,
)
from workbench.signing import SAMPLE, Credentials

OWN = Credentials("acme-key", "acme-secret")


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://control.kochava.com/track/json", "https://control.kochava.com/track/json"),
        ("  https://control.kochava.com/track/json\n", "https://control.kochava.com/track/json"),
        ("live", "https://control.kochava.com/track/json"),
        ("control.kochava.com", "https://control.kochava.com/track/json"),
        ("control.kochava.com/track/json:8081", "https://control.kochava.com:8081/track/json"),
        ("https://control.kochava.com/track/json:8081", "https://control.kochava.com:8081/track/json"),
        ("https://control.kochava.com/track/json:8081/track/json", "https://control.kochava.com:8081/track/json"),
        ("HTTP://Example.org", "http://example.org/track/json"),
        ("https://example.org/caf\u00e9?q=\u00e9%20", "https://example.org/caf%C3%A9?q=%C3%A9%20"),
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("127.0.0.1:8080/x", "https://127.0.0.1:8080/x"),
    ],
)
def test_typed_addresses_are_completed(typed: str, url: str) -> None:
    endpoint = endpoint_from(typed)
    assert endpoint.url == url
    if endpoint.key == "custom" and typed.strip() != url and typed.strip().lower() != url.lower():
        assert endpoint.note, "a change that nobody is told"


@pytest.mark.parametrize(
    "odd", [*(chr(code) for code in range(0x21, 0x7F) if chr(code) != "#"), "\u00e9", "\u2028", "%41", "%zz"]
)
def test_an_address_is_normalised_as_httpx_does(odd: str) -> None:
    url = endpoint_from(f"http://HOST.test:080/a{odd}b?c{odd}d").url
    request = Request("POST", url, (), b"")
    leaves = httpx.URL(url)
    assert target(request).encode() == leaves.raw_path
    assert head(request)[0] == ("Host", leaves.netloc.decode())


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("ftp://example.org", "Only http and https"),
        ("https://", "has no host"),
        ("https:///x", "has no host"),
        ("https://a b/", "space"),
        ("https://a\tb/", "space"),
        ("https://example.org:99999/", "not a valid address"),
        ("https://example.org:port/", "not a valid address"),
        ("https://example.org:0/", "Port 0"),
        ("https://[::1/", "not a valid address"),
        ("https://m\u00fcnchen.example/", "ASCII"),
        ("https://key:word@example.org/", "user name or password"),
        ("https://key@example.org/", "user name or password"),
        ("https://example.org/#part", "never sent to a server"),
    ],
)
def test_an_invalid_address_is_reported(typed: str, message: str) -> None:
    with pytest.raises(BadEndpoint) as caught:
        endpoint_from(typed)
    assert message in caught.value.message
    assert "word" not in caught.value.message.replace("password", "")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_a_kochava_address_and_parses_to_itself(preset: Endpoint) -> None:
    assert endpoint_from(preset.url) is preset
    assert is_kochava(preset.url)
    assert not is_loopback(preset.url)


def test_only_the_documented_http_preset_is_unencrypted() -> None:
    assert LIVE.url.startswith("https://")
    assert [each.key for each in PRESETS if is_plain_http(each.url)] == ["documented-http"]


def test_only_identity_link_takes_no_token() -> None:
    assert [each.key for each in PRESETS if not each.takes_token] == ["identitylink"]
    track, link = sandbox_endpoints("http://127.0.0.1:5/track/json")
    assert (track.takes_token, link.takes_token) == (True, False)
    assert link.url == "http://127.0.0.1:5/v1/cpi/identityLink.php"


@pytest.mark.parametrize(
    ("url", "kochava", "loopback", "plain"),
    [
        ("https://kochava.com/", True, False, False),
        ("https://CONTROL.Kochava.COM/", True, False, False),
        ("https://control.kochava.com./x", True, False, False),
        ("http://control.kochava.com/", True, False, True),
        ("https://notkochava.com/", False, False, False),
        ("https://kochava.com.example.org/", False, False, False),
        ("http://127.0.0.1/", False, True, False),
        ("http://127.1.2.3/", False, True, False),
        ("http://localhost:8080/", False, True, False),
        ("http://[::1]/", False, True, False),
        ("http://10.0.0.1/", False, False, True),
        ("http://0.0.0.0/", False, False, True),
        ("http://localhost.example.org/", False, False, True),
    ],
)
def test_host_predicates(url: str, kochava: bool, loopback: bool, plain: bool) -> None:
    assert (is_kochava(url), is_loopback(url), is_plain_http(url)) == (kochava, loopback, plain)


def test_dot_segments_in_a_path_are_resolved() -> None:
    endpoint = endpoint_from("https://example.org/track/./a/../json")
    assert endpoint.url == "https://example.org/track/json"
    assert "resolved" in endpoint.note
    assert endpoint_from("https://example.org//a/b.json").url == "https://example.org//a/b.json"


def test_own_credentials_and_the_sample_are_accepted() -> None:
    assert sandbox_credentials([OWN, SAMPLE]) == (OWN, SAMPLE)


@pytest.mark.parametrize(
    "pair",
    [Credentials(SAMPLE.api_key, "wrong"), Credentials("wrong", SAMPLE.secret)],
    ids=["the sample's API key", "the sample's secret"],
)
def test_credentials_that_share_one_value_with_the_sample_are_left_out(pair: Credentials) -> None:
    assert sandbox_credentials([pair, OWN]) == (OWN,)
