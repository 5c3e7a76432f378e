"""Credentials in the window: create, change, rotate, delete and restore profiles."""

import pytest
from keyring.errors import KeyringLocked
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from tests.credentials.fakes import FailingKeyring, MemoryKeyring, values_of
from tests.journeys.conftest import CONTROL, Make, WindowDriver
from tests.journeys.panel import ACCEPTED, DEMO, KEY, NEW_KEY, NEW_SECRET, SECRET, Panel
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.gui.core import active_profile


@pytest.fixture
def panel(keyring: MemoryKeyring, new_driver: Make) -> Panel:
    """The pane of a window with a working keyring."""
    driver = new_driver()
    driver.start()
    return Panel(driver)


def send(panel: Panel) -> list[str]:
    panel.driver.press(Qt.Key.Key_2, CONTROL)
    return panel.driver.send_and_wait()


def test_a_missing_keyring_is_reported_and_the_sample_still_works(driver: WindowDriver) -> None:
    panel = Panel(driver)
    panel.open()
    driver.qtbot.waitUntil(lambda: "Keyring: none." in panel.state)
    assert "No keyring is available on this system" in panel.state
    assert "The sample profile does not need one" in panel.state
    assert "Keyring: none" in driver.labels()
    assert driver.token == DEMO
    assert send(panel)[4] == "200"


def test_the_keyring_is_not_used_before_the_pane_is_opened(keyring: MemoryKeyring, new_driver: Make) -> None:
    driver = new_driver()
    driver.start()
    driver.send_and_wait()
    assert keyring.asked == 0
    assert "Keyring: read when needed" in driver.labels()


def test_swapped_values_are_detected_fixed_and_sent(panel: Panel, keyring: MemoryKeyring) -> None:
    driver = panel.driver
    panel.new("Acme QA", api_key=SECRET, secret=KEY)
    assert "swapped" in panel.words()
    panel.press("Save in the keyring")
    assert "Nothing was saved" in panel.problem
    assert panel.form_is_open
    assert keyring.entries == {}
    panel.press("Swap them")
    assert "swapped" not in panel.words()
    panel.press("Save in the keyring")
    panel.wait_for_token()
    assert not panel.form_is_open
    assert driver.named(QComboBox, "Profile").currentText() == "Acme QA"
    assert "public sample" not in driver.labels()
    assert values_of(keyring, "Acme QA") == [{"api-key": KEY, "secret": SECRET}]
    row = send(panel)
    assert row[2:6] == ["Acme QA", "Sandbox", "200", ACCEPTED]


@pytest.mark.parametrize(
    "pasted",
    [
        f"# production\nexport KOCHAVA_API_KEY='{KEY}'\nexport KOCHAVA_SECRET='{SECRET}'\n",
        f'{{"api_key": "{KEY}", "secret": "{SECRET}"}}',
    ],
)
@pytest.mark.parametrize("field", ["API key", "Secret"])
def test_a_pasted_file_that_holds_both_values_fills_both_fields(panel: Panel, field: str, pasted: str) -> None:
    panel.open()
    panel.driver.click(panel.driver.button("New profile"))
    panel.type("Profile name", "Acme")
    panel.paste(field, pasted)
    panel.press("Save in the keyring")
    panel.wait_for_token()
    assert send(panel)[4] == "200"


def test_a_profile_is_created_by_keyboard(panel: Panel) -> None:
    driver = panel.driver
    panel.open()
    driver.button("New profile").setFocus()
    driver.press(Qt.Key.Key_Space)
    driver.write("Acme")
    driver.press(Qt.Key.Key_Tab)
    driver.press(Qt.Key.Key_Tab)
    driver.write(KEY)
    driver.press(Qt.Key.Key_Tab)
    driver.press(Qt.Key.Key_Tab)
    driver.write(SECRET)
    driver.press(Qt.Key.Key_Return)
    panel.wait_for_token()


