"""Wrong signers as they are written in Java, Go, C#, Ruby, Swift, Kotlin, shells and spreadsheets, imitated here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote_plus

import pytest

from workbench.signing import Credentials, explain

KEY, SECRET = "KOAPI-1f2E3d4C5b6A7980-aB", "s3cr3t-Value+with/Slash=9"
PAIR = Credentials(KEY, SECRET)
VALUE = {
    "kochava_app_id": "koexample-app",
    "action": "event",
    "data": {
        "origination_ip": "203.0.113.9",
        "device_ua": "Mozilla/5.0 (O'Brien & Söhne) <x> a+b=c",
        "usertime": 1700000179,  # hash and token begin with 0, which some writers leave out
        "price": 9.99,
        "premium": True,
        "coupon": None,
        "device_ids": {"idfa": "64a57f21-6f56-48a5-972b-57375c34c10a", "adid": ""},
        "items": ["a", "b"],
    },
}
BODY = json.dumps(VALUE, separators=(",", ":"), ensure_ascii=False).encode()
TEXT = BODY.decode()


def sha1(body: str | bytes) -> bytes:
    return hashlib.sha1(body if isinstance(body, bytes) else body.encode(), usedforsecurity=False).digest()


def raw(message: str | bytes, key: str | bytes = KEY) -> bytes:
    data = message if isinstance(message, bytes) else message.encode()
    return hmac.digest(key if isinstance(key, bytes) else key.encode(), data, "sha256")


def of_body(body: str | bytes) -> str:
    return raw(SECRET + sha1(body).hex()).hex()


def of_hash(written: str | bytes) -> str:
    return raw(SECRET.encode() + (written if isinstance(written, bytes) else written.encode())).hex()


RIGHT = raw(SECRET + sha1(BODY).hex())
DIGEST = sha1(BODY)


def escaped(text: str, pattern: str, form: str) -> str:
    return re.sub(pattern, lambda match: "\\u" + format(ord(match[0]), form), text)


def sorted_keys(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def indented(width: int, colon: str = ": ", value: object = VALUE) -> str:
    return json.dumps(value, indent=width, separators=(",", colon), ensure_ascii=False)


def printed_map(value: object) -> str:
    """Print as Java's AbstractMap.toString does."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={printed_map(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(printed_map, value)) + "]"
    return "null" if value is None else "true" if value is True else str(value)


