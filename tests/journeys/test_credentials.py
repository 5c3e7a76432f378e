"""Credentials in the window: somebody who has never seen the scheme sets up, changes and deletes a profile."""

import pytest
from keyring.errors import KeyringLocked
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from tests.credentials.fakes import FailingKeyring, MemoryKeyring
from tests.journeys.conftest import CONTROL, Bench, Make
from tests.journeys.panel import ACCEPTED, DEMO, KEY, NEW_KEY, NEW_SECRET, SECRET, Panel
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir
from workbench.gui.core import active_profile


@pytest.fixture
def panel(keyring: MemoryKeyring, new_bench: Make) -> Panel:
    """The dock of a window whose keyring works."""
    bench = new_bench()
    bench.start()
    return Panel(bench)


def send(panel: Panel) -> list[str]:
    panel.bench.press(Qt.Key.Key_2, CONTROL)
    return panel.bench.send_and_wait()


def test_no_keyring_is_said_in_words_and_the_sample_still_works(bench: Bench) -> None:
    panel = Panel(bench)
    panel.open()
    bench.qtbot.waitUntil(lambda: "Keyring: none." in panel.state)
    assert "No keyring is available on this system" in panel.state
    assert "The sample profile does not need one" in panel.state
    assert "Keyring: none" in bench.labels()
    assert bench.token == DEMO
    assert send(panel)[4] == "200"


def test_the_keyring_is_not_asked_before_the_dock_is_looked_at(keyring: MemoryKeyring, new_bench: Make) -> None:
    bench = new_bench()
    bench.start()
    bench.send_and_wait()
    assert keyring.asked == 0
    assert "Keyring: asked when needed" in bench.labels()


def test_a_newcomer_who_mixes_the_two_up_is_set_right_and_sends(panel: Panel, keyring: MemoryKeyring) -> None:
    bench = panel.bench
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
    assert bench.named(QComboBox, "Profile").currentText() == "Acme QA"
    assert "public sample" not in bench.labels()
    assert keyring.entries == {
        ("payload-workbench", "Acme QA/api-key"): KEY,
        ("payload-workbench", "Acme QA/secret"): SECRET,
    }
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
    panel.bench.click(panel.bench.button("New profile"))
    panel.type("Profile name", "Acme")
    panel.paste(field, pasted)
    panel.press("Save in the keyring")
    panel.wait_for_token()
    assert send(panel)[4] == "200"


def test_a_profile_is_made_without_the_mouse(panel: Panel) -> None:
    bench = panel.bench
    panel.open()
    bench.button("New profile").setFocus()
    bench.press(Qt.Key.Key_Space)
    bench.write("Acme")
    bench.press(Qt.Key.Key_Tab)
    bench.press(Qt.Key.Key_Tab)
    bench.write(KEY)
    bench.press(Qt.Key.Key_Tab)
    bench.press(Qt.Key.Key_Tab)
    bench.write(SECRET)
    bench.press(Qt.Key.Key_Return)
    panel.wait_for_token()


def test_a_name_that_is_taken_or_reserved_is_refused_in_words_and_the_form_is_kept(
    panel: Panel, keyring: MemoryKeyring
) -> None:
    panel.new("Sample")
    panel.press("Save in the keyring")
    panel.wait_for_problem("built-in profile")
    assert panel.form_is_open
    assert panel.bench.line("Profile name") == "Sample"
    assert panel.bench.line("Secret") == SECRET
    assert keyring.entries == {}
    panel.type("Profile name", "Acme")
    panel.press("Save in the keyring")
    panel.wait_for_token()


def test_a_value_of_another_profile_is_asked_about_and_kept_if_it_is_meant_so(
    panel: Panel, keyring: MemoryKeyring
) -> None:
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Other", KEY, "the-secret-of-another")
    panel.new("Acme")
    panel.press("Save in the keyring")
    panel.wait_for_problem("needs a look first")
    assert "“Other”" in panel.words()
    panel.press("Keep as it is")
    panel.press("Save in the keyring")
    panel.wait_for_token()


def test_a_profile_is_renamed_and_its_facts_change_while_it_signs(panel: Panel) -> None:
    bench = panel.bench
    panel.add("Acme")
    panel.edit("Acme")
    panel.type("Profile name", "Acme Europe")
    panel.fold_out()
    panel.type("Allowed hosts", "control.kochava.com")
    panel.type("Notes", "the account of 2026")
    panel.press("Save in the keyring")
    bench.qtbot.waitUntil(lambda: bench.named(QComboBox, "Profile").currentText() == "Acme Europe")
    panel.wait_for_token()
    assert not any(each.startswith("Acme ") and "Europe" not in each for each in panel.titles)
    for said in ("control.kochava.com", "the account of 2026"):
        assert said in panel.words()
    assert send(panel)[2:5] == ["Acme Europe", "Sandbox", "200"]


def test_a_rotation_changes_the_token_and_can_be_taken_back_or_finished(panel: Panel, keyring: MemoryKeyring) -> None:
    panel.add("Acme")
    panel.rotate("Acme")
    panel.wait_for_token(NEW_KEY, NEW_SECRET)
    assert sorted(keyring.entries.values()) == sorted([KEY, SECRET, NEW_KEY, NEW_SECRET])
    assert send(panel)[4] == "200"
    panel.select("Acme")
    panel.press("Back to the old pair")
    panel.wait_for_token()
    assert sorted(keyring.entries.values()) == sorted([KEY, SECRET])
    panel.rotate("Acme")
    panel.wait_for_token(NEW_KEY, NEW_SECRET)
    panel.select("Acme")
    panel.press("Finish: forget the old pair")
    panel.bench.qtbot.waitUntil(lambda: sorted(keyring.entries.values()) == sorted([NEW_KEY, NEW_SECRET]))
    panel.bench.qtbot.waitUntil(lambda: not panel.bench.has_button("Finish: forget the old pair"))
    assert panel.bench.token != DEMO
    assert send(panel)[4] == "200"


