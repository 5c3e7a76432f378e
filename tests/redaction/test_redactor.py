"""Redaction finds known values in every encoding, header values, and values in log records."""

import base64
import hashlib
import html
import itertools
import json
import re
import shlex
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from workbench.redaction import REDACTED, Redactor, Secret, redact, remember, remember_derived
from workbench.redaction.matcher import forms
from workbench.redaction.redactor import NEWEST_DERIVED

MARKER = 'Mark/er "q" <é> ü+?&=\\ 7'
PLAIN = "plainMarker0123456789"
TOKEN = hashlib.sha256(b"a token").hexdigest()


@pytest.fixture
def redaction() -> Redactor:
    redaction = Redactor()
    redaction.remember(Secret(MARKER), Secret(PLAIN))
    return redaction


def _alternating() -> Callable[[re.Match[str]], str]:
    cases = itertools.cycle((str.lower, str.upper))
    return lambda digits: next(cases)(digits.group())


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "URL, everything quoted": lambda v: urllib.parse.quote(v, safe=""),
    "URL, slash kept": urllib.parse.quote,
    "URL, plus for blank": urllib.parse.quote_plus,
    "URL, lower-case digits": lambda v: urllib.parse.quote(v, safe="").lower(),
    "URL, twice": lambda v: urllib.parse.quote(urllib.parse.quote(v, safe=""), safe=""),
    "URL, percent signs in mixed case": lambda v: re.sub("%..", _alternating(), urllib.parse.quote(v, safe="")),
    "URL, as JavaScript quotes": lambda v: urllib.parse.quote(v, safe="!*'()"),
    "form": lambda v: urllib.parse.urlencode({"a": v}),
    "JSON": json.dumps,
    "JSON, UTF-8": lambda v: json.dumps(v, ensure_ascii=False),
    "JSON, slashes escaped": lambda v: json.dumps(v).replace("/", r"\/"),
    "JSON in JSON": lambda v: json.dumps(json.dumps(v)),
    "JSON in a repr": lambda v: repr([json.dumps(v)]),
    "JSON in JSON in a repr in a repr": lambda v: repr(repr(json.dumps(json.dumps(v))[1:-1])),
    "repr": repr,
    "repr in a repr": lambda v: repr([repr(v)]),
    "repr of bytes in a repr": lambda v: repr([repr(v.encode())]),
    "ASCII in JSON": lambda v: json.dumps(ascii(v)),
    "repr of bytes": lambda v: repr(v.encode()),
    "HTML": html.escape,
    "shell": shlex.quote,
    "base64": lambda v: base64.b64encode(v.encode()).decode(),
    "base64 for URLs": lambda v: base64.urlsafe_b64encode(v.encode()).decode(),
    "base64 of upper case": lambda v: base64.b64encode(v.upper().encode()).decode(),
    "base64 of lower case": lambda v: base64.b64encode(v.lower().encode()).decode(),
    "ASCII": ascii,
    "hex": lambda v: v.encode().hex(),
    "HEX": lambda v: v.encode().hex().upper(),
    "hex of upper case": lambda v: v.upper().encode().hex(),
}


@pytest.mark.parametrize("value", [MARKER, PLAIN])
@pytest.mark.parametrize("form", FORMS)
def test_a_known_value_is_redacted_in_every_encoding(redaction: Redactor, form: str, value: str) -> None:
    written = FORMS[form](value)
    clean = redaction.redact(f"before {written} after")
    assert REDACTED in clean
    assert clean.startswith("before ")
    assert clean.endswith(" after")
    assert len(clean) <= len("before  after") + len(REDACTED) + 18  # quotation marks, brackets and `a=` may be left


