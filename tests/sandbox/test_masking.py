"""No key, token or secret is in an answer or a line, whatever its name, place or form."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from tests.sandbox.talk import ask, request, run, sandbox, short
from workbench.signing import SAMPLE, Credentials, sign

OWN = Credentials("d61c3f0e-9b7a-4a52-8c1d-3e5f7a9b1c2d", "own s3cret/ärger")
STRANGE = Credentials("0B5C1D7E-4F3A-4C2B-9D8E-7F6A5B4C3D2E", "strange.secret.0123456789abcdef")
CUSTOM = Credentials("OWN-KEY-WITHOUT-FORM", "9x6C9uN3c1")
BODY = b'{"action":"install","data":{"device_ids":{"custom":"x"}}}'


def values(pair: Credentials) -> list[str]:
    token = sign(BODY, pair).auth_token
    return [
        pair.api_key,
        pair.secret,
        token,
        token.upper(),
        base64.b64encode(bytes.fromhex(token)).decode(),
        token + token,
    ]


def hidden_in(text: str, value: str) -> bool:
    """Whether the value is in no usual encoding in the text."""
    unescaped = json.dumps(json.loads(text), ensure_ascii=False) if text.startswith("{") else text
    return not any(each.lower() in unescaped.lower() for each in (value, quote(value), value.encode().hex()))


def requests_with(value: str) -> list[bytes]:
    """Requests that hold the value wherever a client could put it by mistake."""
    latin = value.encode()
    plain = request(BODY, pair=None)
    names = [
        "Kochava-Api-Key",
        "Kochava-Auth-Token",
        "Authorization",
        "X-Kochava-Token",
        "apikey",
        "User-Agent",
        "Cookie",
    ]
    names += [
        "User-Agent",
        "Content-Type",
        "Origin",
        "Referer",
        "Sandbox-Fault",
        "Sandbox-Key",
        "Accept",
        "X-Forwarded-For",
    ]
    return [
        *(plain.replace(b"Host:", f"{name}: ".encode() + latin + b"\r\nHost:") for name in names),
        *(plain.replace(b"Host:", f"{name}:".encode() + latin + b"\x01\r\nHost:") for name in names),
        plain.replace(b"Host:", latin.replace(b" ", b"-").replace(b"/", b"-") + b": x\r\nHost:"),
        plain.replace(b"Host: 127.0.0.1", b"Host: " + latin),
        plain.replace(b"/track/json", b"/track/json?token=" + quote(value).encode()),
        plain.replace(b"/track/json", b"/track/json?" + quote(value, safe="").encode()),
        plain.replace(b"/track/json", b"/track/json?" + quote(value, safe="").encode() + b"=1&a=" + latin[:9]),
        plain.replace(b"/track/json", b"/" + quote(value, safe="").encode() + b"/json"),
        plain.replace(b"/track/json", b"http://user:" + quote(value, safe="").encode() + b"@host/track/json"),
        plain.replace(b"POST", quote(value, safe="").replace("%", "").encode()),
        plain.replace(b"HTTP/1.1", b"HTTP/1.1" + latin),
        plain.replace(b"POST /track/json HTTP/1.1", latin),
        latin + b"\r\n\r\n",
        request(latin, pair=None),
        request(b"key=" + latin, pair=None, more=("Kochava-Api-Key: " + SAMPLE.api_key,)),
        request(json.dumps({value: value}).encode()),
        request(json.dumps({"action": value, value: {value: value}, "data": value}).encode()),
        request(json.dumps({"action": "x", "data": {"device_ids": {value: "0", value[:5]: 1}}}).encode()),
        request(json.dumps({"device_id": {value: "0", "idfa": value}}).encode(), path="/v1/cpi/identityLink.php"),
        request(BODY, pair=None, more=("Transfer-Encoding: " + quote(value),)),
    ]


@pytest.mark.parametrize("pair", [OWN, STRANGE, CUSTOM], ids=["accepted", "unknown", "accepted, without a form"])
def test_it_is_nowhere(pair: Credentials) -> None:
    known = [OWN, CUSTOM]
    sought = values(pair)
    if pair is STRANGE:
        sought.remove(pair.secret)  # nothing tells an unknown secret from another word, see the next test

    async def story() -> None:
        async with sandbox(pairs=lambda: known, limits=short(stray_s=0.05)) as served:
            for value in sought:
                for sent in requests_with(value):
                    reply = await ask(served, sent)
                    logged = json.dumps(served.requests[-1].as_json(), ensure_ascii=False)
                    assert hidden_in(reply.body.decode(), value), (sent, reply.body)
                    assert hidden_in(logged, value), (sent, logged)
                    assert value not in repr(served.requests[-1])

    run(story())


@pytest.mark.parametrize("place", ["header", "query", "path"])
def test_an_unknown_secret_is_hidden_where_values_stand(place: str) -> None:
    secret = STRANGE.secret
    sent = {
        "header": request(BODY, pair=None, more=(f"X-Any: {secret}",)),
        "query": request(BODY, pair=None, path=f"/track/json?any={secret}"),
        "path": request(BODY, pair=None, path=f"/track/{secret}"),
    }[place]

    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, sent)
            assert hidden_in(reply.body.decode(), secret)
            assert hidden_in(json.dumps(served.requests[-1].as_json()), secret)

    run(story())


def test_harmless_text_stays_readable() -> None:
    more = ("User-Agent: Mozilla/5.0 (iPhone; CPU iPhone OS 17_4)", "Content-Type: application/json; charset=utf-8")

    async def story() -> None:
        async with sandbox() as served:
            await ask(served, request(BODY, path="/v1/cpi/identitylink?app=1", more=more))
            logged = served.requests[-1]
        assert logged.target == "/v1/cpi/identitylink?app=••••"
        assert ["User-Agent", more[0].partition(": ")[2]] in [list(each) for each in logged.headers]
        assert ["Content-Type", more[1].partition(": ")[2]] in [list(each) for each in logged.headers]

    run(story())


def test_first_bytes_are_shown_without_a_secret_in_them() -> None:
    async def story() -> None:
        async with sandbox(pairs=lambda: [OWN]) as served:
            body = OWN.secret.encode() + b"rest of the body, which is long enough"
            reply = await ask(served, request(body, token="0" * 64))
            shown = reply.document["computed"]["first_bytes_hex"].split()
        assert len(shown) == 32
        size = len(OWN.secret.encode())
        assert shown[:size] == ["••"] * size
        assert bytes.fromhex("".join(shown[size:])) == body[size:32]

    run(story())