def test_a_reserved_name_is_refused_and_the_form_stays_open(panel: Panel, keyring: MemoryKeyring) -> None:
    panel.new("Sample")
    panel.press("Save in the keyring")
    panel.wait_for_problem("built-in profile")
    assert panel.form_is_open
    assert panel.driver.line("Profile name") == "Sample"
    assert panel.driver.line("Secret") == SECRET
    assert keyring.entries == {}
    panel.type("Profile name", "Acme")
    panel.press("Save in the keyring")
    panel.wait_for_token()


def test_a_value_of_another_profile_gives_a_warning_that_can_be_accepted(panel: Panel, keyring: MemoryKeyring) -> None:
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Other", KEY, "the-secret-of-another")
    panel.new("Acme")
    panel.press("Save in the keyring")
    panel.wait_for_problem("input warning")
    assert "“Other”" in panel.words()
    panel.press("Keep as it is")
    panel.press("Save in the keyring")
    panel.wait_for_token()


def test_the_current_profile_is_renamed_and_its_metadata_changed(panel: Panel) -> None:
    driver = panel.driver
    panel.add("Acme")
    panel.edit("Acme")
    panel.type("Profile name", "Acme Europe")
    panel.expand_advanced()
    panel.type("Allowed hosts", "control.kochava.com")
    panel.type("Notes", "the account of 2026")
    panel.press("Save in the keyring")
    driver.qtbot.waitUntil(lambda: driver.named(QComboBox, "Profile").currentText() == "Acme Europe")
    panel.wait_for_token()
    assert not any(each.startswith("Acme ") and "Europe" not in each for each in panel.titles)
    for said in ("control.kochava.com", "the account of 2026"):
        assert said in panel.words()
    assert send(panel)[2:5] == ["Acme Europe", "Sandbox", "200"]


def test_a_rotation_changes_the_token_and_can_be_undone_or_finished(panel: Panel, keyring: MemoryKeyring) -> None:
    panel.add("Acme")
    panel.rotate("Acme")
    panel.wait_for_token(NEW_KEY, NEW_SECRET)
    both = {"api-key": NEW_KEY, "secret": NEW_SECRET, "old-api-key": KEY, "old-secret": SECRET}
    assert values_of(keyring) == [both]
    assert send(panel)[4] == "200"
    panel.select("Acme")
    panel.press("Back to the old pair")
    panel.wait_for_token()
    assert values_of(keyring) == [{"api-key": KEY, "secret": SECRET}]
    panel.rotate("Acme")
    panel.wait_for_token(NEW_KEY, NEW_SECRET)
    panel.select("Acme")
    panel.press("Finish: delete the old pair")
    panel.driver.qtbot.waitUntil(lambda: values_of(keyring) == [{"api-key": NEW_KEY, "secret": NEW_SECRET}])
    panel.driver.qtbot.waitUntil(lambda: not panel.driver.has_button("Finish: delete the old pair"))
    assert panel.driver.token != DEMO
    assert send(panel)[4] == "200"


def test_a_deleted_profile_can_be_restored(panel: Panel, keyring: MemoryKeyring) -> None:
    driver = panel.driver
    panel.add("Acme")
    panel.open()
    panel.rows.setFocus()
    driver.press(Qt.Key.Key_Delete)
    driver.qtbot.waitUntil(lambda: "“Acme” was deleted." in panel.words())
    assert (driver.token, keyring.entries, len(panel.titles)) == (DEMO, {}, 1)
    driver.press(Qt.Key.Key_Z, CONTROL)
    panel.wait_for_token()
    assert values_of(keyring) == [{"api-key": KEY, "secret": SECRET}]
    assert driver.named(QComboBox, "Profile").currentText() == "Acme"
    assert "was deleted" not in panel.words()


def test_only_the_last_deletion_can_be_undone(panel: Panel) -> None:
    driver = panel.driver
    for number, name in enumerate(("first", "second", "third")):
        panel.add(name, KEY[:-1] + str(number), f"{SECRET}{number}")
    panel.select("second")
    panel.press("Delete")
    driver.qtbot.waitUntil(lambda: "“second” was deleted." in panel.words())
    assert panel.rows.currentItem().text().startswith("third")
    panel.press("Delete")
    driver.qtbot.waitUntil(lambda: "“third” was deleted." in panel.words())
    panel.press("Undo")
    driver.qtbot.waitUntil(lambda: len(panel.titles) == 3)
    assert not any(each.startswith("second") for each in panel.titles)


