"""Redaction finds known values in every form, header values, and what a log record carries."""

import base64
import html
import io
import json
import logging
import shlex
import urllib.parse
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.secrecy import REDACTED, Redaction, Secret, redact, remember

MARKER = 'Mark/er "q" <é> ü+?&=\\ 7'
PLAIN = "plainMarker0123456789"


@pytest.fixture
def redaction() -> Redaction:
    redaction = Redaction()
    redaction.remember(Secret(MARKER), Secret(PLAIN))
    return redaction


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "URL, everything quoted": lambda v: urllib.parse.quote(v, safe=""),
    "URL, slash kept": urllib.parse.quote,
    "URL, plus for blank": urllib.parse.quote_plus,
    "URL, lower-case digits": lambda v: urllib.parse.quote(v, safe="").lower(),
    "form": lambda v: urllib.parse.urlencode({"a": v}),
    "JSON": json.dumps,
    "JSON, UTF-8": lambda v: json.dumps(v, ensure_ascii=False),
    "JSON, slashes escaped": lambda v: json.dumps(v).replace("/", r"\/"),
    "JSON in JSON": lambda v: json.dumps(json.dumps(v)),
    "repr": repr,
    "repr of bytes": lambda v: repr(v.encode()),
    "HTML": html.escape,
    "shell": shlex.quote,
    "base64": lambda v: base64.b64encode(v.encode()).decode(),
    "base64 for URLs": lambda v: base64.urlsafe_b64encode(v.encode()).decode(),
    "hex": lambda v: v.encode().hex(),
    "HEX": lambda v: v.encode().hex().upper(),
}


@pytest.mark.parametrize("value", [MARKER, PLAIN])
@pytest.mark.parametrize("form", FORMS)
def test_a_known_value_is_struck_out_in_every_form(redaction: Redaction, form: str, value: str) -> None:
    written = FORMS[form](value)
    clean = redaction.redact(f"before {written} after")
    assert REDACTED in clean
    assert clean.startswith("before ")
    assert clean.endswith(" after")
    assert len(clean) <= len("before  after") + len(REDACTED) + 8  # quotation marks and `a=` may be left


@pytest.mark.parametrize("before", ["", "u", "us", "user:", "user::"])
def test_a_value_inside_a_longer_base64_text_is_struck_out(redaction: Redaction, before: str) -> None:
    written = base64.b64encode(f"{before}{PLAIN}:rest".encode()).decode()
    clean = redaction.redact(written)
    assert REDACTED in clean
    left = base64.b64decode(clean.split(REDACTED)[0] + "A" * (-len(clean.split(REDACTED)[0]) % 4))
    assert b"pl" not in left


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Kochava-Api-Key: abc def", f"Kochava-Api-Key: {REDACTED}"),
        ("kochava-auth-token:abc\r\nHost: x", f"kochava-auth-token:{REDACTED}\r\nHost: x"),
        ("Authorization: Basic dTpw", f"Authorization: {REDACTED}"),
        ("Proxy-Authorization: Basic dTpw", f"Proxy-Authorization: {REDACTED}"),
        ("{'Kochava-Api-Key': 'a\\'b', 'Host': 'x'}", f"{{'Kochava-Api-Key': '{REDACTED}', 'Host': 'x'}}"),
        ('{"Kochava-Auth-Token": "a\\"b", "n": 1}', f'{{"Kochava-Auth-Token": "{REDACTED}", "n": 1}}'),
        ('{"name":"Kochava-Api-Key","value":"abc"}', f'{{"name":"Kochava-Api-Key","value":"{REDACTED}"}}'),
        ("(b'Kochava-Auth-Token', b'abc'), (b'A', b'c')", f"(b'Kochava-Auth-Token', b'{REDACTED}'), (b'A', b'c')"),
        ("curl -H 'Kochava-Api-Key: abc' -d @f", f"curl -H 'Kochava-Api-Key: {REDACTED}' -d @f"),
        (r'"{\"Kochava-Api-Key\": \"abc\", \"n\": 1}"', rf'"{{\"Kochava-Api-Key\": \"{REDACTED}\", \"n\": 1}}"'),
        (r"b'Kochava-Api-Key: abc\r\nHost: x'", rf"b'Kochava-Api-Key: {REDACTED}\r\nHost: x'"),
        ("KOCHAVA_API_KEY=abc", f"KOCHAVA_API_KEY={REDACTED}"),
        ('Kochava-Api-Key: "not closed', f'Kochava-Api-Key: "{REDACTED}'),
        ("https://user:pass@host/p", f"https://user:{REDACTED}@host/p"),
        ("GET /p?a=1&token=abc&b=2 200", f"GET /p?a=1&token={REDACTED}&b=2 200"),
        ("/p?client_secret=abc", f"/p?client_secret={REDACTED}"),
    ],
)
def test_values_are_struck_out_after_the_names_that_carry_them(text: str, clean: str) -> None:
    assert Redaction().redact(text) == clean
    assert Redaction().redact(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Host, Content-Type, Kochava-Api-Key, Kochava-Auth-Token and Content-Length are sent",
        "POST http://127.0.0.1:8080/track/json 200 OK",
        "e34e502ecf03a87a475f5c95b707523bbb58e4fe",
        "mail@example.com wrote: nothing",
        "",
    ],
)
def test_text_without_a_secret_stays_as_it_is(redaction: Redaction, text: str) -> None:
    assert redaction.redact(text) == text


