"""The IdentityLink path: no token, one identifier that can be linked."""

from __future__ import annotations

import pytest

from tests.sandbox.talk import ask, request, run, sandbox
from workbench.operations import Endpoint

PATH = "/v1/cpi/identityLink.php"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"kochava_app_id":"ko1","device_id":{"idfa":"x"},"data":{"app_userid":"u"}}', 200),
        (b'{"device_id":{"idfa":"00000000-0000-0000-0000-000000000000","adid":"x"}}', 200),
        (b'{"device_id":{"idfa":"00000000-0000-0000-0000-000000000000"}}', 400),
        (b'{"device_id":{"idfa":""}}', 400),
        (b'{"device_id":"x"}', 400),
        (b'{"device_ids":{"idfa":"x"}}', 400),
        (b'{"data":{"device_ids":{"idfa":"x"}}}', 400),
        (b"[]", 400),
        (b"not json", 400),
        (b"", 400),
    ],
)
def test_link_needs_an_identifier_and_no_token(body: bytes, status: int) -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(body, path=PATH, pair=None))
        assert reply.status == status
        assert reply.document["success"] == ("1" if status == 200 else "0")

    run(story())


def test_refusal_names_the_singular_field() -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(b'{"device_ids":{"idfa":"x"}}', path=PATH, pair=None))
        assert "device_id (singular, an object)" in reply.document["says"]

    run(story())


def test_link_is_only_posted() -> None:
    async def story() -> None:
        async with sandbox() as served:
            reply = await ask(served, request(b"", path=PATH, pair=None, method="GET"))
        assert (reply.status, reply.headers["Allow"]) == (405, "POST")

    run(story())


@pytest.mark.parametrize("path", [PATH, PATH.lower(), PATH.upper()])
def test_window_and_sandbox_agree_on_the_identity_link_path(path: str) -> None:
    async def story() -> None:
        async with sandbox() as served:
            assert (await ask(served, request(b'{"device_id":{"idfa":"x"}}', path=path, pair=None))).status == 200
            assert not Endpoint("custom", "", served.url.replace("/track/json", path)).takes_token

    run(story())
