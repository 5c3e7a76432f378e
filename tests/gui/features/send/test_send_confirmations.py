"""How long a yes holds: another host for one send, another app for the session, what is allowed until it is known."""

from workbench.gui.features.send.send_confirmations import ALLOW, AS_TYPED, SEND_ANYWAY, SEND_ONCE, SendConfirmations
from workbench.operations import SLASH_CONFIRMED, ConfirmationNeeded

HOST = ConfirmationNeeded("host", "host:a.example", "Another host.", about="a.example")
APP = ConfirmationNeeded("app", "app:ko1", "Another app.", about="ko1")
SLASH = ConfirmationNeeded("slash", SLASH_CONFIRMED, "A bare slash.", offset=3)


def confirmed(consent: SendConfirmations, profile: str = "Acme") -> set[str]:
    return set(consent.confirmed(profile, slashes=False))


def test_each_question_has_its_answers() -> None:
    consent = SendConfirmations()
    words = [[said for _key, said in consent.put(each, "Acme").actions] for each in (HOST, APP, SLASH)]
    assert words == [
        ["Send there this once", "Allow this host for the profile"],
        ["Send all the same", "Add this app GUID to the profile"],
        ["Escape and send", "Send as typed"],
    ]


def test_a_host_is_agreed_to_for_one_send() -> None:
    consent = SendConfirmations()
    consent.put(HOST, "Acme")
    assert consent.answer(SEND_ONCE) is HOST
    assert confirmed(consent) == {HOST.key}
    consent.begin()
    assert confirmed(consent) == set()


def test_an_app_is_agreed_to_for_this_profile_until_the_end() -> None:
    consent = SendConfirmations()
    consent.put(APP, "Acme")
    assert consent.answer(SEND_ANYWAY) is APP
    consent.begin()
    consent.know_facts("Acme")
    assert (confirmed(consent), confirmed(consent, "Other")) == ({APP.key}, set())


def test_what_is_allowed_holds_until_it_is_known_of_the_profile() -> None:
    consent = SendConfirmations()
    for question in (HOST, APP):
        consent.put(question, "Acme")
        assert consent.answer(ALLOW) is question
    consent.begin()
    assert (confirmed(consent), confirmed(consent, "Other")) == ({HOST.key, APP.key}, set())
    consent.know_facts("Other")
    assert confirmed(consent) == {HOST.key, APP.key}
    consent.know_facts("Acme")
    assert confirmed(consent) == set()


def test_slashes_are_what_the_document_says() -> None:
    consent = SendConfirmations()
    assert consent.confirmed("Acme", slashes=True) == {SLASH_CONFIRMED}
    consent.put(SLASH, "Acme")
    assert consent.answer(AS_TYPED) is SLASH
    assert confirmed(consent) == set()


def test_another_answer_and_a_second_one_let_nothing_go() -> None:
    consent = SendConfirmations()
    for wrong in ("dismiss", SEND_ANYWAY, "just-close"):
        consent.put(HOST, "Acme")
        assert consent.answer(wrong) is None
        assert consent.answer(SEND_ONCE) is None
        assert not consent.asked
    assert confirmed(consent) == set()


def test_a_question_is_about_the_profile_it_was_put_for() -> None:
    consent = SendConfirmations()
    assert not consent.is_about_another("Other")
    consent.put(HOST, "Acme")
    assert (consent.is_about_another("Acme"), consent.is_about_another("Other")) == (False, True)
    consent.withdraw()
    assert (consent.asked, consent.answer(SEND_ONCE)) == (False, None)
