"""Every address can be split, also one in which redaction has replaced a part."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exchange.address import split_address


@given(st.text(alphabet="htps:/?#[]@.%a1é\n ", max_size=40) | st.text(max_size=40))
def test_every_text_is_split(url: str) -> None:
    parts = split_address(url)
    assert isinstance(parts.hostname, str | None)
    try:
        assert urlsplit(url) == parts
    except ValueError:
        assert parts.netloc in url


@pytest.mark.parametrize(
    ("url", "scheme", "netloc", "path", "query"),
    [
        ("http://[redacted].example:80/a?b=1#c", "http", "[redacted].example:80", "/a", "b=1"),
        ("HTTPS://host:[redacted]/a", "https", "host:[redacted]", "/a", ""),
        ("http://[redacted]", "http", "[redacted]", "", ""),
        ("http://u:[redacted]@h/[redacted]?q=[redacted]", "http", "u:[redacted]@h", "/[redacted]", "q=[redacted]"),
        ("[redacted]", "", "", "[redacted]", ""),
    ],
)
def test_a_redacted_part_stays_where_it_is(url: str, scheme: str, netloc: str, path: str, query: str) -> None:
    parts = split_address(url)
    assert (parts.scheme, parts.netloc, parts.path, parts.query) == (scheme, netloc, path, query)
