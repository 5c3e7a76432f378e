"""What signing costs over its hash, what a keystroke costs, and what the signing core adds to a start."""

import hashlib
import json
import sys

from tests.benchmarks.harness import Row, commands_in_turns, in_turns
from workbench.jsontext import first_problem
from workbench.signing import SAMPLE, escape_slashes, php_reading, sign

_LARGE = bytes(range(256)) * (10_000_000 // 256)
_DEVICE = {
    "origination_ip": "192.0.2.7",
    "device_ua": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15",
    "device_ids": {"idfa": "64a57f21-6f56-48a5-972b-57375c34c10a", "price": 19.90, "city": "Zürich"},
}
_TYPICAL = json.dumps({"action": "install", "data": [_DEVICE] * 16}, indent=2, ensure_ascii=False).encode()
_BARE = "import hashlib, hmac, argparse, json"
_WITH_CORE = f"{_BARE}; from workbench.signing import SAMPLE, sign; sign(b'{{}}', SAMPLE)"


def measure() -> list[Row]:
    """Return the rows of the signing core."""
    signed = in_turns(
        lambda: sign(_LARGE, SAMPLE), lambda: hashlib.sha1(_LARGE, usedforsecurity=False).hexdigest(), rounds=21
    )
    escaped = in_turns(lambda: escape_slashes(_LARGE), lambda: hashlib.sha1(_LARGE, usedforsecurity=False).digest())
    reading = in_turns(lambda: php_reading(_TYPICAL), lambda: None)
    judged = in_turns(lambda: first_problem(_TYPICAL), lambda: None)
    started = commands_in_turns([sys.executable, "-c", _WITH_CORE], [sys.executable, "-c", _BARE])
    size = f"{len(_TYPICAL) / 1000:.1f} KB"
    return [
        Row("sign 10 MB", *signed, "SHA-1 alone", 1.1),
        Row("escape slashes in 10 MB", *escaped, "SHA-1", 6),
        Row(f"PHP reading of {size}", reading[0], 0.0, "nothing", 2.0, by="difference"),
        Row(f"first problem of {size}", judged[0], 0.0, "nothing", 1.0, by="difference"),
        Row("start, with a first signature", *started, "interpreter with hashlib, hmac, argparse, json", 1.3),
    ]
