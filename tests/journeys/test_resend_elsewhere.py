"""A resend to another machine is signed only with a pair that the user chose for it."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Make
from tests.journeys.test_history import filter_log, keep, sent_before
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.operations import Prepared
from workbench.signing import Credentials


def test_a_remote_resend_of_a_deleted_profile_is_not_signed_with_another_profile(
    keyring: MemoryKeyring, new_driver: Make, left: list[Prepared]
) -> None:
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Acme QA", "acme-key", "acme-secret")
    url = "https://elsewhere.example/track/json"
    for profile in ("Gone", "Acme QA"):
        before = sent_before(b'{"of":"%s"}' % profile.encode(), profile=profile, pair=Credentials("k", "s"))
        keep(replace(before, endpoint="elsewhere.example", request=replace(before.request, url=url)))
    driver = new_driver()
    driver.start()
    driver.choose(driver.named(QComboBox, "Profile"), "Acme QA")
    driver.qtbot.waitUntil(lambda: driver.app.session.profile == "Acme QA")

    def resend(words: str) -> None:
        filter_log(driver, words, 1)
        driver.press(Qt.Key.Key_Down)
        driver.qtbot.waitUntil(lambda: f'"{words}"' in driver.lines("Request as sent"))
        driver.press(Qt.Key.Key_R, CONTROL)

    resend("Gone")
    driver.qtbot.waitUntil(lambda: "“Gone” no longer exists" in driver.notice)
    assert "Nothing was sent" in driver.notice
    resend("Acme QA")
    driver.qtbot.waitUntil(lambda: len(left) == 1)
    assert left[0].request.body == b'{"of":"Acme QA"}'
