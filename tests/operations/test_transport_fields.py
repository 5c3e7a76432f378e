"""The table of headers and transport options: every field has a row, and every row a field."""

import pytest

from workbench.operations import Headers
from workbench.operations.transport_fields import HEADERS, OPTIONS, header_value, proxy_address, seconds
from workbench.transport import TransportOptions

ELSEWHERE = {"proxy", "proxy_login", "verify"}  # not a text field: a choice, a secret, a check box


def test_each_header_and_each_option_has_one_row() -> None:
    assert [each.name for each in HEADERS] == list(Headers.__struct_fields__)
    assert {each.name for each in OPTIONS} == set(TransportOptions.__struct_fields__) - ELSEWHERE


@pytest.mark.parametrize("fields", [HEADERS, OPTIONS])
def test_each_default_is_a_value_that_its_row_accepts(fields: object) -> None:
    defaults = Headers() if fields is HEADERS else TransportOptions()
    for each in HEADERS if fields is HEADERS else OPTIONS:
        default = getattr(defaults, each.name)
        assert each.parse(str(default)) == default


@pytest.mark.parametrize("typed", ["0", "-1", "soon", "nan", "inf", "3600.1", ""])
def test_a_timeout_is_a_number_in_its_range(typed: str) -> None:
    with pytest.raises(ValueError, match="above 0"):
        seconds(typed)


@pytest.mark.parametrize("typed", ["http://me:word@host", "socks5://host", "host:8080"])
def test_a_proxy_address_that_is_refused_is_not_repeated(typed: str) -> None:
    with pytest.raises(ValueError, match="proxy address") as refused:
        proxy_address(typed)
    assert typed not in str(refused.value)


def test_a_header_value_is_printable_ascii() -> None:
    assert header_value(" a b ") == "a b"
    for typed in ("é", "a\nb", "\x7f"):
        with pytest.raises(ValueError, match="ASCII"):
            header_value(typed)
