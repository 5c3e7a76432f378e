"""Wrong formulas: each is computed here by its description, and explained by its name."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from tests.vectors import vectors
from workbench.signing import Credentials, explain, sign

WRONG = [vector for vector in vectors() if vector["group"] == "wrong-formula"]
IDS = {
    "wrong-roles-swapped": "roles-swapped",
    "wrong-key-is-secret": "secret-as-key",
    "wrong-appended": "secret-after-hash",
    "wrong-no-secret": "secret-missing",
    "wrong-body-not-hash": "hash-skipped",
    "wrong-sha256-body": "hash-sha256",
    "wrong-md5-body": "hash-md5",
    "wrong-upper-sha1": "hash-upper-case",
    "wrong-raw-sha1": "hash-raw-bytes",
    "wrong-hmac-sha1": "hmac-sha1",
    "wrong-base64": "token-base64",
    "wrong-upper-hex": "token-upper-case",
    "wrong-plain-sha256": "plain-sha256",
    "wrong-space-joined": "separator-space",
    "wrong-plus-literal": "separator-plus",
}
BODY = b'{"action":"install","kochava_app_id":"kotest1","data":{"device_ids":{"idfa":"a"},"device_ua":"Mozilla/5.0"}}'
KEY, SECRET = "F0F0AA11-04CA-4E07-97C8-49E20C409E91", "tR7xC9uN3c1"
PAIR = Credentials(KEY, SECRET)
SHA1 = hashlib.sha1(BODY, usedforsecurity=False).hexdigest()


def ids(token: str, body: bytes = BODY, pair: Credentials = PAIR) -> list[str]:
    """Return the ids of the mistakes of the simplest finding."""
    found = explain(body, pair, token)
    assert not found.verified
    return [mistake.id for mistake in found.findings[0].mistakes] if found.findings else []


def mac(key: str | bytes, message: str | bytes, algorithm: str = "sha256") -> str:
    key = key if isinstance(key, bytes) else key.encode()
    return hmac.new(key, message if isinstance(message, bytes) else message.encode(), algorithm).hexdigest()


@pytest.mark.parametrize("vector", WRONG, ids=lambda vector: vector["name"])
def test_each_recorded_wrong_formula_is_named(vector: dict[str, Any]) -> None:
    pair = Credentials(vector["api_key"], vector["secret"])
    assert ids(vector["wrong_token"], vector["body"].encode(), pair) == [IDS[vector["name"]]]


@pytest.mark.parametrize(
    "vector", [vector for vector in vectors() if "wrong_token" not in vector], ids=lambda v: v["name"]
)
def test_a_correct_token_is_verified_without_findings(vector: dict[str, Any]) -> None:
    body = vector["body"].encode("utf-8", "surrogatepass")
    pair = Credentials(vector["api_key"], vector["secret"])
    found = explain(body, pair, sign(body, pair).auth_token)
    assert found.verified
    assert found.findings == ()


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (mac(SECRET, KEY + SHA1), "roles-swapped"),
        (mac(KEY, KEY + SHA1), "key-in-place-of-secret"),
        (mac(SECRET + SHA1, KEY), "arguments-swapped"),
        (mac(SECRET, BODY), "body-hmac-with-secret"),
        (mac(KEY, f"{SECRET}:{SHA1}"), "separator-colon"),
        (mac(KEY, f"{SECRET}\n{SHA1}"), "separator-line-feed"),
        (mac(KEY, f"{SECRET}{SHA1}\n"), "message-line-feed"),
        (mac(KEY, SECRET + SHA1, "sha512"), "hmac-sha512"),
        (mac(KEY, SECRET + SHA1, "md5"), "hmac-md5"),
        (hashlib.sha256((KEY + SECRET + SHA1).encode()).hexdigest(), "plain-sha256-key-message"),
        (mac(KEY, mac(KEY, SECRET + SHA1)), "hmac-twice"),
        (mac(KEY + "\n", SECRET + SHA1), "api-key-line-feed"),
        (mac(KEY, SECRET + "\n" + SHA1), "separator-line-feed"),
        (mac(KEY.lower(), SECRET + SHA1), "api-key-lower-case"),
        (mac(KEY.replace("-", ""), SECRET + SHA1), "api-key-without-dashes"),
        (mac(bytes.fromhex(KEY.replace("-", "")), SECRET + SHA1), "api-key-hex-decoded"),
        (mac(f'"{KEY}"', f'"{SECRET}"{SHA1}'), "both-quoted"),
        (mac("", SECRET + SHA1), "api-key-empty"),
        (mac("kotest1", SECRET + SHA1), "api-key-is-app-guid"),
        (mac(KEY, SECRET[:-1] + SHA1), "secret-last-character-missing"),
        (mac(KEY, SECRET[:3] + SECRET[4:] + SHA1), "secret-character-missing"),
        (SHA1, "hash-sent-as-token"),
        (KEY, "api-key-sent-as-token"),
        (SECRET, "secret-sent-as-token"),
    ],
)
def test_single_deviations_of_the_formula(token: str, expected: str) -> None:
    assert ids(token) == [expected]
