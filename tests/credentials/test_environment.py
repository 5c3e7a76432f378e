"""Credentials from the environment, and API keys that cannot be sent in a header."""

import httpx
import pytest

from workbench.credentials import CredentialsUnavailable, Why, from_environment, header_problem
from workbench.redaction import redact
from workbench.signing import Credentials


def test_both_variables_make_a_pair() -> None:
    environ = {"WORKBENCH_API_KEY": "key from ci", "WORKBENCH_SECRET": "secret from ci"}
    assert from_environment(environ) == Credentials(api_key="key from ci", secret="secret from ci")
    assert "from ci" not in redact("a log with key from ci and secret from ci")


@pytest.mark.parametrize("environ", [{}, {"WORKBENCH_API_KEY": "", "WORKBENCH_SECRET": ""}])
def test_neither_variable_makes_none(environ: dict[str, str]) -> None:
    assert from_environment(environ) is None


@pytest.mark.parametrize(
    ("there", "missing"),
    [("WORKBENCH_API_KEY", "WORKBENCH_SECRET"), ("WORKBENCH_SECRET", "WORKBENCH_API_KEY")],
)
def test_a_single_variable_is_an_error_that_names_the_other(there: str, missing: str) -> None:
    for environ in ({there: "private value"}, {there: "private value", missing: ""}):
        _check_single(environ, missing)


def _check_single(environ: dict[str, str], missing: str) -> None:
    with pytest.raises(CredentialsUnavailable, match=f"but {missing} is (not|empty)") as caught:
        from_environment(environ)
    assert caught.value.why is Why.INCOMPLETE_ENVIRONMENT
    assert "private value" not in str(caught.value)


@pytest.mark.parametrize(
    ("api_key", "says"),
    [
        ("", "empty"),
        ("a\rb", "line break"),
        ("a\nb", "line break"),
        ("key\r\n", "line break"),
        (" key", "space"),
        ("key\t", "space"),
        ("key\u00a0", "space"),
        ("a\u200bb", r"Character 2 of the API key \(U\+200B\)"),
        ("кey", "U\\+043A"),
        ("a\x00b", "control character"),
        ("ab\x7f", "control character"),
        ("a\x85b", "control character"),
        ("a\ud800", "U\\+D800"),
    ],
)
def test_an_api_key_that_no_header_allows_is_described(api_key: str, says: str) -> None:
    import re

    problem = header_problem(api_key)
    assert problem is not None
    assert re.search(says, problem)
    assert problem.endswith(".")


@pytest.mark.parametrize("api_key", ["F5BF7338-04CA-4E07-97C8-49E20C409E91", "a b", "é", "~!@#$%^&*()", '"quoted"'])
def test_an_accepted_api_key_can_be_sent(api_key: str) -> None:
    assert header_problem(api_key) is None
    headers = httpx.Headers([(b"Kochava-Api-Key", api_key.encode("latin-1"))])
    assert headers.raw[0][1].decode("latin-1") == api_key