def test_a_duplicated_profile_signs_like_the_original(panel: Panel) -> None:
    panel.add("Acme")
    panel.select("Acme")
    panel.press("Duplicate")
    panel.driver.qtbot.waitUntil(lambda: any(each.startswith("Acme copy") for each in panel.titles))
    panel.driver.choose(panel.driver.named(QComboBox, "Profile"), "Sample")
    assert panel.driver.token == DEMO
    panel.driver.choose(panel.driver.named(QComboBox, "Profile"), "Acme copy")
    panel.wait_for_token()


def test_the_list_is_checked_against_the_keyring_and_repaired(panel: Panel, keyring: MemoryKeyring) -> None:
    panel.add("Acme")
    keyring.entries.clear()
    panel.open()
    panel.press("Check list against keyring")
    panel.driver.qtbot.waitUntil(lambda: "no longer contains" in panel.words())
    panel.press("Save it again")
    panel.driver.qtbot.waitUntil(lambda: values_of(keyring) == [{"api-key": KEY, "secret": SECRET}])
    panel.driver.qtbot.waitUntil(lambda: panel.driver.notice != "")
    assert panel.driver.token != DEMO


def test_a_locked_keyring_is_reported_and_nothing_is_sent(new_driver: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FailingKeyring(KeyringLocked(), ())
    profiles = Profiles(config_dir() / "profiles.json", Vault(backend))
    profiles.add("Acme QA", KEY, SECRET)
    backend.failing = {backend.asked + 1}
    monkeypatch.setattr(
        active_profile, "default_profiles", lambda: Profiles(config_dir() / "profiles.json", Vault(backend))
    )
    driver = new_driver()
    driver.start()
    driver.choose(driver.named(QComboBox, "Profile"), "Acme QA")
    driver.qtbot.waitUntil(lambda: "locked" in driver.token)
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send()
    assert "locked" in driver.notice
    assert driver.notice.endswith("Nothing was sent.")
    assert driver.table.model().rowCount() == 0
    driver.choose(driver.named(QComboBox, "Profile"), "Acme QA")
    Panel(driver).wait_for_token()


def test_stored_values_appear_neither_in_the_window_nor_in_files(panel: Panel) -> None:
    panel.add("Acme QA")
    send(panel)
    panel.open()
    shown = panel.driver.everything()
    assert KEY not in shown
    assert SECRET not in shown
    panel.driver.quit()
    for file in config_dir().parent.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert KEY.encode() not in content
            assert SECRET.encode() not in content


def test_the_form_fields_hide_their_input(panel: Panel) -> None:
    panel.new("Acme")
    for name in ("API key", "Secret"):
        field = panel.field(name)
        assert isinstance(field, QLineEdit)
        assert field.echoMode() is QLineEdit.EchoMode.Password


def test_the_menu_opens_a_new_profile_and_the_current_profile(panel: Panel) -> None:
    driver = panel.driver
    shift = Qt.KeyboardModifier.ShiftModifier
    driver.press(Qt.Key.Key_E, CONTROL | shift)
    assert "cannot be changed" in driver.notice
    driver.press(Qt.Key.Key_N, CONTROL | shift)
    assert driver.focus() is panel.field("Profile name")
    for field, value in (("Profile name", "Acme"), ("API key", KEY), ("Secret", SECRET)):
        panel.type(field, value)
    driver.press(Qt.Key.Key_N, CONTROL | shift)
    assert panel.text("Profile name") == "Acme"
    panel.press("Save in the keyring")
    panel.wait_for_token()
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_E, CONTROL | shift)
    assert panel.field("Profile name") is driver.focus()
    assert panel.text("Profile name") == "Acme"
    driver.press(Qt.Key.Key_Escape)
    driver.app.commands.action("credentials.check").trigger()
    driver.qtbot.waitUntil(lambda: "List and keyring agree." in driver.labels())
