"""At a width of 380 pixels no text is cut, however long, and nothing scrolls sideways."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QScrollArea, QWidget

from tests.gui.features.credentials.desk import CREATED, DEMO, LEFT, Desk, kept, values, warning
from workbench.credentials import Disagreement, ProfileMetadata
from workbench.gui.core.theme import apply_theme, theme
from workbench.gui.features.credentials.input_warnings_view import KEEP

NAME = "W" * 64
LONG = ProfileMetadata(
    client="Northwind Trading and Sons of the European branch",
    notes="Ask Dana first. " * 20,
    hosts=tuple(f"a-long-host-name-{number}.staging.eu-central-1.northwind-trading.example.com" for number in range(9)),
    app_guids=tuple(f"konorthwind-trading-ios-production-4f1c2d9a8b7e6f-{number}" for number in range(9)),
    partner_id="partner-" * 9,
    signal_admin_url="https://admin.example.com/" + "path/" * 20,
    signal_login="dana.the.account.manager.of.everything@northwind-trading.example.com",
)
PROFILE = kept(NAME, LONG, old="BEEF••••F00D", used=CREATED, rotated=CREATED, extras=frozenset(("signal-password",)))


def _details(desk: Desk) -> None:
    desk.pane.intents.values_wanted.connect(
        lambda name: desk.pane.profiles.details.show_values(name, values(old=True), "")
    )
    desk.click("Show fingerprints")
    QTest.mousePress(desk.reveal_button("Hold to show the API key"), LEFT)


def _messages(desk: Desk) -> None:
    desk.pane.show_problem(f"There is a profile called “{NAME}” already. Nothing was stored; choose another name.")
    desk.pane.messages.show_undo(f"“{NAME}” was deleted.")
    desk.pane.show_waiting(waiting=True)
    gone = Disagreement("missing", NAME, f"The keyring no longer holds the secret of “{NAME}”.", "Type the pair again")
    desk.pane.profiles.show_disagreements((gone, gone), checked=True)


def _form(desk: Desk) -> None:
    desk.click("Edit")
    desk.button("More: hosts, apps, notes, Signal").click()
    desk.button("Signal").click()
    same = warning("same-as", "both", f"“{NAME}” holds this secret too: is it the same account?", ("a", "b"))
    desk.pane.show_input_warnings((warning("blanks", "api_key", "A space.", ("a", "b")), same))


def _form_without_keyring(desk: Desk) -> None:
    desk.pane.show_keyring("none", "No keyring is available here. Start one, then open it again.", usable=False)
    desk.click("New profile")


def _rotation(desk: Desk) -> None:
    desk.pane.show_profiles((DEMO, kept(NAME, LONG)), NAME)
    desk.click("Rotate")


def _empty(desk: Desk) -> None:
    desk.pane.show_profiles((DEMO,), "sample")


SCENES = [_details, _messages, _form, _form_without_keyring, _rotation, _empty]


def cut(desk: Desk) -> list[str]:
    """Name every control whose text does not fit."""
    found = []
    for each in desk.seen(QWidget):
        if isinstance(each, QPlainTextEdit) and each.property("role") == "value":
            block, height = each.document().begin(), 0.0
            while block.isValid():
                height += each.blockBoundingRect(block).height()
                block = block.next()
            if height > each.viewport().height():
                found.append(f"{each.accessibleName()} is cut")
        elif isinstance(each, QPushButton) and _width(each, each.text()) > each.width():
            found.append(f"{each.text()} is cut")
        elif isinstance(each, QLabel) and each.text():
            needed = each.heightForWidth(each.width()) if each.wordWrap() else each.sizeHint().height()
            if needed > each.height() or (not each.wordWrap() and _width(each, each.text()) > each.width()):
                found.append(f"{each.text()} is cut")
    return found


def _width(widget: QWidget, text: str) -> int:
    return QFontMetrics(widget.font()).horizontalAdvance(text)


def outside(desk: Desk) -> list[str]:
    """Name everything that reaches over the dock's right edge."""
    return [
        each.accessibleName() or each.objectName() or type(each).__name__
        for each in desk.seen(QWidget)
        if each.mapTo(desk.pane, QPoint(each.width(), 0)).x() > desk.pane.width()
    ]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scene", SCENES)
def test_nothing_is_cut_at_the_width_it_has(
    desk: Desk, qapp: QApplication, scene: Callable[[Desk], None], mode: str
) -> None:
    look = theme("dark" if mode == "dark" else "light")
    apply_theme(qapp, look)
    desk.themes.set_theme(look)
    desk.open(DEMO, PROFILE, chosen=NAME)
    scene(desk)
    desk.qtbot.waitUntil(lambda: cut(desk) == [])
    assert desk.pane.width() == 380
    assert outside(desk) == []


def test_a_low_pane_scrolls_down_and_never_sideways(desk: Desk) -> None:
    desk.pane.resize(380, 300)
    desk.open(DEMO, PROFILE, chosen=NAME)
    (scroll,) = desk.seen(QScrollArea)
    desk.qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    assert scroll.horizontalScrollBar().maximum() == 0
    inside = scroll.widget()
    assert inside is not None
    assert inside.width() == scroll.viewport().width()
    assert inside.minimumSizeHint().width() <= 340


def test_a_focused_field_is_scrolled_into_view(desk: Desk) -> None:
    desk.pane.resize(380, 300)
    desk.open()
    desk.fill_in()
    (scroll,) = desk.seen(QScrollArea)
    desk.pane.show_input_warnings((warning("sample", "secret"),))
    scroll.verticalScrollBar().setValue(0)
    desk.button("Save in the keyring").click()
    focus = desk.focus()
    assert focus.accessibleName() == KEEP
    desk.qtbot.waitUntil(lambda: focus.visibleRegion().boundingRect() == focus.rect())
