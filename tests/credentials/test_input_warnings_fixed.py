"""Properties of input warnings: applying the fixes restores the pair, and no message contains a value."""

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.credentials.input_warnings import input_warnings
from workbench.credentials.paste_cleanup import cleaned
from workbench.signing import SAMPLE, Credentials

KEYS = st.uuids().map(str) | st.uuids().map(lambda value: str(value).upper())
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
SECRETS = st.text(LETTERS + "abcdefghijkmnopqrstuvwxyz" + "-_+/=.!@#$%^&*~", min_size=8, max_size=40).filter(
    lambda value: any(character.isalnum() for character in value) and value != SAMPLE.secret
)
INVISIBLE = "\u200b\ufeff\u00ad\u2060\u200d\u200e\x00\x1b\x7f"
ODD_BLANKS = "\u00a0\u2009\u202f\u3000\t"


@st.composite
def decorated(draw: st.DrawFn, value: str) -> str:
    """Do to a value what copying and pasting does, several times over."""
    for _ in range(draw(st.integers(0, 5))):
        value = draw(st.sampled_from(_WAYS))(draw, value)
    return value


def _blanks(draw: st.DrawFn, value: str) -> str:
    around = st.text(" " + ODD_BLANKS, max_size=3)
    return draw(around) + value + draw(around)


def _line_ends(draw: st.DrawFn, value: str) -> str:
    around = st.sampled_from(["", "\n", "\r\n", " \r\n", "\u2028", "\n\n "])
    return draw(around) + value + draw(around)


def _quotes(draw: st.DrawFn, value: str) -> str:
    pairs = ['""', "''", "``", "“”", "‘’"]
    pair = draw(st.sampled_from(pairs))
    return f"{pair[0]}{value}{pair[1]}{draw(st.sampled_from(['', ',', ';', ' ,']))}"


def _escaped_quotes(_draw: st.DrawFn, value: str) -> str:
    return f'\\"{value}\\"'


def _inserted(draw: st.DrawFn, value: str) -> str:
    place = draw(st.integers(0, len(value)))
    what: str = draw(st.sampled_from([*INVISIBLE, *ODD_BLANKS, "\n", "\r\n"]))
    return value[:place] + what + value[place:]


def _not_ascii(draw: st.DrawFn, value: str) -> str:
    place = draw(st.integers(0, len(value) - 1))
    character = value[place]
    wide = chr(ord(character) + 0xFEE0) if "!" < character <= "~" and character not in "\"'`" else character
    return value[:place] + ("–" if character == "-" else wide) + value[place + 1 :]


def _scheme(draw: st.DrawFn, value: str) -> str:
    return draw(st.sampled_from(["Bearer ", "basic ", "Token ", "BEARER: "])) + value


def _name(draw: st.DrawFn, value: str) -> str:
    names = ["Kochava-Api-Key: ", "KOCHAVA_SECRET=", "export API_SECRET=", '"api_key": ', "Authorization:", "apiKey = "]
    return draw(st.sampled_from(names)) + value


_WAYS: list[Callable[[st.DrawFn, str], str]] = [
    _blanks,
    _line_ends,
    _quotes,
    _escaped_quotes,
    _inserted,
    _not_ascii,
    _scheme,
    _name,
]


@pytest.mark.parametrize("pasted", ["Ｂearer \n00000000", "ＢＥＡＲＥＲ\n00000000", "Ｔoken\u00a000000000"])
def test_a_scheme_in_wide_letters_before_a_line_end_is_removed(pasted: str) -> None:
    assert cleaned(pasted) == "00000000"


@given(st.data(), KEYS, SECRETS)
def test_applying_all_fixes_restores_the_pair(data: st.DataObject, key: str, secret: str) -> None:
    assume(cleaned(secret) == secret)
    pair = (data.draw(decorated(key)), data.draw(decorated(secret)))
    for _ in range(60):
        found = input_warnings(*pair)
        if not found:
            break
        warning = data.draw(st.sampled_from(found))
        assert warning.fixed is not None, warning
        pair = (warning.fixed[0].reveal(), warning.fixed[1].reveal())
    assert pair == (key, secret)


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.tuples(st.text(), st.text()), max_size=2))
def test_whatever_is_typed_mending_comes_to_an_end_with_nothing_left(
    api_key: str, secret: str, others: list[tuple[str, str]]
) -> None:
    pair = (api_key, secret)
    known = [(f"Profile {place}", Credentials(key, code)) for place, (key, code) in enumerate(others)]
    for _ in range(200):
        found = input_warnings(*pair, known)
        if not found:
            break
        assert found[0].fixed is not None
        pair = (found[0].fixed[0].reveal(), found[0].fixed[1].reveal())
    assert input_warnings(*pair, known) == ()


@given(KEYS, SECRETS, st.text("äöüßéñ¡¿£", max_size=3))
def test_ordinary_pairs_raise_no_alarm(key: str, secret: str, latin: str) -> None:
    assume("=" not in secret[:-2])
    assert input_warnings(key, secret + latin) == ()
    assert input_warnings(f"{secret}{latin}-as-a-key-of-some-length", secret) == ()


@given(st.data(), KEYS, st.text(LETTERS, min_size=8, max_size=30))
def test_no_sentence_and_no_button_holds_a_piece_of_the_value(data: st.DataObject, key: str, secret: str) -> None:
    assume(len(set(secret)) > 3)
    pair = (data.draw(decorated(key)), data.draw(decorated(secret)))
    others = [(secret[:6], Credentials(key, secret)), ("Acme", Credentials(secret, key))]
    pieces = {value[place : place + 4] for value in (key, secret) for place in range(len(value) - 3)}
    for warning in input_warnings(*pair, others):
        words = f"{warning.says} {warning.fix}"
        assert not [piece for piece in pieces if piece in words], words
        assert key not in repr(warning)
        assert secret not in repr(warning)
