"""Raw HTTP, HAR and Markdown: correct content, and no key, secret or token."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.evidence.exchanges import ANSWER, BODY, PAIR, REFUSED, exchange, token
from workbench.evidence.bundle import bundle
from workbench.evidence.curl import curl
from workbench.evidence.har import har
from workbench.evidence.raw import raw_http
from workbench.exchange import Cancelled, Interrupted, Outcome, Timing
from workbench.history.redaction import redact_exchange
from workbench.operations.presentation.markdown import markdown
from workbench.redaction import REDACTED, Secret, remember

EVERY = {
    "raw": lambda each: raw_http(each).decode("latin-1"),
    "curl": lambda each: curl(each).command + curl(each).body.decode("latin-1"),
    "har": lambda each: har([each]),
    "markdown": lambda each: markdown([each]),
    "bundle": lambda each: bundle([each]).decode(),
}


@pytest.mark.parametrize("form", EVERY)
def test_no_format_contains_credentials(form: str) -> None:
    text = EVERY[form](exchange())
    for hidden in (PAIR.api_key, PAIR.secret, token(), "very-private-value-here"):
        assert hidden.lower() not in text.lower()
        assert base64.b64encode(hidden.encode()).decode() not in text


@pytest.mark.parametrize("form", EVERY)
@pytest.mark.parametrize("outcome", [None, REFUSED, Cancelled(Timing(0.1), None), Interrupted()])
def test_every_format_accepts_an_exchange_without_a_response(form: str, outcome: Outcome | None) -> None:
    assert EVERY[form](exchange(outcome=outcome))


@pytest.mark.parametrize("form", EVERY)
def test_known_secret_in_a_body_is_masked(form: str) -> None:
    planted = "planted-Secret-value-91"
    remember(Secret(planted))
    text = EVERY[form](exchange(b'{"config":{"api_key":"' + planted.encode() + b'"}}'))
    assert planted not in text
    assert base64.b64encode(planted.encode())[:20].decode() not in text


@pytest.mark.parametrize("form", EVERY)
def test_known_secret_outside_the_body_is_masked(form: str) -> None:
    planted = "planted-Secret-value-92"
    remember(Secret(planted))
    made = exchange(outcome=replace(ANSWER, reason=f"No {planted}", headers=(("X", planted),)))
    headers = (*made.request.headers, ("User-Agent", planted), ("Authorization", "Basic bm90LWtub3du"))
    made = replace(made, profile=planted, title=planted, request=replace(made.request, headers=headers))
    text = EVERY[form](made)
    assert planted not in text
    assert "bm90LWtub3du" not in text


@pytest.mark.parametrize("form", ["raw", "har", "markdown", "bundle"])
def test_shortened_token_keeps_its_digits_in_every_format(form: str) -> None:
    kept = redact_exchange(exchange())
    assert kept.request.header("Kochava-Auth-Token") == REDACTED
    text = raw_http(kept).decode() if form == "raw" else EVERY[form](kept)
    assert f"{token()[:8]}••••" in text
    assert token()[:9] not in text


def test_raw_http_encodes_headers_as_sent() -> None:
    made = exchange()
    made = replace(made, request=replace(made.request, headers=(*made.request.headers, ("User-Agent", "Z\u00fcrich"))))
    assert b"\r\nUser-Agent: Z\xfcrich\r\n" in raw_http(made)


def test_raw_http_is_the_head_and_the_exact_body() -> None:
    raw = raw_http(exchange())
    head, _, body = raw.partition(b"\r\n\r\n")
    assert body == BODY
    assert head.split(b"\r\n")[:3] == [
        b"POST /track/json?a=1&b= HTTP/1.1",
        b"Host: control.kochava.com",
        b"Content-Type: application/json",
    ]
    assert head.endswith(f"Content-Length: {len(BODY)}".encode())
    assert token().encode() in raw_http(exchange(), with_token=True)


def test_har_has_the_required_fields() -> None:
    log = json.loads(har([exchange(), exchange(outcome=REFUSED)]))["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "Payload Workbench")
    first, second = log["entries"]
    assert first["startedDateTime"] == "2026-11-22T12:00:00.123+00:00"
    assert first["request"]["postData"] == {"mimeType": "application/json", "text": BODY.decode()}
    assert first["request"]["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": ""}]
    assert first["response"]["content"]["text"] == ANSWER.body.decode()
    assert first["timings"] == {
        "blocked": 10.0, "dns": -1, "connect": 30.0, "ssl": 20.0, "send": 1.0, "wait": 80.0, "receive": 2.0,
    }  # fmt: skip
    assert (first["serverIPAddress"], first["connection"]) == ("203.0.113.7", "443")
    assert second["response"]["status"] == 0
    assert "refused" in second["response"]["comment"]
    assert min(second["timings"][name] for name in ("send", "wait", "receive")) == 0.0


def test_har_has_a_page_to_which_its_entries_refer() -> None:
    early = exchange()
    log = json.loads(har([replace(early, started=early.started + timedelta(days=1)), early]))["log"]
    (page,) = log["pages"]
    assert page["startedDateTime"] == early.started.isoformat(timespec="milliseconds")
    assert page["title"]
    assert page["pageTimings"] == {}
    assert [entry["pageref"] for entry in log["entries"]] == [page["id"]] * 2


def test_har_keeps_binary_bodies() -> None:
    posted = json.loads(har([exchange(b"\xff\x00")]))["log"]["entries"][0]["request"]["postData"]
    assert (posted["_encoding"], base64.b64decode(posted["text"])) == ("base64", b"\xff\x00")
    assert "base64" in posted["comment"]


def test_har_timings_sum_to_the_total() -> None:
    odd = Timing(0.0032775, connect_s=0.0001234, send_s=0.0001236, wait_s=0.0012344, receive_s=0.0003336)
    for made in (exchange(), exchange(outcome=replace(ANSWER, timing=odd))):
        entry = json.loads(har([made]))["log"]["entries"][0]
        parts = [value for name, value in entry["timings"].items() if name != "ssl" and value >= 0]
        assert sum(parts) == pytest.approx(entry["time"], abs=1e-9)
        assert made.outcome is not None
        assert entry["time"] == pytest.approx(made.outcome.timing.total_s * 1000, abs=0.005)
