"""What a payload says of itself at a glance: the answer of a body that is right, and none of any other."""

import pytest

from workbench.payloads import LARGEST_GLANCE, app_id_of, template

DEEP = b"[" * 100_000


def test_the_app_of_a_built_in_payload_is_found() -> None:
    body = template("install-ios").body
    assert app_id_of(body) == "koconversionsdemo174ea19bc63928c"


@pytest.mark.parametrize(
    ("body", "app_id"),
    [
        (b'{"kochava_app_id":"ko1"}', "ko1"),
        (b'\xef\xbb\xbf{"kochava_app_id":"ko1"}', "ko1"),
        (b'{"kochava_app_id":"ko1","kochava_app_id":"ko2"}', "ko2"),
        (b'{"data":{"kochava_app_id":"ko1"}}', None),
        (b'{"kochava_app_id":" "}', None),
        (b'{"kochava_app_id":17}', None),
        (b'{"kochava_app_id":null}', None),
        (b'["kochava_app_id"]', None),
        (b'{"kochava_app_id":"ko1"', None),
        (b'{"kochava_app_id":"\xff"}', None),
        (b"", None),
        (DEEP, None),
    ],
)
def test_an_app_id_is_a_text_at_the_top_of_a_body_that_is_json(body: bytes, app_id: str | None) -> None:
    assert app_id_of(body) == app_id


def test_a_body_over_the_limit_is_not_searched() -> None:
    whole = b'{"kochava_app_id":"ko1","action":"event"}'
    largest = whole.ljust(LARGEST_GLANCE)
    assert app_id_of(largest) == "ko1"
    assert app_id_of(largest + b" ") is None
