"""The log in the window: filter, keyboard access, columns and screen privacy."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget

from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver
from tests.journeys.servers import Hanging
from workbench.payloads import template

INSTALL = template("install-ios").body
IDFV = "333BA75-FE08-AAA4-9EF0-98A6AD293FEC"


def count(driver: WindowDriver) -> str:
    """Return the number of exchanges that the log shows."""
    found = driver.window.findChild(QLabel, "logCount")
    assert found is not None
    return found.text()


def filtered(driver: WindowDriver, text: str) -> None:
    """Go to the log, then to its filter, and type."""
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_F, CONTROL)
    assert driver.focus().accessibleName() == "Filter the log"
    driver.write(text)


def send_three(driver: WindowDriver) -> None:
    """Send the install, another body, and the install again."""
    driver.send_and_wait()
    driver.press(Qt.Key.Key_Home, CONTROL)
    driver.write("x")
    driver.send_and_wait()
    driver.press(Qt.Key.Key_Z, CONTROL)
    driver.send_and_wait()


def test_the_filter_finds_by_status_profile_device_id_and_hash(driver: WindowDriver) -> None:
    send_three(driver)
    for text, found in (("status:400", 1), (IDFV.lower(), 3), ("profile:sample", 3), ("no such device", 0)):
        filtered(driver, text)
        driver.qtbot.waitUntil(lambda found=found: count(driver) == f"{found} of 3")  # type: ignore[misc]
        driver.qtbot.waitUntil(lambda found=found: driver.table.model().rowCount() == found)  # type: ignore[misc]
        driver.press(Qt.Key.Key_Escape)
        driver.qtbot.waitUntil(lambda: count(driver) == "3 in total")
    filtered(driver, driver.payload_hash[:12])
    driver.qtbot.waitUntil(lambda: count(driver) == "2 of 3")


def test_escape_clears_the_filter_before_it_cancels_a_send(driver: WindowDriver) -> None:
    with Hanging() as server:
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        driver.send()
        driver.qtbot.waitUntil(server.has_request.is_set)
        driver.qtbot.waitUntil(lambda: driver.row()[4] == "…")
        filtered(driver, "install")
        driver.press(Qt.Key.Key_Escape)
        assert driver.line("Filter the log") == ""
        assert driver.named(QPushButton, "Cancel").isEnabled()
        driver.press(Qt.Key.Key_Escape)
        driver.qtbot.waitUntil(lambda: driver.row()[4] == "cancelled")


def test_ctrl_f_does_not_open_the_filter_while_the_editor_has_the_focus(driver: WindowDriver) -> None:
    driver.send_and_wait()
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_F, CONTROL)
    assert driver.focus() is driver.editor
    assert driver.editor.body() == INSTALL


def test_the_hex_view_of_an_exchange_is_reached_by_keyboard(driver: WindowDriver) -> None:
    driver.send_and_wait()
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Return)
    assert driver.focus().accessibleName() == "Response"
    driver.press(Qt.Key.Key_Tab, SHIFT)
    seen = [driver.focus().accessibleName()]
    while seen[-1] != "Parts of the exchange":
        driver.press(Qt.Key.Key_Backtab, SHIFT)
        seen.append(driver.focus().accessibleName())
        assert len(seen) < 9, seen
    driver.press(Qt.Key.Key_Left)
    while driver.focus().accessibleName() != "Request body hex":
        driver.press(Qt.Key.Key_Tab)
    driver.press(Qt.Key.Key_Space)
    dumped = driver.lines("Request as sent").splitlines()[-1]
    assert dumped.startswith(f"{len(INSTALL) // 16 * 16:06x}  ")
    assert driver.lines("Sent and signed") == f"✓ sent = signed\n{driver.payload_hash}"


def test_selected_columns_are_restored_at_the_next_start(new_driver: Make) -> None:
    first = new_driver()
    first.start()
    first.send_and_wait()
    first.click(first.button("Actions on the log"))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    columns = next(part for part in menu.findChildren(QMenu) if part.title() == "Columns")
    for action in columns.actions():
        if action.text() in ("Bytes sent", "Profile"):
            action.trigger()
    menu.close()
    first.quit()
    second = new_driver()
    second.start()
    header = second.table.model()
    titles = [header.headerData(each, Qt.Orientation.Horizontal) for each in range(header.columnCount())]
    assert titles == ["Time", "Payload", "Endpoint", "Answer", "Status", "Took", "Sent"]


def test_screen_privacy_masks_the_log(driver: WindowDriver) -> None:
    driver.send_and_wait()
    filtered(driver, IDFV)
    driver.qtbot.waitUntil(lambda: count(driver) == "1 of 1")
    driver.press(Qt.Key.Key_M, CONTROL | SHIFT)
    assert IDFV not in driver.lines("Request as sent")
    assert driver.named(QLineEdit, "Filter the log").echoMode() is QLineEdit.EchoMode.Password
    driver.press(Qt.Key.Key_M, CONTROL | SHIFT)
    assert IDFV in driver.lines("Request as sent")


def test_the_log_never_shows_the_full_api_key_or_token(driver: WindowDriver) -> None:
    driver.send_and_wait()
    log = driver.app.features.parts("log").pane
    for tab in range(5):
        log.detail.setCurrentIndex(tab)
        said = "".join(each.toPlainText() for each in log.findChildren(QPlainTextEdit))
        said += "".join(f"{each.toolTip()}{each.accessibleDescription()}" for each in log.findChildren(QWidget))
        assert driver.token not in said
        assert "F5BF7338-04CA-4E07-97C8-49E20C409E91" not in said
