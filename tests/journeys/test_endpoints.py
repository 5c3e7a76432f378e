"""Endpoints: a send goes to the address that the bar shows."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from tests.journeys.conftest import CONTROL, NONE, Make, WindowDriver
from tests.journeys.servers import OtherSandbox


def choices(driver: WindowDriver) -> list[str]:
    combo = driver.named(QComboBox, "Endpoint")
    return [combo.itemText(row) for row in range(combo.count()) if combo.itemText(row)]


def test_presets_are_listed_and_a_selected_preset_shows_its_address(driver: WindowDriver) -> None:
    assert choices(driver) == [
        "Sandbox",
        "Sandbox, IdentityLink",
        "Kochava",
        "Kochava, as documented",
        "Kochava, Python sample",
        "Kochava, Node sample",
        "Kochava, IdentityLink",
        "Custom URL…",
    ]
    driver.choose(driver.named(QComboBox, "Endpoint"), "Kochava")
    assert "https://control.kochava.com/track/json" in driver.labels()
    assert "plain http" not in driver.labels()
    driver.choose(driver.named(QComboBox, "Endpoint"), "Kochava, as documented")
    assert "http://control.kochava.com/track/json" in driver.labels()
    assert "plain http" in driver.labels()


def test_a_typed_address_is_used_and_stays_in_the_list(driver: WindowDriver) -> None:
    with OtherSandbox() as other:
        driver.type_endpoint(other.url)
        assert other.url in driver.labels()
        assert "127.0.0.1" in choices(driver)
        driver.press(Qt.Key.Key_2, CONTROL)
        assert driver.send_and_wait()[3:5] == ["127.0.0.1", "200"]
    driver.choose(driver.named(QComboBox, "Endpoint"), "Sandbox")
    assert "127.0.0.1" in choices(driver)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("ftp://example.org/", "Only http and https"),
        ("https://", "has no host"),
        ("https://user:word@example.org/", "user name or password"),
        ("https://exa mple.org/", "space"),
        (" ", "address is empty"),
    ],
)
def test_an_invalid_address_is_reported_and_the_endpoint_stays_unchanged(
    driver: WindowDriver, typed: str, says: str
) -> None:
    before = driver.app.session.endpoint
    driver.type_endpoint(typed)
    assert says in driver.notice
    assert f"The endpoint is still {before.url}." in driver.notice
    assert driver.app.session.endpoint == before
    assert driver.named(QComboBox, "Endpoint").currentText() == "Sandbox"
    assert before.url in driver.labels()


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://control.kochava.com/track/json:8081", "https://control.kochava.com:8081/track/json"),
        ("http://control.kochava.com/track/json", "http://control.kochava.com/track/json"),
        ("https://control.kochava.com/track/json.php", "https://control.kochava.com/track/json.php"),
        ("example.org", "https://example.org/track/json"),
    ],
)
def test_documented_address_forms_are_accepted_and_corrected(driver: WindowDriver, typed: str, url: str) -> None:
    driver.type_endpoint(typed)
    assert driver.app.session.endpoint.url == url
    assert url in driver.labels()
    assert ("plain http" in driver.labels()) == url.startswith("http://")
    if typed != url and "kochava" not in url:
        assert f"The endpoint is now {url}." in driver.notice


def test_ctrl_enter_uses_an_unconfirmed_address(driver: WindowDriver) -> None:
    with OtherSandbox() as other:
        driver.begin_endpoint(other.url)
        assert driver.app.session.endpoint.key == "sandbox"
        assert driver.send_and_wait()[3:5] == ["127.0.0.1", "200"]
        assert driver.app.session.endpoint.url == other.url


def test_a_click_on_send_uses_an_unconfirmed_address(driver: WindowDriver) -> None:
    with OtherSandbox() as other:
        driver.begin_endpoint(other.url)
        driver.click(driver.button("Send"))
        driver.qtbot.waitUntil(lambda: driver.table.model().rowCount() == 1 and driver.row()[4] != "…")
        assert driver.row()[3:5] == ["127.0.0.1", "200"]


@pytest.mark.parametrize("by_mouse", [False, True])
def test_an_invalid_unconfirmed_address_prevents_the_send(driver: WindowDriver, by_mouse: bool) -> None:
    driver.begin_endpoint("ftp://example.org/")
    if by_mouse:
        driver.click(driver.button("Send"))
    else:
        driver.send()
    assert "Only http and https" in driver.notice
    assert driver.table.model().rowCount() == 0


def test_leaving_the_address_field_confirms_it_but_switching_windows_does_not(driver: WindowDriver) -> None:
    other = QWidget()
    driver.qtbot.addWidget(other)
    driver.begin_endpoint("https://example.org/half")
    other.show()
    driver.wait_for_keyboard(other)
    driver.wait_for_keyboard(driver.window)
    assert driver.app.session.endpoint.key == "sandbox"
    driver.write("way")
    driver.press(Qt.Key.Key_2, CONTROL)
    assert driver.app.session.endpoint.url == "https://example.org/halfway"


def test_a_custom_address_is_restored_at_the_next_start(new_driver: Make) -> None:
    first = new_driver()
    first.start()
    first.type_endpoint("https://example.org/collect?x=1")
    first.quit()
    second = new_driver()
    second.start()
    assert second.app.session.endpoint.url == "https://example.org/collect?x=1"
    assert "https://example.org/collect?x=1" in second.labels()


@pytest.mark.parametrize("name", ["Endpoint", "Profile"])
def test_the_mouse_wheel_does_not_change_a_combo_box(driver: WindowDriver, name: str) -> None:
    combo = driver.named(QComboBox, name)
    combo.addItem("another", "another")
    before, focus = combo.currentIndex(), driver.focus()
    for notch in (-120, 120):
        middle = QPointF(combo.rect().center())
        event = QWheelEvent(
            middle,
            QPointF(combo.mapToGlobal(combo.rect().center())),
            QPoint(),
            QPoint(0, notch),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.sendEvent(combo, event)
        assert not event.isAccepted()
        assert combo.currentIndex() == before
    assert driver.app.session.endpoint.key == "sandbox"
    assert combo.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert driver.focus() is focus


def test_escape_discards_the_typed_address_and_shows_the_current_one(driver: WindowDriver) -> None:
    before = driver.app.session.endpoint
    driver.begin_endpoint("https://example.org/half")
    assert before.url not in driver.labels()
    driver.press(Qt.Key.Key_Escape)
    assert driver.app.session.endpoint == before
    assert driver.named(QComboBox, "Endpoint").currentText() == before.title
    assert before.url in driver.labels()
    assert driver.app.features.parts("send").bar.typed_endpoint is None
    driver.press(Qt.Key.Key_2, CONTROL)
    assert driver.app.session.endpoint == before
    assert driver.send_and_wait()[3] == "Sandbox"


def test_a_token_in_an_address_is_sent_but_neither_shown_nor_stored(new_driver: Make, home: Path) -> None:
    with OtherSandbox() as other:
        first = new_driver()
        first.start()
        first.type_endpoint(f"{other.url}?token=planted-0123456789")
        assert f"{other.url}?token=[redacted]" in first.labels()
        first.qtbot.waitUntil(lambda: "planted" not in first.everything())  # the field goes with a later event
        first.editor.setFocus()
        first.send_and_wait()
        assert first.app.session.endpoint.url.endswith("?token=planted-0123456789")
        tip = first.table.model().index(0, 3).data(Qt.ItemDataRole.ToolTipRole)
        assert tip == f"{other.url}?token=[redacted]"
        first.quit()
    assert [path for path in home.rglob("*") if path.is_file() and b"planted" in path.read_bytes()] == []
    second = new_driver()
    second.start()
    assert second.named(QComboBox, "Endpoint").currentText() == "Sandbox"