def go_map(value: object) -> str:
    """Print as Go's fmt.Sprint does, with sorted keys."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{go_map(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(go_map, value)) + "]"
    return "<nil>" if value is None else str(value).lower() if value is True else str(value)


def signed(digest: bytes) -> list[int]:
    return [byte - 256 if byte > 127 else byte for byte in digest]


def jackson() -> str:
    return indented(2, " : ").replace('[\n      "a",\n      "b"\n    ]', '[ "a", "b" ]')


def without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    return value


def gson(text: str) -> str:
    return escaped(text, "[<>&='\u2028\u2029]", "04x")


def go(text: str) -> str:
    return escaped(text, "[<>&]", "04x")


def dotnet(text: str) -> str:
    return escaped(text, "[^\x00-\x7e]|[<>&'+`]", "04X")


RUBY_INSPECT = json.dumps(VALUE, ensure_ascii=False, separators=(", ", "=>")).replace("null", "nil")
LINE = base64.encodebytes

SIGNERS: Mapping[str, Callable[[], str]] = {
    # Java and Kotlin
    "jackson-pretty": lambda: of_body(jackson()),
    "jackson-indent-crlf": lambda: of_body(jackson().replace("\n", "\r\n")),
    "jackson-non-null": lambda: of_body(json.dumps(without_nulls(VALUE), separators=(",", ":"), ensure_ascii=False)),
    "jackson-sorted": lambda: of_body(sorted_keys(VALUE)),
    "jackson-ascii": lambda: of_body(escaped(TEXT, "[^\x00-\x7f]", "04X")),
    "gson": lambda: of_body(gson(json.dumps(without_nulls(VALUE), separators=(",", ":"), ensure_ascii=False))),
    "gson-with-nulls": lambda: of_body(gson(TEXT)),
    "gson-pretty": lambda: of_body(gson(indented(2))),
    "map-to-string": lambda: of_body(printed_map(VALUE)),
    "big-integer-hash": lambda: of_hash(format(int.from_bytes(DIGEST, "big"), "x")),
    "big-integer-token": lambda: format(int.from_bytes(RIGHT, "big"), "x"),
    "to-hex-string-hash": lambda: of_hash("".join(format(byte, "x") for byte in DIGEST)),
    "to-hex-string-token": lambda: "".join(format(byte, "x") for byte in RIGHT),
    "sign-extended-hash": lambda: of_hash("".join(format(byte & 0xFFFFFFFF, "x") for byte in signed(DIGEST))),
    "sign-extended-token": lambda: "".join(format(byte & 0xFFFFFFFF, "x") for byte in signed(RIGHT)),
    "string-format-upper": lambda: of_hash(DIGEST.hex().upper()),
    "arrays-to-string": lambda: of_hash(str(signed(DIGEST))),
    "arrays-to-string-token": lambda: str(signed(RIGHT)),
    "new-string-of-digest": lambda: of_hash(DIGEST.decode("utf-8", "replace")),
    "base64-line-token": lambda: LINE(RIGHT).decode(),
    "base64-line-hash": lambda: of_hash(LINE(DIGEST)),
    "utf-16-bytes": lambda: of_body(b"\xfe\xff" + TEXT.encode("utf-16-be")),
    "latin-1-bytes": lambda: of_body(TEXT.encode("latin-1")),
    "kotlin-bytes-joined": lambda: of_hash(", ".join(map(str, signed(DIGEST))).join("[]")),
    "hash-code-less": lambda: raw(SECRET + TEXT).hex(),
    # Go
    "go-marshal": lambda: of_body(go(sorted_keys(VALUE))),
    "go-marshal-struct": lambda: of_body(go(TEXT)),
    "go-encoder": lambda: of_body(go(TEXT) + "\n"),
    "go-encoder-map": lambda: of_body(go(sorted_keys(VALUE)) + "\n"),
    "go-marshal-indent": lambda: of_body(go(indented(2))),
    "go-marshal-indent-tab": lambda: of_body(go(json.dumps(VALUE, indent="\t", ensure_ascii=False))),
    "go-sprint-map": lambda: of_body(go_map(VALUE)),
    "go-sprint-bytes": lambda: of_hash("[" + " ".join(map(str, DIGEST)) + "]"),
    "go-raw-bytes": lambda: of_hash(DIGEST),
    "go-sum": lambda: f"{SECRET}{DIGEST.hex()}".encode().hex() + raw(b"").hex(),
    "go-base64-url": lambda: base64.urlsafe_b64encode(RIGHT).decode(),
    "go-base64-raw": lambda: base64.b64encode(RIGHT).decode().rstrip("="),
    # C#
    "system-text-json": lambda: of_body(dotnet(TEXT)),
    "system-text-json-indented": lambda: of_body(dotnet(indented(2))),
    "newtonsoft-indented-windows": lambda: of_body(indented(2).replace("\n", "\r\n")),
    "bit-converter-hash": lambda: of_hash(DIGEST.hex("-").upper()),
    "bit-converter-token": lambda: RIGHT.hex("-").upper(),
    "bit-converter-lower-hash": lambda: of_hash(DIGEST.hex("-")),
    "convert-to-hex-both": lambda: raw(SECRET + DIGEST.hex().upper()).hex().upper(),
    "encoding-unicode-body": lambda: of_body(TEXT.encode("utf-16-le")),
    "encoding-unicode-key": lambda: raw(SECRET + DIGEST.hex(), KEY.encode("utf-16-le")).hex(),
    "encoding-unicode-message": lambda: raw((SECRET + DIGEST.hex()).encode("utf-16-le")).hex(),
    "encoding-ascii-body": lambda: of_body(TEXT.encode("ascii", "replace")),
    "type-name": lambda: of_hash("System.Byte[]"),
    # Ruby
    "pretty-generate": lambda: of_body(indented(2)),
    "hash-inspect": lambda: of_body(RUBY_INSPECT),
    "puts": lambda: of_body(TEXT + "\n"),
    "base64-encode64": lambda: LINE(RIGHT).decode(),
    "base64-encode64-hash": lambda: of_hash(LINE(DIGEST)),
    "rails-to-json": lambda: of_body(escaped(TEXT, "[<>&]", "04x")),
    "to-query-data": lambda: of_body("data=" + quote_plus(TEXT)),
    # Swift
    "serialization": lambda: of_body(TEXT.replace("/", "\\/")),
    "serialization-sorted": lambda: of_body(sorted_keys(VALUE).replace("/", "\\/")),
    "serialization-pretty": lambda: of_body(indented(2, " : ").replace("/", "\\/")),
    "serialization-pretty-sorted": lambda: of_body(
        json.dumps(VALUE, sort_keys=True, indent=2, separators=(",", " : "), ensure_ascii=False).replace("/", "\\/")
    ),
    "digest-description": lambda: of_hash("SHA1 digest: " + DIGEST.hex()),
    "optional-secret": lambda: raw(f'Optional("{SECRET}"){DIGEST.hex()}').hex(),
    # shells and tools
    "echo-body": lambda: of_body(TEXT + "\n"),
    "echo-message": lambda: raw(SECRET + DIGEST.hex() + "\n").hex(),
    "openssl-stdin": lambda: of_hash("(stdin)= " + DIGEST.hex()),
    "openssl-3-stdin": lambda: of_hash("SHA1(stdin)= " + DIGEST.hex()),
    "openssl-token-line": lambda: "SHA2-256(stdin)= " + RIGHT.hex(),
    "xxd-wrapped-token": lambda: RIGHT.hex()[:60] + "\n" + RIGHT.hex()[60:],
    "sha1sum-suffix": lambda: of_hash(DIGEST.hex() + "  -"),
    "sha1sum-of-echo": lambda: of_hash(sha1(TEXT + "\n").hex() + "  -"),
    "secret-from-file": lambda: raw(SECRET + "\n" + DIGEST.hex()).hex(),
    "key-from-windows-file": lambda: raw(SECRET + DIGEST.hex(), KEY + "\r\n").hex(),
    "jq-sorted": lambda: of_body(json.dumps(VALUE, sort_keys=True, indent=2, ensure_ascii=False) + "\n"),
    "jq-compact": lambda: of_body(TEXT + "\n"),
    "quotes-removed": lambda: of_body(TEXT.replace('"', "")),
    # spreadsheets and low-code tools
    "apps-script-hash": lambda: of_hash(",".join(map(str, signed(DIGEST)))),
    "apps-script-token": lambda: ",".join(map(str, signed(RIGHT))),
    "csv-quotes": lambda: of_body(TEXT.replace('"', '""')),
    "placeholder": lambda: raw("{{secret}}" + DIGEST.hex()).hex(),
    "numbers-as-texts": lambda: of_body(TEXT.replace("1700000179", '"1700000179"').replace("9.99", '"9.99"')),
}
MADE_TWO = {"sha1sum-of-echo": 2, "convert-to-hex-both": 2}


@pytest.mark.parametrize("name", SIGNERS)
def test_a_signer_is_explained_with_no_more_mistakes_than_it_makes(name: str) -> None:
    found = explain(BODY, PAIR, SIGNERS[name]())
    assert not found.verified
    assert found.findings
    assert len(found.findings[0].mistakes) <= MADE_TWO.get(name, 1)