def test_very_short_values_are_not_hunted_for_in_running_text() -> None:
    redaction = Redaction()
    redaction.remember(Secret("abc"), Secret(""))
    assert redaction.redact("the abc of it") == "the abc of it"


def test_a_long_text_with_many_known_values_is_cleaned_whole() -> None:
    redaction = Redaction()
    values = [f"value-number-{number:04}" for number in range(100)]
    redaction.remember(*map(Secret, values))
    clean = redaction.redact("\n".join(values) + "x" * 200_000)
    assert "value-number" not in clean
    assert clean.count(REDACTED) == 100


@given(st.text(min_size=4, max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_known_value_survives_between_any_neighbours(value: str, before: str, after: str) -> None:
    redaction = Redaction()
    redaction.remember(Secret(value))
    if value not in REDACTED:
        assert value not in redaction.redact(f"{before}\n{value}\n{after}").replace(REDACTED, "\0")


class _Log:
    def __init__(self, redaction: Redaction) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(logging.Formatter("%(message)s %(extra)s", defaults={"extra": ""}))
        self.handler.addFilter(redaction)
        self.logger = logging.Logger("test")  # noqa: LOG001 - one that no other handler hears
        self.logger.addHandler(self.handler)

    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture
def log(redaction: Redaction) -> Iterator[_Log]:
    log = _Log(redaction)
    yield log
    log.handler.close()


def test_a_log_message_and_its_arguments_are_cleaned(log: _Log) -> None:
    log.logger.info("sent %s with %r", PLAIN, {"Kochava-Api-Key": "abc"})
    assert log.text() == f"sent {REDACTED} with {{'Kochava-Api-Key': '{REDACTED}'}} \n"


def test_a_value_that_only_the_finished_message_shows_is_cleaned(log: _Log) -> None:
    log.logger.info("Kochava-Api-Key: %s", "unknown value")
    assert "unknown value" not in log.text()


def test_a_logged_traceback_is_cleaned(log: _Log) -> None:
    try:
        int(PLAIN)
    except ValueError:
        log.logger.exception("it failed")
    assert "Traceback" in log.text()
    assert f"ValueError: invalid literal for int() with base 10: '{REDACTED}'" in log.text()
    assert PLAIN not in log.text()


def test_a_logged_stack_is_cleaned(log: _Log, redaction: Redaction) -> None:
    redaction.remember(Secret("test_a_logged_stack_is_cleaned"))
    log.logger.info("here", stack_info=True)
    assert "Stack" in log.text()
    assert "test_a_logged_stack_is_cleaned" not in log.text()


def test_extra_fields_are_cleaned(log: _Log) -> None:
    log.logger.info("sent", extra={"extra": {"token": PLAIN}})
    assert log.text() == f"sent {{'token': '{REDACTED}'}}\n"


def test_a_record_that_cannot_be_formatted_is_still_written_and_clean(log: _Log) -> None:
    log.logger.info("%d and plainMarker0123456789", "no number")
    assert log.text().startswith("%d and [redacted] (its arguments could not be written: TypeError)")


def test_the_process_s_redaction_learns_from_whoever_obtains_a_secret() -> None:
    remember(Secret("learned-by-the-process"))
    assert redact("it is learned-by-the-process") == f"it is {REDACTED}"
