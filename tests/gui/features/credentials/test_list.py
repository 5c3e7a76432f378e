"""The list of profiles: what stands where, what Enter, Del and F2 do, and what a filter leaves."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget

from tests.gui.features.credentials.desk import DEMO, ENVIRONMENT, LEFT, NONE, Desk, kept, session
from workbench.credentials import ProfileMetadata

ACME, NORTH = ProfileMetadata(client="Acme"), ProfileMetadata(client="Northwind")
MANY = (
    DEMO,
    ENVIRONMENT,
    session("Trial"),
    kept("Zulu", ACME),
    kept("alpha", ACME),
    kept("Beta", ProfileMetadata(client="Northwind", hosts=("control.kochava.com",), app_guids=("konorth-ios",))),
    kept("Loner", hint="BEEF••••F00D"),
)


def rows(desk: Desk) -> list[str]:
    interface = QAccessible.queryAccessibleInterface(desk.pane.list)
    assert interface is not None
    children = [interface.child(number) for number in range(interface.childCount())]
    return [child.text(QAccessible.Text.Name) for child in children]


def select(desk: Desk, title: str) -> None:
    listed = desk.pane.list
    listed.setFocus()
    listed.setCurrentRow(next(row for row in range(listed.count()) if listed.item(row).text().startswith(title)))


def test_profiles_are_grouped_by_client_after_those_that_are_not_stored(desk: Desk) -> None:
    desk.open(*MANY)
    assert rows(desk) == [
        "Sample   public sample, in use",
        "Environment",
        "Trial   this session",
        "Loner",
        "Acme",
        "alpha",
        "Zulu",
        "Northwind",
        "Beta",
    ]


def test_the_header_of_a_client_cannot_be_chosen(desk: Desk) -> None:
    desk.open(*MANY)
    select(desk, "Loner")
    desk.press(Qt.Key.Key_Down)
    assert desk.text("Selected profile") == "alpha"
    listed = desk.pane.list
    QTest.mouseClick(listed.viewport(), LEFT, NONE, listed.visualItemRect(listed.item(4)).center())
    assert desk.text("Selected profile") == "alpha"
    assert desk.heard["profile_chosen"] == []


def test_enter_and_click_sign_with_a_profile(desk: Desk) -> None:
    desk.open(*MANY)
    select(desk, "Beta")
    desk.press(Qt.Key.Key_Return)
    listed = desk.pane.list
    QTest.mouseClick(listed.viewport(), LEFT, NONE, listed.visualItemRect(listed.item(3)).center())
    assert desk.heard["profile_chosen"] == [("Beta",), ("Loner",)]
    assert desk.text("Selected profile") == "Loner"


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("zul", ["Zulu"]),
        ("NORTHWIND", ["Beta"]),
        ("kochava.com", ["Beta"]),
        ("konorth", ["Beta"]),
        ("f00d", ["Loner"]),
        ("acme al", ["alpha"]),
    ],
)
def test_the_filter_looks_at_name_client_host_app_guid_and_masked_key(desk: Desk, typed: str, left: list[str]) -> None:
    desk.open(*MANY)
    desk.write("Filter profiles", typed)
    assert [row for row in rows(desk) if row not in ("Acme", "Northwind")] == left
    assert desk.text("Selected profile") == left[0]


def test_a_filter_without_matches_says_so_and_escape_clears_it(desk: Desk) -> None:
    desk.open(*MANY)
    desk.write("Filter profiles", "nobody")
    assert "No profile has this" in desk.labels()
    assert not desk.has_text("Selected profile")
    desk.press(Qt.Key.Key_Escape)
    assert desk.pane.list.count() == 9
    assert "No profile has this" not in desk.labels()
    desk.press(Qt.Key.Key_Down)
    assert desk.focus() is desk.pane.list


def test_the_filter_is_shown_for_six_profiles_or_more(desk: Desk) -> None:
    desk.open(*MANY[:6])
    desk.write("Filter profiles", "zulu")
    desk.pane.show_profiles(MANY[:5], "sample")
    assert [each for each in desk.seen(QLineEdit) if each.accessibleName() == "Filter profiles"] == []
    assert "alpha" in rows(desk)


def test_with_the_sample_alone_the_next_step_is_shown(desk: Desk) -> None:
    desk.open()
    assert "Only the public sample is here" in desk.labels()
    assert desk.has_button("New profile")
    desk.pane.show_profiles((DEMO, kept("Acme")), "sample")
    assert "Only the public sample is here" not in desk.labels()


def test_del_deletes_at_once_and_a_held_key_deletes_one(desk: Desk) -> None:
    desk.open(*MANY)
    select(desk, "Zulu")
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, NONE, "", autorep=True)
    desk.press(Qt.Key.Key_Delete)
    QApplication.sendEvent(desk.pane.list, held)
    assert desk.heard["delete_requested"] == [("Zulu",)]


def test_built_in_profiles_cannot_be_deleted_or_edited(desk: Desk) -> None:
    desk.open(*MANY)
    for title in ("Sample", "Environment"):
        select(desk, title)
        desk.press(Qt.Key.Key_Delete)
        desk.press(Qt.Key.Key_F2)
        for action in ("Edit", "Rotate", "Duplicate", "Delete"):
            assert not desk.button(action).isEnabled()
    assert desk.heard["delete_requested"] == []
    assert desk.pane.list.isVisible()


def test_f2_edits(desk: Desk) -> None:
    desk.open(*MANY)
    select(desk, "alpha")
    desk.press(Qt.Key.Key_F2)
    assert desk.field("Profile name").text() == "alpha"


def test_after_a_deletion_the_nearest_profile_is_selected_and_never_a_client(desk: Desk) -> None:
    desk.open(*MANY)
    select(desk, "Beta")
    desk.pane.show_profiles([each for each in MANY if each.name != "Beta"], "sample")
    assert desk.text("Selected profile") == "Zulu"


def test_the_selection_stays_when_the_list_is_shown_again_and_follows_what_is_used_now(desk: Desk) -> None:
    desk.open(*MANY)
    select(desk, "alpha")
    desk.pane.show_profiles(MANY, "sample")
    assert desk.text("Selected profile") == "alpha"
    desk.pane.show_profiles(MANY, "Zulu")
    assert desk.text("Selected profile") == "Zulu"
    assert "Zulu, in use" in rows(desk)


def test_dozens_of_profiles_scroll_inside_the_list(desk: Desk) -> None:
    desk.open(DEMO, *(kept(f"Profile {number:02}") for number in range(40)))
    listed = desk.find(QListWidget, "Credentials")
    assert listed.height() < 260
    assert listed.verticalScrollBar().maximum() > 0
    select(desk, "Profile 39")
    assert listed.viewport().rect().contains(listed.visualItemRect(listed.currentItem()))
