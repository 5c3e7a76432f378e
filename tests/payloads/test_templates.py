"""The built-in payloads are exact bytes: their hashes are those of the documents they come from."""

import hashlib
import json

import pytest

from workbench.exchange import Response
from workbench.operations import Prepared, SendRequest, prepare, sandbox_endpoints
from workbench.operations.perform import perform
from workbench.payloads import DEFAULT_TEMPLATE, Template, template, templates
from workbench.signing import SAMPLE, WireForm, sign


@pytest.mark.parametrize(
    ("key", "size", "sha1"),
    [
        ("install-ios", 367, "e34e502ecf03a87a475f5c95b707523bbb58e4fe"),
        ("documented-node", 187, "93b01e2a"),
        ("documented-python", 165, "01f5d190"),
    ],
)
def test_the_documented_payloads_have_the_documented_hashes(key: str, size: int, sha1: str) -> None:
    body = template(key).body
    assert len(body) == size
    assert hashlib.sha1(body, usedforsecurity=False).hexdigest().startswith(sha1)


def test_the_first_start_opens_on_the_documented_token() -> None:
    assert DEFAULT_TEMPLATE == "install-ios"
    token = sign(template(DEFAULT_TEMPLATE).body, SAMPLE).auth_token
    assert token == "d9e6e126828e95f6b02684ea87c3a5f596bd69c7a90452824e4ac8ec3140dbcc"


def test_templates_are_listed_in_order_with_titles() -> None:
    keys = ["install-ios", "install-android", "post-install-event", "identitylink"]
    keys += ["documented-node", "documented-python"]
    assert [each.key for each in templates()] == keys
    assert len({each.file_name for each in templates()}) == len(keys)
    for each in templates():
        assert each.title
        assert each.note.endswith(".")


@pytest.mark.parametrize("made", templates(), ids=lambda made: made.key)
def test_each_is_json_in_utf_8_without_mark(made: Template) -> None:
    assert json.loads(made.body.decode("utf-8"))
    assert not made.body.startswith(b"\xef\xbb\xbf")


def test_an_identity_link_has_one_device_id_object_and_no_action() -> None:
    made = template("identitylink")
    document = json.loads(made.body)
    assert made.endpoint == "identitylink"
    assert "action" not in document
    assert isinstance(document["device_id"], dict) or isinstance(document["data"]["device_id"], dict)


@pytest.mark.parametrize("made", templates(), ids=lambda made: made.key)
def test_the_sandbox_accepts_each_as_it_is(made: Template) -> None:
    import asyncio

    from workbench.sandbox.listen import bind
    from workbench.sandbox.server import Sandbox

    async def whole() -> object:
        sandbox = Sandbox(bind())
        await sandbox.start()
        track, link = sandbox_endpoints(sandbox.url)
        endpoint = link if made.endpoint == "identitylink" else track
        ready = prepare(SendRequest(made.body, WireForm.AS_TYPED, "sample", SAMPLE, endpoint))
        assert isinstance(ready, Prepared)
        exchange = await perform(ready)
        await sandbox.stop()
        return exchange.outcome

    outcome = asyncio.run(whole())
    assert isinstance(outcome, Response)
    assert (outcome.status, json.loads(outcome.body)) == (200, {"success": "1"})


def test_an_unknown_key_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        template("no such")