@pytest.mark.parametrize("before", ["", "u", "us", "user:", "user::"])
def test_a_value_inside_a_longer_base64_text_is_redacted(redaction: Redactor, before: str) -> None:
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
        ("export WORKBENCH_SECRET='a b'", f"export WORKBENCH_SECRET='{REDACTED}'"),
        ("Set-Cookie: id=abc; Path=/", f"Set-Cookie: {REDACTED}"),
        ('Kochava-Api-Key: "not closed', f'Kochava-Api-Key: "{REDACTED}'),
        ("https://user:pass@host/p", f"https://user:{REDACTED}@host/p"),
        ("GET /p?a=1&token=abc&b=2 200", f"GET /p?a=1&token={REDACTED}&b=2 200"),
        ("/p?client_secret=abc", f"/p?client_secret={REDACTED}"),
    ],
)
def test_header_values_are_redacted(text: str, clean: str) -> None:
    assert Redactor().redact(text) == clean
    assert Redactor().redact(clean) == clean


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
def test_text_without_a_secret_is_unchanged(redaction: Redactor, text: str) -> None:
    assert redaction.redact(text) == text


def test_a_short_match_counts_as_quoted_only_with_a_backslash() -> None:
    redaction = Redactor()
    redaction.remember(Secret("ban\nan"))
    assert redaction.redact("bannan " + "x" * 40 + r" ban\\\nan \\") == "bannan " + "x" * 40 + f" {REDACTED} \\\\"


def test_very_short_values_are_not_redacted_in_text() -> None:
    redaction = Redactor()
    redaction.remember(Secret("abc"), Secret(""))
    assert redaction.redact("the abc of it") == "the abc of it"


def test_a_long_text_with_many_known_values_is_redacted() -> None:
    redaction = Redactor()
    values = [f"value-number-{number:04}" for number in range(100)]
    redaction.remember(*map(Secret, values))
    clean = redaction.redact("\n".join(values) + "x" * 200_000)
    assert "value-number" not in clean
    assert clean.count(REDACTED) == 100


@given(st.text(min_size=4, max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_a_known_value_is_redacted_between_any_text(value: str, before: str, after: str) -> None:
    redaction = Redactor()
    redaction.remember(Secret(value))
    if value not in REDACTED:
        assert value not in redaction.redact(f"{before}\n{value}\n{after}").replace(REDACTED, "\0")


def test_derived_values_are_redacted_while_they_are_among_the_newest() -> None:
    redaction = Redactor()
    tokens = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(2 * NEWEST_DERIVED)]
    redaction.remember_derived(Secret(tokens[0]))
    assert redaction.redact(tokens[0]) == REDACTED
    for token in tokens:
        redaction.remember_derived(Secret(token), Secret(""))
    clean = redaction.redact("\n".join(tokens)).splitlines()
    assert clean[:2] == tokens[:2]
    assert clean[-NEWEST_DERIVED:] == [REDACTED] * NEWEST_DERIVED


def test_a_new_value_does_not_prepare_the_others_again(monkeypatch: pytest.MonkeyPatch) -> None:
    redaction = Redactor()
    made: list[str] = []

    def counted(value: str) -> frozenset[bytes]:
        made.append(value)
        return forms(value)

    monkeypatch.setattr("workbench.redaction.redactor.forms", counted)
    tokens = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(20)]
    for token in tokens:
        redaction.remember_derived(Secret(token))
        assert redaction.redact(f"{token} {PLAIN}") == f"{REDACTED} {PLAIN}"
    redaction.remember(Secret(PLAIN))
    assert redaction.redact(f"{tokens[0]} {PLAIN}") == f"{REDACTED} {REDACTED}"
    assert made == [*tokens, PLAIN]


def test_a_repeated_derived_value_counts_as_new() -> None:
    redaction = Redactor()
    redaction.remember_derived(Secret(TOKEN))
    for number in range(NEWEST_DERIVED):
        redaction.remember_derived(Secret(hashlib.sha256(str(number).encode()).hexdigest()))
        redaction.redact("a look")
        if number == NEWEST_DERIVED // 2:
            redaction.remember_derived(Secret(TOKEN))
    assert redaction.redact(TOKEN) == REDACTED


def test_a_repeated_derived_value_is_stored_once() -> None:
    redaction = Redactor()
    redaction.remember_derived(Secret(TOKEN))
    for _again in range(NEWEST_DERIVED):
        redaction.remember_derived(Secret("a" * 64))
    assert redaction.redact(TOKEN) == REDACTED


