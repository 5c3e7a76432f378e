"""The log in the window, by keys alone: filtered, read, its columns chosen; nothing of it in the way of the rest."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget

from tests.journeys.conftest import CONTROL, SHIFT, Bench, Make
from tests.journeys.servers import Hanging
from workbench.payloads import template

INSTALL = template("install-ios").body
IDFV = "333BA75-FE08-AAA4-9EF0-98A6AD293FEC"


def count(bench: Bench) -> str:
    """Read how much there is."""
    found = bench.window.findChild(QLabel, "logCount")
    assert found is not None
    return found.text()


def filtered(bench: Bench, text: str) -> None:
    """Go to the log, then to its filter, and type."""
    bench.press(Qt.Key.Key_3, CONTROL)
    bench.press(Qt.Key.Key_F, CONTROL)
    assert bench.focus().accessibleName() == "Filter the log"
    bench.write(text)


def send_three(bench: Bench) -> None:
    """Send the install, another body, and the install again."""
    bench.send_and_wait()
    bench.press(Qt.Key.Key_Home, CONTROL)
    bench.write("x")
    bench.send_and_wait()
    bench.press(Qt.Key.Key_Z, CONTROL)
    bench.send_and_wait()


def test_what_is_typed_into_the_filter_finds_by_status_text_hash_and_device_id(bench: Bench) -> None:
    send_three(bench)
    for text, found in (("status:400", 1), (IDFV.lower(), 3), ("profile:sample", 3), ("no such device", 0)):
        filtered(bench, text)
        bench.qtbot.waitUntil(lambda found=found: count(bench) == f"{found} of 3")  # type: ignore[misc]
        bench.qtbot.waitUntil(lambda found=found: bench.table.model().rowCount() == found)  # type: ignore[misc]
        bench.press(Qt.Key.Key_Escape)
        bench.qtbot.waitUntil(lambda: count(bench) == "3 in total")
    filtered(bench, bench.payload_hash[:12])
    bench.qtbot.waitUntil(lambda: count(bench) == "2 of 3")


def test_escape_clears_the_filter_before_it_cancels_a_send(bench: Bench) -> None:
    with Hanging() as server:
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        bench.send()
        bench.qtbot.waitUntil(server.has_request.is_set)
        bench.qtbot.waitUntil(lambda: bench.row()[4] == "…")
        filtered(bench, "install")
        bench.press(Qt.Key.Key_Escape)
        assert bench.line("Filter the log") == ""
        assert bench.named(QPushButton, "Cancel").isEnabled()
        bench.press(Qt.Key.Key_Escape)
        bench.qtbot.waitUntil(lambda: bench.row()[4] == "cancelled")


def test_the_filter_has_ctrl_f_only_while_the_log_has_the_keyboard(bench: Bench) -> None:
    bench.send_and_wait()
    bench.press(Qt.Key.Key_2, CONTROL)
    bench.press(Qt.Key.Key_F, CONTROL)
    assert bench.focus() is bench.editor
    assert bench.editor.body() == INSTALL


def test_an_exchange_is_read_to_the_byte_without_a_mouse(bench: Bench) -> None:
    bench.send_and_wait()
    bench.press(Qt.Key.Key_3, CONTROL)
    bench.press(Qt.Key.Key_Return)
    assert bench.focus().accessibleName() == "Response"
    bench.press(Qt.Key.Key_Tab, SHIFT)
    seen = [bench.focus().accessibleName()]
    while seen[-1] != "Parts of the exchange":
        bench.press(Qt.Key.Key_Backtab, SHIFT)
        seen.append(bench.focus().accessibleName())
        assert len(seen) < 9, seen
    bench.press(Qt.Key.Key_Left)
    while bench.focus().accessibleName() != "Request body hex":
        bench.press(Qt.Key.Key_Tab)
    bench.press(Qt.Key.Key_Space)
    dumped = bench.lines("Request as sent").splitlines()[-1]
    assert dumped.startswith(f"{len(INSTALL) // 16 * 16:06x}  ")
    assert bench.lines("Sent and signed") == f"✓ sent = signed\n{bench.payload_hash}"


def test_columns_that_were_chosen_are_there_at_the_next_start(new_bench: Make) -> None:
    first = new_bench()
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
    second = new_bench()
    second.start()
    header = second.table.model()
    titles = [header.headerData(each, Qt.Orientation.Horizontal) for each in range(header.columnCount())]
    assert titles == ["Time", "Payload", "Endpoint", "Answer", "Status", "Took", "Sent"]


def test_the_log_wears_the_mask_with_everything_else(bench: Bench) -> None:
    bench.send_and_wait()
    filtered(bench, IDFV)
    bench.qtbot.waitUntil(lambda: count(bench) == "1 of 1")
    bench.press(Qt.Key.Key_M, CONTROL | SHIFT)
    assert IDFV not in bench.lines("Request as sent")
    assert bench.named(QLineEdit, "Filter the log").echoMode() is QLineEdit.EchoMode.Password
    bench.press(Qt.Key.Key_M, CONTROL | SHIFT)
    assert IDFV in bench.lines("Request as sent")


def test_key_and_token_are_whole_nowhere_in_the_log(bench: Bench) -> None:
    bench.send_and_wait()
    log = bench.workbench.features.parts("log").pane
    for tab in range(5):
        log.detail.setCurrentIndex(tab)
        said = "".join(each.toPlainText() for each in log.findChildren(QPlainTextEdit))
        said += "".join(f"{each.toolTip()}{each.accessibleDescription()}" for each in log.findChildren(QWidget))
        assert bench.token not in said
        assert "F5BF7338-04CA-4E07-97C8-49E20C409E91" not in said
