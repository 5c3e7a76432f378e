"""The texts of other languages' JSON writers, recorded and live, are recognised in a payload hash."""

from __future__ import annotations

import hashlib
import json
import subprocess

import pytest

from tests.vectors import serializers
from workbench.signing import explain

BODY = (
    '{"action":"install","data":{"device_ua":"Mozilla/5.0 <b>&\'","city":"Zürich 😀","price":19.90,"qty":1.0,'
    '"note":null,"attrs":{},"list":[1,"2"]},"kochava_app_id":"ko1"}'
)
NODE = {
    "JSON.stringify(v)": 1,
    "JSON.stringify(v,null,2)": 1,
    "JSON.stringify(v,null,'\\t')": 1,
    "JSON.stringify(JSON.stringify(v))": 2,
    "JSON.stringify(v).replace('/','\\\\/')": 1,
    "encodeURIComponent(t)": 1,
    "JSON.stringify(v,Object.keys(v).sort())": 1,
    "JSON.stringify(v.data)": 1,
    "JSON.stringify([v])": 1,
    "String(v)": 1,
    "escape(t)": 1,
}
PHP = {
    "json_encode($v)": 1,
    "json_encode($v, JSON_PRETTY_PRINT)": 1,
    "json_encode($v, JSON_UNESCAPED_SLASHES)": 1,
    "json_encode($v, JSON_UNESCAPED_UNICODE)": 1,
    "json_encode($v, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES)": 1,
    "json_encode($v, JSON_HEX_TAG | JSON_HEX_APOS | JSON_HEX_AMP | JSON_HEX_QUOT)": 1,
    "json_encode($v['data'])": 1,
    "json_encode($t)": 1,
    "htmlspecialchars($t)": 1,
    "urlencode($t)": 1,
    "rawurlencode($t)": 1,
    "addslashes($t)": 1,
    "base64_encode($t)": 1,
}


def sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def count(body: bytes, written: bytes) -> int:
    """Return the number of mistakes named for a hash of other bytes than the body; fails if it is not explained."""
    found = explain(body, None, payload_hash=sha1(written))
    if body == written:
        assert found.verified
        return 0
    assert found.findings, written
    return len(found.findings[0].mistakes)


@pytest.mark.parametrize("name", serializers())
def test_what_any_recorded_writer_made_is_recognised(name: str) -> None:
    written = serializers()[name]
    body = written["go_compact"].encode("utf-8", "surrogatepass")  # it keeps numbers and escapes as they came
    texts = {text for text in written.values() if text.startswith("{")}
    unexplained = [text for text in texts if not _is_explained(body, text.encode("utf-8", "surrogatepass"))]
    assert unexplained == []


def _is_explained(body: bytes, written: bytes) -> bool:
    found = explain(body, None, payload_hash=sha1(written))
    return found.verified or (bool(found.findings) and len(found.findings[0].mistakes) <= 2)


@pytest.mark.real_node
@pytest.mark.parametrize("expression", NODE)
def test_what_node_hashes_is_recognised(expression: str) -> None:
    program = f"const t=require('fs').readFileSync(0,'utf8');const v=JSON.parse(t);process.stdout.write({expression})"
    done = subprocess.run(["node", "-e", program], input=BODY.encode(), capture_output=True, check=True)
    assert count(BODY.encode(), done.stdout) <= NODE[expression]


@pytest.mark.real_php
@pytest.mark.parametrize("expression", PHP)
def test_what_php_hashes_is_recognised(expression: str) -> None:
    program = f"$t=file_get_contents('php://stdin');$v=json_decode($t,true);echo {expression};"
    done = subprocess.run(
        ["php", "-n", "-d", "serialize_precision=-1", "-r", program],
        input=BODY.encode(),
        capture_output=True,
        check=True,
    )
    assert count(BODY.encode(), done.stdout) <= PHP[expression]


@pytest.mark.parametrize("indent", [None, 2, 4, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("ordered", [True, False])
def test_what_python_hashes_is_recognised(indent: int | str | None, ascii_only: bool, ordered: bool) -> None:
    written = json.dumps(json.loads(BODY), indent=indent, ensure_ascii=ascii_only, sort_keys=ordered)
    assert count(BODY.encode(), written.encode()) == 1


@pytest.mark.parametrize("indent", [0, 1, 3, 6, 8])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_seldom_indent_is_recognised(indent: int, ascii_only: bool) -> None:
    written = json.dumps(json.loads(BODY), indent=indent, ensure_ascii=ascii_only)
    assert count(BODY.encode(), written.encode()) == 1
