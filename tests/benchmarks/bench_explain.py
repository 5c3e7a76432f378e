"""What an explanation of a wrong token costs, over the HMACs that the same time is enough for."""

import hashlib
import hmac
import json

from tests.benchmarks.harness import Row, in_turns
from workbench.signing import SAMPLE, explain

_DEVICE = {
    "origination_ip": "192.0.2.7",
    "device_ua": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15",
    "device_ids": {"idfa": "64a57f21-6f56-48a5-972b-57375c34c10a", "price": 19.90, "city": "Zürich"},
}
_VALUE = {"action": "install", "data": [_DEVICE] * 8}
_BODY = json.dumps(_VALUE, separators=(",", ":"), ensure_ascii=False).encode()
_SPACED = json.dumps(_VALUE).encode()
_HMACS = 100_000


def _token(key: str, secret: str, body: bytes) -> str:
    digits = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return hmac.digest(key.encode(), f"{secret}{digits}".encode(), "sha256").hex()


def _hmacs() -> None:
    for number in range(_HMACS):
        hmac.digest(b"key", b"%d" % number, "sha256")


def measure() -> list[Row]:
    """Return the rows of the explanation."""
    key, secret = SAMPLE.api_key, SAMPLE.secret
    one, two = _token(key, secret, _SPACED), _token(secret, key, _SPACED)
    rounds, yardstick = 5, f"{_HMACS:,} HMACs"
    size = f"{len(_BODY) / 1000:.1f} KB"
    return [
        Row(f"one mistake, {size}", *in_turns(lambda: explain(_BODY, SAMPLE, one), _hmacs, rounds), yardstick, 0.5),
        Row(f"two mistakes, {size}", *in_turns(lambda: explain(_BODY, SAMPLE, two), _hmacs, rounds), yardstick, 5),
        Row(f"no finding, {size}", *in_turns(lambda: explain(_BODY, SAMPLE, "ab" * 32), _hmacs, rounds), yardstick, 15),
    ]
