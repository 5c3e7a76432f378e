"""Pasted text: a text with both values is parsed; other text is not; nothing raises."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.credentials.fakes import KEY, SECRET
from workbench.credentials.credential_parsing import parse_credentials


def _pair(text: str) -> tuple[str, str] | None:
    found = parse_credentials(text)
    return None if found is None else (found.api_key.reveal(), found.secret.reveal())


@pytest.mark.parametrize(
    "name",
    ["KOCHAVA_API_KEY", "WORKBENCH_API_KEY", "API_KEY", "apiKey", "api-key", "Kochava-Api-Key", "API key", "key"],
)
@pytest.mark.parametrize(
    "secret_name",
    [
        "KOCHAVA_SECRET",
        "WORKBENCH_SECRET",
        "API_SECRET",
        "SECRET",
        "secret_key",
        "kochavaSecret",
        "Secret",
        "secret-key",
    ],
)
def test_common_names_are_recognised_in_lines_and_json(name: str, secret_name: str) -> None:
    assert _pair(f"{name}={KEY}\n{secret_name}={SECRET}") == (KEY, SECRET)
    assert _pair(f"{secret_name}: {SECRET}\n{name}: {KEY}\n") == (KEY, SECRET)
    assert _pair(json.dumps({name: KEY, secret_name: SECRET})) == (KEY, SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "export KOCHAVA_API_KEY={key}\nexport KOCHAVA_SECRET={secret}\n",
        "KOCHAVA_API_KEY={key}\r\nKOCHAVA_SECRET={secret}\r\n",
        "\ufeff# from the account team\n\nKOCHAVA_API_KEY = '{key}'\n\nKOCHAVA_SECRET = \"{secret}\"   # until May\n",
        "OTHER=1\nKOCHAVA_API_KEY={key} # a comment\nKOCHAVA_SECRET={secret}\t# another\nMORE=2",
        "set WORKBENCH_API_KEY={key}\nset WORKBENCH_SECRET={secret}",
        "$env:WORKBENCH_API_KEY = '{key}'\n$env:WORKBENCH_SECRET = '{secret}'",
        "Hello,\nhere is the pair.\n  API key: {key}\n  Secret: {secret}\nRegards",
        '  "api_key": "{key}",\n  "secret": "{secret}"\n',
        "- apiKey: {key}\n- apiSecret: {secret}",
        "api_key => '{key}',\nsecret => '{secret}',",
        '{{\n"kochava": {{"api_key": "{key}", "secret": "{secret}"}}, "other": 1}}',
        '  {{"environment": {{"name": "x"}}, "pair": {{"apiKey": "{key}", "apiSecret": "{secret}"}}}}',
        '{{"note": "a JSON object\\n", "key": "{key}", "secret": "{secret}"}}',
        # with another program's secret
        "SECRET=django\nKOCHAVA_API_KEY={key}\nKOCHAVA_SECRET={secret}\nAPI_KEY=maps",
        # said twice the same
        "API_KEY={key}\nSECRET={secret}\nAPI_KEY={key}",
    ],
)
def test_a_text_with_both_values_is_parsed(text: str) -> None:
    assert _pair(text.format(key=KEY, secret=SECRET)) == (KEY, SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "",
        KEY,
        f"{KEY}\n{SECRET}",
        f"API_KEY={KEY}",
        f"API_KEY={KEY}\nSECRET=",
        f"API_KEY={KEY}\nSECRET=one\nSECRET=another",
        f"API_KEY={KEY} SECRET={SECRET}",
        f"[{json.dumps({'api_key': KEY, 'secret': SECRET})}]",
        json.dumps({"api_key": KEY, "secret": 7}),
        json.dumps({"one": {"api_key": KEY, "secret": "a"}, "two": {"api_key": KEY, "secret": "b"}}),
        json.dumps({"deep": {"deeper": {"api_key": KEY, "secret": SECRET}}}),
        '{"api_key": ',
        "[" * 100_000,
        '{"a":' * 100_000,
        f"API_KEY={KEY}\nSECRET={'x' * 70_000}",
    ],
)
def test_other_text_is_not_parsed(text: str) -> None:
    assert parse_credentials(text) is None


def test_quotes_and_escapes_are_read_as_in_a_shell() -> None:
    assert _pair('KEY="a \\" b # c"\nSECRET=\'d \\\\ e\'') == ('a " b # c', "d \\\\ e")
    assert _pair("KEY=a#b\nSECRET=c #d") == ("a#b", "c")


@pytest.mark.parametrize(
    "text",
    [
        "export" + " " * 60_000 + "!",
        "KEY=" + "\\" * 60_000,
        'KEY="' + "\\" * 60_000,
        "KEY=a" + " " * 60_000 + "b",
        'KEY="a"' + " " * 60_000 + "b",
        "k" + " " * 60_000,
        " " * 60_000 + "!",
        '"' * 60_000,
    ],
)
def test_parsing_is_fast_for_any_text(text: str) -> None:
    assert (
        parse_credentials(text) is None
    )  # a pattern that went back and forth would not end within this test's patience


def test_repr_shows_no_value() -> None:
    found = parse_credentials(f"API_KEY={KEY}\nSECRET={SECRET}")
    assert KEY not in repr(found)
    assert SECRET not in repr(found)


_NAMES = st.sampled_from(["API_KEY", "SECRET", "export KEY", "KOCHAVA_SECRET", '"secret"', "{", "}", '"key"', "#"])
_TEXTS = st.lists(
    st.one_of(_NAMES, st.text(max_size=8), st.sampled_from(["=", ": ", "\n", "\r\n", '"', "'", ",", "\\"]))
)


@given(st.text() | _TEXTS.map("".join))
@example("{" + '"key":1' + "9" * 5000 + "}")
@example("API_KEY=\ud800\nSECRET=\udfff")
def test_no_text_makes_it_raise(text: str) -> None:
    found = _pair(text)
    assert found is None or all(found)


_VALUES = st.text("ABCDEFabcdef0123456789-_.!@$%^&*~+/", min_size=1)


@given(_VALUES, _VALUES, st.sampled_from(["", "'", '"', "`"]), st.sampled_from(["\n", "\r\n"]))
def test_any_values_are_parsed_from_lines(key: str, secret: str, quote: str, line_end: str) -> None:
    lines = ("# a comment", f"export API_KEY={quote}{key}{quote}", "", f"API_SECRET={quote}{secret}{quote}", "")
    assert _pair(line_end.join(lines)) == (key, secret)


@given(st.text(min_size=1), st.text(min_size=1), st.booleans())
def test_any_values_are_parsed_from_json(key: str, secret: str, nested: bool) -> None:
    document: object = {"apiKey": key, "secret": secret}
    assert _pair(json.dumps({"pair": document} if nested else document)) == (key, secret)
