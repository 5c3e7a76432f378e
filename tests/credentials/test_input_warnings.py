"""Input warnings: each common mistake is found and fixed; valid pairs cause no warning."""

import sys
import unicodedata

import pytest

from tests.credentials.fakes import KEY, SECRET
from workbench.credentials.input_warnings import InputWarning, input_warnings
from workbench.credentials.paste_cleanup import is_invisible
from workbench.signing import SAMPLE, Credentials

OTHER = ("Acme QA", Credentials(api_key="9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", secret="0ther5ecretVa1ue"))


def _only(api_key: str, secret: str, *others: tuple[str, Credentials]) -> InputWarning:
    (warning,) = input_warnings(api_key, secret, others)
    return warning


def _mended(warning: InputWarning) -> tuple[str, str]:
    assert warning.fixed is not None
    api_key, secret = warning.fixed
    return api_key.reveal(), secret.reveal()


def test_a_valid_pair_and_empty_fields_have_no_warnings() -> None:
    assert input_warnings(KEY, SECRET) == ()
    assert input_warnings(KEY, SECRET, [OTHER]) == ()
    assert input_warnings("", "") == ()
    assert input_warnings(KEY, "") == input_warnings("", SECRET) == ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (" {}", "blanks"),
        ("{}\t", "blanks"),
        ("\u00a0{}\u3000", "blanks"),
        ("{}\n", "line-ends"),
        ("\r\n {}\r\n", "line-ends"),
        ("{}\u2028", "line-ends"),
        ('"{}"', "quotes"),
        ("'{}'", "quotes"),
        ("“{}”", "quotes"),
        ("‘{}’", "quotes"),
        ("`{}`", "quotes"),
        ('"{}",', "quotes"),
        ("'{}' ;", "quotes"),
        ('\\"{}\\"', "quotes"),
        ("\u200b{}", "invisible"),
        ("{}\ufeff", "invisible"),
        ("{}\u00ad", "invisible"),
        ("{}\x00", "invisible"),
        ("Bearer {}", "bearer"),
        ("basic {}", "bearer"),
        ("Token: {}", "bearer"),
        ("Kochava-Api-Key: {}", "header-name"),
        ("KOCHAVA_SECRET={}", "header-name"),
        ("export WORKBENCH_API_KEY={}", "header-name"),
        ("$env:WORKBENCH_SECRET = {}", "header-name"),
        ("Authorization: {}", "header-name"),
    ],
)
@pytest.mark.parametrize("field", ["api_key", "secret"])
def test_text_copied_along_with_a_value_is_found_and_removed(value: str, kind: str, field: str) -> None:
    api_key, secret = (value.format(KEY), SECRET) if field == "api_key" else (KEY, value.format(SECRET))
    warning = _only(api_key, secret)
    assert (warning.id, warning.field) == (kind, field)
    assert _mended(warning) == (KEY, SECRET)
    assert warning.fix
    assert warning.says.endswith(".")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("5B8E2C70-4D1F-4A93\n-8E6A-7C1D0B9F3E52", "line-ends"),
        ("5B8E2C70-4D1F-4A93- \r\n 8E6A-7C1D0B9F3E52", "line-ends"),
        ("5B8E2C70-4D1F-\u200b4A93-8E6A-7C1D0B9F3E52", "invisible"),
        ("5B8E2C70-4D1F-\u00a04A93-8E6A-7C1D0B9F3E52", "invisible"),
        ("5B8E2C70-4D1F-4A93-\u20098E6A-7C1D0B9F3E52", "invisible"),
        ("5B8E2C70-4D1F-4A93-8E6A\t-7C1D0B9F3E52", "invisible"),
        ("5B8E2C70‑4D1F‑4A93‑8E6A‑7C1D0B9F3E52", "non-ascii"),
        ("5B8E2C70–4D1F–4A93–8E6A–7C1D0B9F3E52", "non-ascii"),
        ("５Ｂ８Ｅ２Ｃ７０-4D1F-4A93-8E6A-7C1D0B9F3E52", "non-ascii"),
    ],
)
def test_wrong_characters_inside_a_value_are_found(value: str, kind: str) -> None:
    warning = _only(value, SECRET)
    assert warning.id == kind
    assert _mended(warning) == (KEY, SECRET)


@pytest.mark.parametrize(
    ("api_key", "stops"),
    [
        (f" {KEY}", True),
        (f"{KEY}\n", True),
        (f"{KEY}\u200b", True),
        (f"{KEY}\u00ad", False),  # Latin-1 has it
        (f"“{KEY}”", True),
        (f'"{KEY}"', False),
        (f"Bearer {KEY}", False),
        (KEY.replace("-", "–"), True),
    ],
)
def test_only_a_key_that_no_header_allows_stops(api_key: str, stops: bool) -> None:
    assert _only(api_key, SECRET).stops is stops
    decorated_secret = api_key.replace(KEY, SECRET) if KEY in api_key else SECRET
    assert not any(warning.stops for warning in input_warnings(KEY, decorated_secret))


@pytest.mark.parametrize("name", ['"api_key"', '"\u200bapi_key"', '"api_\nkey"'])
def test_a_quoted_name_is_removed_before_the_quotes_of_the_value(name: str) -> None:
    assert "quotes" not in {warning.id for warning in input_warnings(f'{name}: "{KEY}"', SECRET)}


