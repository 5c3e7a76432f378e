"""Combinations are found, random tokens are not, and the parts of a question are used."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import repetitions
from tests.signing.bodies import bodies
from workbench.signing import SAMPLE, Credentials, Explanation, explain, sign

KEY, SECRET = "7C1E9A52-6B0D-4F3A-8E21-5D9B0A6C4E77", "q8Zr4mTx2"
PAIR = Credentials(KEY, SECRET)
VALUE = {"action": "install", "data": {"device_ua": "Mozilla/5.0", "city": "Zürich", "device_ids": {"idfa": "a"}}}
BODY = json.dumps(VALUE, separators=(",", ":"), ensure_ascii=False).encode()
DIGITS = hashlib.sha1(BODY, usedforsecurity=False).hexdigest()


class Client:
    """A signer whose steps can each be replaced by a wrong one."""

    def __init__(self) -> None:
        self.body: Callable[[bytes], bytes] = lambda body: body
        self.hash: Callable[[bytes], str] = lambda body: hashlib.sha1(body, usedforsecurity=False).hexdigest()
        self.key, self.secret = KEY, SECRET
        self.message: Callable[[str, str], str] = lambda secret, digits: secret + digits
        self.write: Callable[[bytes], str] = bytes.hex

    def token(self) -> str:
        message = self.message(self.secret, self.hash(self.body(BODY)))
        return self.write(hmac.new(self.key.encode(), message.encode(), "sha256").digest())


def spaced(client: Client) -> None:
    client.body = lambda body: json.dumps(json.loads(body)).encode()


def data_alone(client: Client) -> None:
    client.body = lambda body: json.dumps(json.loads(body)["data"], separators=(",", ":"), ensure_ascii=False).encode()


def slashes(client: Client) -> None:
    client.body = lambda body: body.replace(b"/", b"\\/")


def line_feed(client: Client) -> None:
    client.body = lambda body: body + b"\n"


def upper_hash(client: Client) -> None:
    client.hash = lambda body: hashlib.sha1(body, usedforsecurity=False).hexdigest().upper()


def base64_hash(client: Client) -> None:
    client.hash = lambda body: base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def sha256_hash(client: Client) -> None:
    client.hash = lambda body: hashlib.sha256(body).hexdigest()


def secret_after(client: Client) -> None:
    client.message = lambda secret, digits: digits + secret


def separated(client: Client) -> None:
    client.message = lambda secret, digits: f"{secret}:{digits}"


def swapped(client: Client) -> None:
    client.key, client.secret = client.secret, client.key


def lower_key(client: Client) -> None:
    client.key = client.key.lower()


def base64_token(client: Client) -> None:
    client.write = lambda digest: base64.b64encode(digest).decode()


def dashed_token(client: Client) -> None:
    client.write = lambda digest: digest.hex("-").upper()


STAGES: tuple[tuple[Callable[[Client], None], ...], ...] = (
    (spaced, data_alone, slashes, line_feed),
    (upper_hash, base64_hash, sha256_hash),
    (secret_after, separated, swapped, lower_key),
    (base64_token, dashed_token),
)
PAIRS = [(one, two) for first, second in combinations(STAGES, 2) for one in first for two in second]
TRIPLES = [
    (one, two, three)
    for first, second, third in combinations(STAGES, 3)
    for one, two, three in ((first[0], second[-1], third[0]), (first[-1], second[0], third[-1]))
]


def findings(found: Explanation) -> list[list[str]]:
    return [[mistake.id for mistake in finding.mistakes] for finding in found.findings]


@pytest.mark.parametrize("steps", [*PAIRS, *TRIPLES], ids=lambda steps: "+".join(step.__name__ for step in steps))
def test_mistakes_made_together_are_found_and_no_more_are_named(steps: tuple[Callable[[Client], None], ...]) -> None:
    client = Client()
    for step in steps:
        step(client)
    found = explain(BODY, PAIR, client.token())
    assert not found.verified
    assert found.findings
    assert len(found.findings[0].mistakes) <= len(steps)
    assert all(mistake.id and mistake.says and mistake.fix for mistake in found.findings[0].mistakes)
    assert found.findings[0].digits == 64


@settings(max_examples=repetitions(gate=5, soak=2000), deadline=None)
@given(bodies(), st.binary(min_size=32, max_size=32))
def test_a_random_token_has_no_finding(body: bytes, token: bytes) -> None:
    found = explain(body, PAIR, token.hex())
    assert (found.verified, found.findings) == (False, ())
    assert found.remarks


@settings(max_examples=repetitions(gate=30, soak=1000), deadline=None)
@given(bodies())
def test_any_correct_token_is_verified(body: bytes) -> None:
    assert explain(body, PAIR, sign(body, PAIR).auth_token).verified


@settings(max_examples=repetitions(gate=10, soak=500), deadline=None)
@given(bodies(), st.text(max_size=100), st.one_of(st.none(), st.text(max_size=50)))
def test_any_text_gets_an_answer(body: bytes, token: str, digits: str | None) -> None:
    assert not explain(body, None, token, payload_hash=digits).verified


@pytest.mark.parametrize(("head", "tail"), [(4, 4), (8, 0), (0, 8), (12, 0)])
def test_masked_tokens_are_searched_with_the_digits_there_are(head: int, tail: int) -> None:
    client = Client()
    swapped(client)
    token = client.token()
    found = explain(BODY, PAIR, f"{token[:head]}••••{token[64 - tail :]}")
    assert findings(found)[0] == ["roles-swapped"]
    assert found.findings[0].digits == head + tail
    assert "few-digits" in [remark.id for remark in found.remarks]


def test_fewer_than_eight_digits_are_not_searched() -> None:
    found = explain(BODY, PAIR, sign(BODY, PAIR).auth_token[:7])
    assert (found.verified, found.findings, [remark.id for remark in found.remarks]) == (False, (), ["not-a-token"])


def test_other_credentials_are_named() -> None:
    others = [("Acme", SAMPLE), ("replaced on 28 November", Credentials("another key", "another secret"))]
    [finding] = explain(BODY, PAIR, sign(BODY, SAMPLE).auth_token, others=others).findings
    assert (finding.profile, [mistake.id for mistake in finding.mistakes]) == ("Acme", ["other-profile"])
    mixed = sign(BODY, Credentials(KEY, "another secret")).auth_token
    [finding] = explain(BODY, PAIR, mixed, others=others).findings
    assert finding.profile == "replaced on 28 November"
    assert [mistake.id for mistake in finding.mistakes] == ["other-secret"]


def test_the_token_of_an_earlier_body_is_named() -> None:
    earlier = [("sent at 9:30", b'{"n":1}'), ("sent at 9:31", b'{"n":2}')]
    [finding] = explain(BODY, PAIR, sign(b'{"n":2}', PAIR).auth_token, earlier=earlier).findings
    assert [mistake.id for mistake in finding.mistakes] == ["token-of-earlier-body"]
    assert "9:31" in finding.mistakes[0].says


def test_a_payload_hash_divides_the_search() -> None:
    pretty = json.dumps(VALUE, indent=2, sort_keys=True).encode()
    digits = hashlib.sha1(pretty, usedforsecurity=False).hexdigest()
    token = hmac.new(SECRET.encode(), f"{KEY}{digits}\n".encode(), "sha256").hexdigest().upper()
    found = explain(BODY, PAIR, token, payload_hash=digits)
    assert {"roles-swapped", "token-upper-case"} < set(findings(found)[0])
    assert explain(BODY, None, payload_hash=digits).findings[0].digits == 40


@pytest.mark.parametrize(
    ("body", "remark"),
    [
        (b"", "empty"),
        (b"action=install&data=device_ids&kochava_app_id=ko1", "form-encoded"),
        (BODY[:-1], "cut"),
        (BODY[:-40], "cut"),
        (b"{'a':1}", "not-json"),
    ],
)
def test_what_cannot_have_been_signed_is_said(body: bytes, remark: str) -> None:
    assert explain(body, PAIR, "0" * 64).remarks[0].id == remark


def test_a_search_can_be_cancelled_and_reports_its_progress() -> None:
    seen: list[float] = []
    assert explain(BODY, PAIR, "0" * 64, progress=seen.append).tried > 10_000
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    found = explain(BODY, PAIR, "0" * 64, cancelled=lambda: True)
    assert [remark.id for remark in found.remarks] == ["cancelled"]


def test_what_is_likely_is_tried_first() -> None:
    made = (
        (swapped,),
        (spaced,),
        (data_alone,),
        (spaced, swapped),
        (data_alone, sha256_hash),
        (spaced, upper_hash, swapped),
    )
    tried = []
    for steps in made:
        client = Client()
        for step in steps:
            step(client)
        tried.append(explain(BODY, PAIR, client.token()).tried)
    one, two, three = tried[:3], tried[3:5], tried[5:]
    assert max(one) < min(two)
    assert max(two) < min(three) < explain(BODY, PAIR, "ab" * 32).tried


@pytest.mark.parametrize(
    "write",
    [
        lambda token: base64.b64encode(token).decode(),
        lambda token: base64.urlsafe_b64encode(token).decode(),
        lambda token: token.hex().upper(),
        lambda token: token.hex("-").upper(),
        lambda token: str(list(token)),
    ],
)
def test_the_notation_of_a_token_adds_nothing_to_the_search(write: Callable[[bytes], str]) -> None:
    token = hashlib.sha256(b"unknown").digest()
    assert explain(BODY, PAIR, write(token)).tried <= explain(BODY, PAIR, token.hex()).tried


def test_a_change_without_effect_is_not_named() -> None:
    body = b'{"a":"x","n":1}'
    written = json.dumps(json.loads(body)).encode()
    digits = hashlib.sha1(written, usedforsecurity=False).hexdigest().upper()
    token = hmac.new(KEY.encode(), f"{SECRET}{digits}".encode(), "sha256").hexdigest()
    assert findings(explain(body, PAIR, token))[0] == ["json-spaced", "hash-upper-case"]
