"""The values of an exchange are immutable, and their reprs show nothing that could be replayed."""

from __future__ import annotations

import pytest

from workbench.exchange import Failure, FailureKind, Request, Response, Timing

TOKEN = "a" * 64
REQUEST = Request(
    "POST",
    "https://ada:lovelace@example.test:8443/track/json?key=hush#part",
    (("Content-Type", "application/json"), ("Kochava-Api-Key", "KEY-1"), ("Kochava-Auth-Token", TOKEN)),
    b'{"idfa":"private"}',
)


@pytest.mark.parametrize("hidden", ["KEY-1", TOKEN, "private", "hush", "lovelace"])
def test_a_requests_repr_hides_what_could_be_replayed(hidden: str) -> None:
    assert hidden not in repr(REQUEST)


def test_a_requests_repr_shows_method_and_path() -> None:
    assert repr(REQUEST) == (
        "Request(POST https://example.test:8443/track/json, headers=(Content-Type: 'application/json', "
        "Kochava-Api-Key: (hidden), Kochava-Auth-Token: (hidden)), body=18 bytes)"
    )


def test_a_responses_repr_shows_neither_body_nor_cookie() -> None:
    response = Response(200, "OK", "HTTP/1.1", (("Set-Cookie", "sesame"),), b"echo of an id", Timing(0.25))
    assert "sesame" not in repr(response)
    assert "echo" not in repr(response)
    assert "200 OK" in repr(response)
    assert "body=13 bytes" in repr(response)


def test_a_request_cannot_be_changed_after_it_was_signed() -> None:
    with pytest.raises(AttributeError):
        REQUEST.body = b"{}"  # type: ignore[misc]


def test_headers_are_found_without_regard_to_case() -> None:
    assert REQUEST.header("kochava-api-KEY") == "KEY-1"
    assert REQUEST.header("Accept") is None


def test_a_failures_kind_is_its_word() -> None:
    failure = Failure(FailureKind.NOT_HTTP, "It is not HTTP.", Timing(0.0), request_left=True)
    assert str(failure.kind) == "not-http"
