"""The mistakes that the sandbox names for a wrong token."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable

import pytest

from tests.sandbox.talk import OTHER, ask, request, run, sandbox
from workbench.sandbox import mistake_search
from workbench.sandbox.mistake_search import LONGEST_BODY
from workbench.signing import SAMPLE, Credentials, sign

BODY = b'{"data":{"device_ids":{"idfa":"test-1"}},"action":"install"}'
KEY, SECRET = SAMPLE.api_key, SAMPLE.secret


def token_of(key: str, message: str) -> str:
    return hmac.digest(key.encode(), message.encode(), "sha256").hex()


def sha1(body: bytes) -> str:
    return hashlib.sha1(body).hexdigest()  # noqa: S324 - the signature's own hash


WRONG: dict[str, Callable[[bytes], str]] = {
    "line feed after the secret": lambda body: token_of(KEY, SECRET + "\n" + sha1(body)),
    "line feed after the key": lambda body: token_of(KEY + "\n", SECRET + sha1(body)),
    "key in lower case": lambda body: token_of(KEY.lower(), SECRET + sha1(body)),
    "roles swapped": lambda body: token_of(SECRET, KEY + sha1(body)),
    "order swapped": lambda body: token_of(KEY, sha1(body) + SECRET),
    "no secret": lambda body: token_of(KEY, sha1(body)),
    "body in place of its hash": lambda body: token_of(KEY, SECRET + body.decode()),
    "hash sent as the token": sha1,
    "upper case": lambda body: sign(body, SAMPLE).auth_token.upper(),
    "final newline": lambda body: sign(body + b"\n", SAMPLE).auth_token,
    "Python's default": lambda body: sign(json.dumps(json.loads(body)).encode(), SAMPLE).auth_token,
    "indented": lambda body: sign(json.dumps(json.loads(body), indent=2).encode(), SAMPLE).auth_token,
    "sorted": lambda body: (
        sign(json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode(), SAMPLE).auth_token
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_single_mistake_is_named_in_answer_and_log(name: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(BODY, token=WRONG[name](BODY)))
            (logged,) = served.requests
        assert reply.status == 401
        (mistake,) = reply.document["mistakes"]
        assert mistake["says"] in reply.document["says"]
        assert logged.as_json()["mistakes"] == [mistake]
        assert KEY not in reply.body.decode()
        assert SECRET not in reply.body.decode()

    run(story())


def test_other_accepted_credentials_are_recognised() -> None:
    async def story() -> None:
        async with sandbox(pairs=lambda: (OTHER,)) as served:
            reply = await ask(
                served, request(BODY, pair=OTHER, token=token_of(OTHER.api_key, OTHER.secret + "\n" + sha1(BODY)))
            )
        assert len(reply.document["mistakes"]) >= 1

    run(story())


@pytest.mark.parametrize("token", ["0" * 64, sign(BODY, Credentials(KEY, "another secret")).auth_token, "x"])
def test_no_mistake_is_named_falsely(token: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(BODY, token=token))
        assert (reply.status, reply.document["mistakes"]) == (401, [])

    run(story())


def test_what_is_not_searched_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistake_search, "PROCESSOR_S", 0.0)

    async def story() -> None:
        long = json.dumps({"action": "install", "pad": "x" * LONGEST_BODY}).encode()
        async with sandbox() as served:
            first = await ask(served, request(long, token="0" * 64))
            second = await ask(served, request(BODY, token="0" * 64))
        assert "was not searched" in first.document["says"]
        assert "searches further" in second.document["says"]

    run(story())