def test_a_deleted_profile_is_gone_and_comes_back_as_it_was(panel: Panel, keyring: MemoryKeyring) -> None:
    bench = panel.bench
    panel.add("Acme")
    panel.open()
    panel.rows.setFocus()
    bench.press(Qt.Key.Key_Delete)
    bench.qtbot.waitUntil(lambda: "“Acme” was deleted." in panel.words())
    assert (bench.token, keyring.entries, len(panel.titles)) == (DEMO, {}, 1)
    bench.press(Qt.Key.Key_Z, CONTROL)
    panel.wait_for_token()
    assert sorted(keyring.entries.values()) == sorted([KEY, SECRET])
    assert bench.named(QComboBox, "Profile").currentText() == "Acme"
    assert "was deleted" not in panel.words()


def test_after_a_deletion_the_selection_is_near_and_another_deletion_takes_the_undo_away(panel: Panel) -> None:
    bench = panel.bench
    for number, name in enumerate(("first", "second", "third")):
        panel.add(name, KEY[:-1] + str(number), f"{SECRET}{number}")
    panel.select("second")
    panel.press("Delete")
    bench.qtbot.waitUntil(lambda: "“second” was deleted." in panel.words())
    assert panel.rows.currentItem().text().startswith("third")
    panel.press("Delete")
    bench.qtbot.waitUntil(lambda: "“third” was deleted." in panel.words())
    panel.press("Undo")
    bench.qtbot.waitUntil(lambda: len(panel.titles) == 3)
    assert not any(each.startswith("second") for each in panel.titles)


def test_a_copy_signs_as_its_original_does(panel: Panel) -> None:
    panel.add("Acme")
    panel.select("Acme")
    panel.press("Duplicate")
    panel.bench.qtbot.waitUntil(lambda: any(each.startswith("Acme copy") for each in panel.titles))
    panel.bench.choose(panel.bench.named(QComboBox, "Profile"), "Sample")
    assert panel.bench.token == DEMO
    panel.bench.choose(panel.bench.named(QComboBox, "Profile"), "Acme copy")
    panel.wait_for_token()


def test_the_list_is_held_against_the_keyring_and_what_vanished_is_mended(panel: Panel, keyring: MemoryKeyring) -> None:
    panel.add("Acme")
    keyring.entries.clear()
    panel.open()
    panel.press("Check list against keyring")
    panel.bench.qtbot.waitUntil(lambda: "no longer contains" in panel.words())
    panel.press("Save it again")
    panel.bench.qtbot.waitUntil(lambda: sorted(keyring.entries.values()) == sorted([KEY, SECRET]))
    panel.bench.qtbot.waitUntil(lambda: panel.bench.notice != "")
    assert panel.bench.token != DEMO


def test_a_locked_keyring_is_said_and_nothing_is_sent(new_bench: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = FailingKeyring(KeyringLocked(), ())
    profiles = Profiles(config_dir() / "profiles.json", Vault(backend))
    profiles.add("Acme QA", KEY, SECRET)
    backend.failing = {backend.asked + 1}
    monkeypatch.setattr(
        active_profile, "default_profiles", lambda: Profiles(config_dir() / "profiles.json", Vault(backend))
    )
    bench = new_bench()
    bench.start()
    bench.choose(bench.named(QComboBox, "Profile"), "Acme QA")
    bench.qtbot.waitUntil(lambda: "locked" in bench.token)
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.send()
    assert "locked" in bench.notice
    assert bench.notice.endswith("Nothing was sent.")
    assert bench.table.model().rowCount() == 0
    bench.choose(bench.named(QComboBox, "Profile"), "Acme QA")
    Panel(bench).wait_for_token()


def test_no_stored_value_is_anywhere_in_the_window(panel: Panel) -> None:
    panel.add("Acme QA")
    send(panel)
    panel.open()
    shown = panel.bench.everything()
    assert KEY not in shown
    assert SECRET not in shown
    panel.bench.quit()
    for file in config_dir().parent.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert KEY.encode() not in content
            assert SECRET.encode() not in content


def test_the_form_s_fields_hide_what_is_typed(panel: Panel) -> None:
    panel.new("Acme")
    for name in ("API key", "Secret"):
        field = panel.field(name)
        assert isinstance(field, QLineEdit)
        assert field.echoMode() is QLineEdit.EchoMode.Password


def test_the_menu_leads_to_a_new_profile_and_to_the_one_that_signs(panel: Panel) -> None:
    bench = panel.bench
    shift = Qt.KeyboardModifier.ShiftModifier
    bench.press(Qt.Key.Key_E, CONTROL | shift)
    assert "cannot be changed" in bench.notice
    bench.press(Qt.Key.Key_N, CONTROL | shift)
    assert bench.focus() is panel.field("Profile name")
    for field, value in (("Profile name", "Acme"), ("API key", KEY), ("Secret", SECRET)):
        panel.type(field, value)
    bench.press(Qt.Key.Key_N, CONTROL | shift)
    assert panel.text("Profile name") == "Acme"
    panel.press("Save in the keyring")
    panel.wait_for_token()
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_E, CONTROL | shift)
    assert panel.field("Profile name") is bench.focus()
    assert panel.text("Profile name") == "Acme"
    bench.press(Qt.Key.Key_Escape)
    bench.workbench.commands.action("credentials.check").trigger()
    bench.qtbot.waitUntil(lambda: "List and keyring agree." in bench.labels())
