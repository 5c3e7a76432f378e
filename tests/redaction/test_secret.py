"""A Secret shows its value only when asked; a mask and a fingerprint show little."""

import copy
import json
import pickle
import traceback

import pytest

from workbench.redaction import Secret, fingerprint, mask

VALUE = "swordfish-0123456789"


def test_a_secret_reveals_its_value_when_asked() -> None:
    assert Secret(VALUE).reveal() == VALUE


def test_no_formatting_shows_the_value() -> None:
    secret = Secret(VALUE)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{secret:.3}",
        "%s %r" % (secret, secret),  # noqa: UP031 - log messages are formatted so
        repr([secret]),
        json.dumps({"a": secret}, default=str, ensure_ascii=False),
    ]
    assert all("••••" in text and "sword" not in text and "0123" not in text for text in shown)


def test_a_traceback_with_local_variables_does_not_show_the_value() -> None:
    secret = Secret(VALUE)
    with pytest.raises(TypeError) as caught:
        _ = secret + 1  # type: ignore[operator]
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    text = "".join(report.format())
    assert "secret = Secret(••••••••)" in text
    assert VALUE not in text


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_cannot_be_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(Secret(VALUE), protocol)


def test_a_secret_is_immutable_and_copies_are_identical() -> None:
    secret = Secret(VALUE)
    for name in ("value", "_Secret__value"):
        with pytest.raises(AttributeError):
            setattr(secret, name, "other")
    with pytest.raises(AttributeError):
        del secret._Secret__value  # type: ignore[attr-defined]
    assert copy.deepcopy(secret) is secret
    assert copy.copy(secret) is secret
    assert secret.reveal() == VALUE


def test_secrets_compare_by_value_with_secrets_only() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret(VALUE + "x")
    assert Secret(VALUE) != VALUE
    assert Secret("\ud800") == Secret("\ud800")
    assert len({Secret(VALUE), Secret(VALUE)}) == 1


def test_an_empty_secret_is_false() -> None:
    assert not Secret("")
    assert Secret(" ")


def test_a_fingerprint_is_eight_hex_digits_that_never_change() -> None:
    # other people's copies of the program must give the same digits, so they are written down here
    assert fingerprint("9x6C9uN3c1") == "33167c5b"
    assert fingerprint("") != fingerprint(" ")
    assert len(fingerprint("\ud800")) == 8


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("F5BF7338-04CA-4E07-97C8-49E20C409E91", "F5BF••••9E91"),
        ("9x6C9uN3c1", "••••••••"),
        ("a" * 19, "••••••••"),
        ("x", "••••••••"),
        ("", ""),
        ("\n\u202eab" + "c" * 20, "??ab••••cccc"),
    ],
)
def test_a_mask_shows_the_ends_of_a_long_value_and_nothing_of_a_short_one(value: str, shown: str) -> None:
    assert mask(value) == shown