def test_characters_that_no_header_allows_stop_and_are_removed() -> None:
    warning = _only(f"日{KEY}ф", SECRET)
    assert (warning.id, warning.field, warning.stops) == ("non-ascii", "api_key", True)
    assert (
        warning.says == "Character 1 of the API key is not an ASCII character: cjk unified ideograph-65e5. 1 other too."
    )
    assert _mended(warning) == (KEY, SECRET)


def test_a_letter_of_another_script_is_named() -> None:
    warning = _only(KEY.replace("E", "Е", 1), SECRET)
    assert warning.id == "non-ascii"
    assert "cyrillic capital letter ie" in warning.says


def test_a_secret_may_contain_any_letters() -> None:
    assert input_warnings(KEY, "ein Geheimnis mit ü, ф und 日本 ✓") == ()
    assert input_warnings(KEY, "сокровенное") == ()


def test_swapped_values_are_recognised_by_their_shape() -> None:
    warning = _only(SECRET, KEY)
    assert (warning.id, warning.field) == ("swapped", "both")
    assert _mended(warning) == (KEY, SECRET)
    assert _only("short", KEY.replace("-", "")).id == "swapped"


@pytest.mark.parametrize(
    ("api_key", "secret"),
    [
        (KEY, KEY.replace("5", "6")),  # both are GUIDs
        ("a-key-of-no-certain-shape-at-all", "a-secret-of-none-either"),
        ("an-api-key-longer-than-20", KEY.replace("-", "")),
        (KEY.lower(), "short"),
    ],
)
def test_pairs_of_other_shapes_are_accepted(api_key: str, secret: str) -> None:
    assert input_warnings(api_key, secret) == ()


def test_a_swapped_pair_with_quotes_is_recognised() -> None:
    found = input_warnings(f" {SECRET}", f'"{KEY}"')
    assert [warning.id for warning in found] == ["blanks", "quotes", "swapped"]
    assert _mended(found[-1]) == (f'"{KEY}"', f" {SECRET}")


def test_a_swapped_known_pair_is_reported_with_its_profile() -> None:
    name, pair = OTHER
    warning = _only("x" * 30, pair.api_key, OTHER)
    assert warning.id == "swapped"
    assert name in warning.says
    assert _only(pair.secret, "something", OTHER).id == "swapped"
    assert _only(SAMPLE.secret, "something").id == "swapped"


def test_a_value_of_another_profile_is_reported_with_its_name() -> None:
    name, pair = OTHER
    both = _only(pair.api_key, pair.secret, OTHER)
    assert (both.id, both.field, _mended(both)) == ("same-as", "both", ("", ""))
    assert both.says == f"The API key and secret are those of “{name}” too."
    key = _only(pair.api_key.lower(), SECRET, OTHER)
    assert (key.id, key.field, _mended(key)) == ("same-as", "api_key", ("", SECRET))
    secret = _only(KEY, pair.secret, OTHER)
    assert (secret.id, secret.field, _mended(secret)) == ("same-as", "secret", (KEY, ""))


def test_many_profiles_with_the_same_value_give_one_warning() -> None:
    others = [(f"Client {number}", OTHER[1]) for number in range(5)]
    assert _only(KEY, OTHER[1].secret, *others).says == (
        "The secret is that of “Client 0” and “Client 1” and “Client 2” and 2 other profiles too."
    )


def test_a_profile_name_that_contains_part_of_the_value_is_not_shown() -> None:
    pair = Credentials(api_key=KEY, secret="acme-qa-secret")
    warning = _only(OTHER[1].api_key, "acme-qa-secret", ("Acme QA", pair))
    assert warning.says == "The secret is that of another profile too."


@pytest.mark.parametrize(
    ("api_key", "secret", "field", "fixed"),
    [
        (SAMPLE.api_key, SAMPLE.secret, "both", ("", "")),
        (SAMPLE.api_key.lower(), SECRET, "api_key", ("", SECRET)),
        (KEY, SAMPLE.secret, "secret", (KEY, "")),
    ],
)
def test_the_public_sample_is_recognised_by_either_value(
    api_key: str, secret: str, field: str, fixed: tuple[str, str]
) -> None:
    warning = _only(api_key, secret)
    assert (warning.id, warning.field, _mended(warning)) == ("sample", field, fixed)


def test_equal_values_are_recognised_after_cleanup() -> None:
    warning = _only(KEY, KEY)
    assert (warning.id, warning.field, _mended(warning)) == ("both-same", "both", (KEY, ""))
    assert "both-same" in {warning.id for warning in input_warnings(KEY, f" '{KEY}'")}


@pytest.mark.parametrize("text", ["\u00a0x" * 40_000, '"' * 80_000, "Bearer " * 10_000, "a" * 80_000, "\nx" * 40_000])
def test_a_long_text_is_checked_quickly(text: str) -> None:
    assert {warning.id for warning in input_warnings(text, text)} <= {"blanks", "line-ends", "both-same"}
    short = text[:1000]
    assert input_warnings(short, short) != ()


def test_every_format_character_is_taken_out_but_those_that_are_drawn() -> None:
    # Prepended_Concatenation_Mark in Unicode's PropList.txt.
    drawn = {*map(chr, range(0x600, 0x606)), *"\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"}
    every = {chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"}
    assert drawn <= every
    assert {character for character in every if not is_invisible(character)} == drawn
