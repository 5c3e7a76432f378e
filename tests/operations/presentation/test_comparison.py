"""Comparison of two exchanges: bytes, JSON values, headers, and the responses."""

import json

from msgspec.structs import replace

from tests.history.making import START, answer, done, exchange
from workbench.operations.presentation.comparison import Comparison, compare, comparison_rows

BODY = b'{\n  "action": "install",\n  "os": "9.3.4"\n}'


def told(compared: Comparison) -> str:
    return "".join(f"{each.label}|{each.text}\n" for each in comparison_rows(compared))


def test_each_exchange_has_a_title() -> None:
    compared = compare(done(exchange(title="first")), done(exchange(title="second")))
    assert " · first · " in compared.before
    assert " · second · " in compared.after


def test_equal_requests_and_responses_are_reported_as_the_same() -> None:
    compared = compare(done(exchange(BODY)), done(exchange(BODY)))
    text = told(compared)
    assert f"Request|= {len(BODY)} identical bytes.\n|= Same headers.\n" in text
    assert "Response|= 200 Reason\n|= 15 identical bytes.\n|= Same headers." in text
    assert compared.same


def test_a_changed_value_is_shown_in_bytes_json_and_status() -> None:
    changed = BODY.replace(b"9.3.4", b"9.4")
    compared = compare(done(exchange(BODY)), done(exchange(changed), answer(401, b'{"success":"0"}')))
    text = told(compared)
    assert "≠ JSON differs in 1 value." in text
    assert f"first difference: byte {BODY.index(b'3.4')}, line 3, column 12" in text
    assert "|  A 20 22 39 2e 33 2e 34 22 0a 7d" in text
    assert "|  B 20 22 39 2e 34 22 0a 7d" in text
    assert '|/os\n|  A "9.3.4"\n|  B "9.4"\n' in text
    assert "Response|≠ 200 Reason → 401 Reason" in text
    assert '|/success\n|  A "1"\n|  B "0"\n' in text


def test_equal_json_in_other_bytes_names_the_difference() -> None:
    other = json.dumps(json.loads(BODY)).encode()
    text = told(compare(done(exchange(BODY)), done(exchange(other))))
    assert "≠ Same JSON, written differently: whitespace." in text


def test_a_different_token_is_shown_by_its_first_digits() -> None:
    first = done(replace(exchange(BODY), token_prefix="1a2b3c4d", pair="aaaaaaaa"))
    second = done(replace(exchange(BODY), token_prefix="5e6f7a8b", pair="bbbbbbbb"))
    text = told(compare(first, second))
    assert "Token|1a2b3c4d… → 5e6f7a8b…\n" in text
    assert "Fingerprint|aaaaaaaa → bbbbbbbb\n" in text


def test_an_additional_header_is_shown_with_its_value() -> None:
    first, second = done(exchange(BODY)), done(exchange(BODY))
    more = replace(second.request, headers=(*second.request.headers, ("User-Agent", "Unknown")))
    text = told(compare(first, replace(second, request=more)))
    assert "≠ 1 header differs.\n|User-Agent\n|  A (missing)\n|  B Unknown\n" in text


def test_the_editor_is_compared_with_the_request_only() -> None:
    mine = replace(exchange(BODY.replace(b"install", b"event"), title="install-ios.json"), id="")
    text = told(compare(done(exchange(BODY), answer(401)), mine, with_editor=True))
    assert text.splitlines()[1].startswith("B|editor · install-ios.json")
    assert '|/action\n|  A "install"\n|  B "event"\n' in text
    assert text.endswith("Response|A: 401 Reason\n")


def test_an_exchange_without_a_response_is_compared_by_its_request() -> None:
    compared = compare(done(exchange(BODY)), replace(exchange(BODY), started=START.replace(year=2030)))
    assert compared.response is None
    assert "≠ 200 Reason → in progress" in told(compared)


def test_a_body_that_is_not_byte_exact_is_reported_first() -> None:
    text = told(compare(done(exchange(BODY, replaced=((3, 4),))), done(exchange(BODY))))
    assert text.index("Note|The body of A is not byte-exact") < text.index("Request|")


def test_changes_beyond_the_limit_are_counted() -> None:
    first = json.dumps({str(number): number for number in range(300)}).encode()
    second = json.dumps({str(number): -number - 1 for number in range(300)}).encode()
    text = told(compare(done(exchange(first)), done(exchange(second))))
    assert "… 200 more values" in text


def test_headers_in_another_order_are_not_the_same() -> None:
    first = done(exchange(BODY))
    first = replace(first, request=replace(first.request, headers=(("A", "1"), ("B", "2"))))
    second = replace(first, request=replace(first.request, headers=(("B", "2"), ("A", "1"))))
    text = told(compare(first, second))
    assert "≠ Same headers in a different order, case or number.\n" in text
    assert "|  A A, B\n|  B B, A\n" in text
