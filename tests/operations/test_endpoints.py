"""What a typed address means, and what is known of a host."""

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
    sandbox_endpoints,
)


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
def test_an_address_is_read_as_a_person_means_it(typed: str, url: str) -> None:
    endpoint = endpoint_from(typed)
    assert endpoint.url == url
    if endpoint.key == "custom" and typed.strip() != url and typed.strip().lower() != url.lower():
        assert endpoint.note, "a change that nobody is told"


@pytest.mark.parametrize(
    "odd", [*(chr(code) for code in range(0x21, 0x7F) if chr(code) != "#"), "\u00e9", "\u2028", "%41", "%zz"]
)
def test_an_address_is_shown_as_it_is_on_the_wire(odd: str) -> None:
    url = endpoint_from(f"http://HOST.test:080/a{odd}b?c{odd}d").url
    request = Request("POST", url, (), b"")
    leaves = httpx.URL(url)
    assert target(request).encode() == leaves.raw_path
    assert head(request)[0] == ("Host", leaves.netloc.decode())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "no address"),
        ("   ", "no address"),
        ("ftp://example.org", "Only http and https"),
        ("https://", "names no host"),
        ("https:///x", "names no host"),
        ("https://a b/", "blank"),
        ("https://a\tb/", "blank"),
        ("https://example.org:99999/", "no address"),
        ("https://example.org:port/", "no address"),
        ("https://example.org:0/", "Port 0"),
        ("https://[::1/", "no address"),
        ("https://m\u00fcnchen.example/", "ASCII"),
        ("https://key:word@example.org/", "user name or password"),
        ("https://key@example.org/", "user name or password"),
        ("https://example.org/#part", "never reaches a server"),
    ],
)
def test_what_is_no_address_is_said_in_one_sentence(typed: str, says: str) -> None:
    with pytest.raises(BadEndpoint) as caught:
        endpoint_from(typed)
    assert says in caught.value.says
    assert "word" not in caught.value.says.replace("password", "")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_an_address_of_kochava_s_and_reads_as_itself(preset: Endpoint) -> None:
    assert endpoint_from(preset.url) is preset
    assert is_kochava(preset.url)
    assert not is_loopback(preset.url)


def test_live_is_https_and_only_the_documented_form_is_not() -> None:
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
def test_what_is_known_of_a_host(url: str, kochava: bool, loopback: bool, plain: bool) -> None:
    assert (is_kochava(url), is_loopback(url), is_plain_http(url)) == (kochava, loopback, plain)


def test_dots_in_a_path_are_resolved_as_they_would_be_on_the_way() -> None:
    endpoint = endpoint_from("https://example.org/track/./a/../json")
    assert endpoint.url == "https://example.org/track/json"
    assert "resolved" in endpoint.note
    assert endpoint_from("https://example.org//a/b.json").url == "https://example.org//a/b.json"
