"""How long an agreement is valid: a host for one send, an app for the session, an allowed one until it is loaded."""

import pytest

from workbench.gui.core.state import Notice
from workbench.gui.features.send.send_confirmations import (
    ADD_TO_PROFILE,
    SEND_ANYWAY,
    SEND_ONCE,
    UNCHANGED,
    SendConfirmations,
)
from workbench.operations import SLASH_CONFIRMED, ConfirmationNeeded

HOST = ConfirmationNeeded("host", "host:a.example", "Another host.", about="a.example")
APP = ConfirmationNeeded("app", "app:ko1", "Another app.", about="ko1")
SLASH = ConfirmationNeeded("slash", SLASH_CONFIRMED, "A bare slash.", offset=3)


def confirmed(consent: SendConfirmations, profile: str = "Acme") -> set[str]:
    return set(consent.confirmed(profile))


def put(
    consent: SendConfirmations, question: ConfirmationNeeded, heard: list[tuple[ConfirmationNeeded, str]] | None = None
) -> Notice:
    taken = [] if heard is None else heard
    return consent.ask(question, "Acme", lambda asked, key: taken.append((asked, key)))


def press(notice: Notice, key: str) -> None:
    next(each for each in notice.actions if each.id == key).callback()


def test_each_question_has_its_answers() -> None:
    consent = SendConfirmations()
    words = [[each.label for each in put(consent, question).actions] for question in (HOST, APP, SLASH)]
    assert words == [
        ["Send once", "Allow host for profile"],
        ["Send anyway", "Add app GUID to profile"],
        ["Escape and send", "Send as typed"],
    ]


@pytest.mark.parametrize(("question", "key"), [(HOST, SEND_ONCE), (APP, ADD_TO_PROFILE), (SLASH, UNCHANGED)])
def test_an_answer_closes_its_question(question: ConfirmationNeeded, key: str) -> None:
    consent, heard = SendConfirmations(), list[tuple[ConfirmationNeeded, str]]()
    press(put(consent, question, heard), key)
    assert heard == [(question, key)]
    assert consent.withdraw() is None


def test_a_host_is_agreed_for_one_send() -> None:
    consent = SendConfirmations()
    press(put(consent, HOST), SEND_ONCE)
    assert confirmed(consent) == {HOST.key}
    consent.begin()
    assert confirmed(consent) == set()


def test_an_app_is_agreed_for_a_profile_until_the_end() -> None:
    consent = SendConfirmations()
    press(put(consent, APP), SEND_ANYWAY)
    consent.begin()
    consent.use_loaded_profile("Acme")
    assert (confirmed(consent), confirmed(consent, "Other")) == ({APP.key}, set())


def test_an_allowed_host_is_valid_until_the_profile_is_loaded() -> None:
    consent = SendConfirmations()
    for question in (HOST, APP):
        press(put(consent, question), ADD_TO_PROFILE)
    consent.begin()
    assert (confirmed(consent), confirmed(consent, "Other")) == ({HOST.key, APP.key}, set())
    consent.use_loaded_profile("Other")
    assert confirmed(consent) == {HOST.key, APP.key}
    consent.use_loaded_profile("Acme")
    assert confirmed(consent) == set()


def test_slashes_are_accepted_by_the_session() -> None:
    consent = SendConfirmations()
    press(put(consent, SLASH), UNCHANGED)
    assert confirmed(consent) == set()


def test_a_dismissed_question_is_closed_without_an_agreement() -> None:
    consent = SendConfirmations()
    notice = put(consent, HOST)
    assert notice.dismissed is not None
    notice.dismissed()
    assert confirmed(consent) == set()
    assert consent.withdraw() is None


def test_a_question_belongs_to_a_profile() -> None:
    consent = SendConfirmations()
    assert not consent.is_about_another("Other")
    notice = put(consent, HOST)
    assert (consent.is_about_another("Acme"), consent.is_about_another("Other")) == (False, True)
    assert consent.withdraw() is notice
    assert not consent.is_about_another("Other")
