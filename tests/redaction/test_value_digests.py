"""Values that the process never read are recognised by the beginning of a salted digest, as whole words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.redaction import REDACTED, Redactor, Secret, ValueDigests, value_digest

SALT = b"the salt of this installation"
KEY, SECRET = "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "pQ7+x/Zz_9~made.up"
DIGESTS = ValueDigests(SALT, (value_digest(SALT, KEY), value_digest(SALT, SECRET)))


@pytest.fixture
def redaction() -> Redactor:
    redaction = Redactor()
    redaction.use_digests(DIGESTS)
    return redaction


def test_a_digest_has_24_bits_and_depends_on_the_salt() -> None:
    assert len(value_digest(SALT, KEY)) == 6
    assert value_digest(SALT, KEY) != value_digest(b"another", KEY)
    assert value_digest(SALT, KEY) == value_digest(SALT, KEY.lower())
    assert value_digest(SALT, "short") == ""


@pytest.mark.parametrize("value", [KEY, KEY.lower(), SECRET, SECRET.upper()])
@pytest.mark.parametrize(
    "around",
    [
        "{}", '{{"a": "{}"}}', "a={}&b=1", "Kochava: {}\r\n", "see {} there", "({})", "[{}]", "<a>{}</a>", "x:{}",
        "{},{}", "?q={}#top", "\u00e9 {} \u00e9", "'{}'", "`{}`", "{};",
    ],
)  # fmt: skip
def test_a_whole_word_is_redacted(redaction: Redactor, around: str, value: str) -> None:
    assert redaction.redact_known(around.format(value, value)) == around.format(REDACTED, REDACTED)


def test_a_key_without_punctuation_is_found_in_a_sentence(redaction: Redactor) -> None:
    assert redaction.redact(f"The key is {KEY}.") == f"The key is {REDACTED}."
    assert redaction.redact(f"“{KEY}”…") == f"“{REDACTED}”…"


@given(st.text(max_size=200))
def test_other_text_stays(text: str) -> None:
    redaction = Redactor()
    redaction.use_digests(DIGESTS)
    assert redaction.redact_known(text) == text
    assert redaction.redact_known(f"{KEY[:-1]} {SECRET}x {KEY}{KEY}") == f"{KEY[:-1]} {SECRET}x {KEY}{KEY}"


def test_known_values_and_digests_work_together(redaction: Redactor) -> None:
    before = redaction.state()
    redaction.remember(Secret("plain-value-of-ours"))
    assert redaction.redact(f"{KEY} plain-value-of-ours") == f"{REDACTED} {REDACTED}"
    redaction.use_digests(ValueDigests())
    assert redaction.redact(f"{KEY} plain-value-of-ours") == f"{KEY} {REDACTED}"
    assert redaction.state() != before