@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        TOKEN.upper(),
        base64.b64encode(bytes.fromhex(TOKEN)).decode(),
        base64.urlsafe_b64encode(bytes.fromhex(TOKEN)).decode().rstrip("="),
        base64.b64encode(TOKEN.encode()).decode(),
        base64.encodebytes(b"Kochava " + TOKEN.encode() * 2).decode().rstrip(),
        TOKEN.encode().hex(),
        f"{TOKEN[:32]}\n{TOKEN[32:]}",
    ],
)
def test_a_derived_value_is_redacted_in_every_encoding(written: str) -> None:
    redaction = Redactor()
    redaction.remember_derived(*(Secret("b" * 64) for _ in range(3)), Secret(TOKEN))
    clean = redaction.redact(f"<{written}>")
    assert REDACTED in clean
    assert not re.search(r"[0-9a-zA-Z+/]{15}", clean.replace(REDACTED, ""))


@pytest.mark.parametrize("length", [1, 7, 64])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n    ", "\\n", "\\r\\n", "=\n", "\\\\n"])
def test_a_value_broken_across_lines_is_redacted(redaction: Redactor, length: int, end: str) -> None:
    written = base64.b64encode(PLAIN.encode()).decode()
    broken = end.join(written[at : at + length] for at in range(0, len(written), length))
    assert redaction.redact(f"before {broken} after") == f"before {REDACTED} after"


@pytest.mark.parametrize("write", [r"\x{:02x}", r"\u00{:02X}", "%{:02X}", "&#x{:02x};", "&#{};", r"\U000000{:02x}"])
def test_a_value_with_every_character_escaped_is_redacted(redaction: Redactor, write: str) -> None:
    written = "".join(map(write.format, PLAIN.encode()))
    assert redaction.redact(f"<{written}>") == f"<{REDACTED}>"


def test_fifty_known_values_do_not_change_other_text(redaction: Redactor) -> None:
    redaction.remember(*(Secret(f"value-number-{number:04}") for number in range(50)))
    text = "12:30:05.123 POST /track/json\n  at 00:1b:44:11:3a:b7, é, İ, Σ\n\n" * 3
    assert redaction.redact(text) == text


@given(st.text(min_size=4, max_size=20), st.sampled_from(sorted(FORMS)), st.text(max_size=20), st.text(max_size=20))
@example("000\x1f", "ASCII in JSON", "", "")
@example("aaa\n", "JSON in JSON in a repr in a repr", "", "")
@example("\x1faaa", "JSON in JSON in a repr in a repr", "", "")
@example("00Â\x80", "ASCII", "", "")
def test_every_encoding_is_redacted_between_any_text(value: str, form: str, before: str, after: str) -> None:
    redaction = Redactor()
    redaction.remember(Secret(value))
    try:
        written = FORMS[form](value)
    except UnicodeEncodeError:  # a lone surrogate has no such form
        assume(False)
    inside = re.fullmatch(r"""(?:a=|b(?=["']))?(["']?)(.*)\1""", written, re.DOTALL)
    assert inside is not None
    assume(inside[2] not in f"{before} {after} {REDACTED}")
    assert inside[2] not in redaction.redact(f"{before} {written} {after}").replace(REDACTED, "\0")


@given(st.binary(min_size=6, max_size=40), st.binary(max_size=9), st.binary(max_size=9), st.integers(1, 76))
def test_a_value_in_broken_base64_leaves_no_byte(raw: bytes, before: bytes, after: bytes, width: int) -> None:
    value = raw.hex()
    redaction = Redactor()
    redaction.remember(Secret(value))
    digits = base64.b64encode(before + value.encode() + after).decode()
    clean = redaction.redact("\n".join(digits[at : at + width] for at in range(0, len(digits), width)))
    first, last = clean.replace("\n", "").split(REDACTED, 1)[0], clean.replace("\n", "").rsplit(REDACTED, 1)[-1]
    assert REDACTED in clean
    assert len(first) <= -(-len(before) * 8 // 6)
    assert len(last) <= -(-(len(after) + 3) * 8 // 6)


def test_the_redactor_of_the_process_redacts_remembered_values() -> None:
    remember(Secret("learned-by-the-process"))
    remember_derived(Secret(TOKEN))
    assert redact(f"it is learned-by-the-process, {TOKEN}") == f"it is {REDACTED}, {REDACTED}"
