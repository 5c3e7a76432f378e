"""Text from outside is never rendered: it is shown as typed in every widget, tooltip, tab and cell."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QCoreApplication, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QFont, QHelpEvent, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QToolTip,
)

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Make, WindowDriver
from tests.loopback import LoopbackServer, read_request
from workbench.credentials import ProfileMetadata, Profiles, Vault
from workbench.disk import config_dir

MARKUP = "<b>{0}</b><img src=x{0}.png>&amp;&lt;i&gt; a & {0}"
FILE, PROFILE, NOTE, TAG, ACTION, ANSWER, DEVICE, REASON, LOCATION, HOST_NOTE = (
    MARKUP.format(word)
    for word in ("file", "profile", "note", "tag", "action", "answer", "device", "reason", "location", "hosts")
)
BODY = """{{
 "action": "{0}", "kochava_app_id": "<img src=/dev/zero>", "kochava_device_id": "{1}",
 "data": {{"device_ids": {{"<u>idfa</u>": "{1}"}}, "event_name": "<script>x</script>"}} }}"""


class Foreign(LoopbackServer):
    """Answers with markup in reason, headers and body."""

    def __init__(self) -> None:
        super().__init__("foreign")

    def serve(self, connection: socket.socket) -> None:
        rest = b""
        while True:
            _, _, rest = read_request(connection, rest)
            answer = f'{{"success":"0","error":"{ANSWER}"}}'.encode()
            connection.sendall(
                f"HTTP/1.1 302 {REASON}\r\nContent-Type: <b>text</b>/html\r\nServer: <img src=/dev/zero>\r\n"
                f"Location: /track/<b>new</b>?a=1&amp;b=2\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
                + answer
            )


def rendered(text: str) -> str:
    """Return what a tooltip shows; fail if any of it has a format, or is an image."""
    if not QtGui.Qt.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    shown, block = document.toPlainText(), document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            style = fragments.fragment().charFormat()
            assert style.fontWeight() == QFont.Weight.Normal, text
            assert not style.isImageFormat(), text
            assert not style.isAnchor(), text
            fragments += 1
        block = block.next()
    return shown


def cells(model: QAbstractItemModel) -> Iterator[str]:
    """Yield text and rendered tooltip of every cell and header."""
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    for row in range(model.rowCount()):
        for column in columns:
            index = model.index(row, column, QModelIndex())
            yield str(index.data() or "")
            yield rendered(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
    for column in columns:
        yield rendered(str(model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) or ""))


def with_mnemonics(text: str) -> str:
    """Return what a button or tab shows: a lone ampersand vanishes."""
    return "&".join(part.replace("&", "") for part in text.split("&&"))


def everything_shown() -> dict[str, list[str]]:
    """Return all that is shown, by the kind of its place; fail if any of it is rendered."""
    shown: dict[str, list[str]] = {}

    def add(kind: str, *texts: str) -> None:
        shown.setdefault(kind, []).extend(filter(None, texts))

    for widget in QApplication.allWidgets():
        add("tooltip", rendered(widget.toolTip()))
        for action in widget.findChildren(QAction):
            add("tooltip", rendered(action.toolTip()))
        if isinstance(widget, QTabBar):
            tabs = range(widget.count())
            add("tab", *(with_mnemonics(widget.tabText(tab)) for tab in tabs))
            add("tooltip", *(rendered(widget.tabToolTip(tab)) for tab in tabs))
        elif isinstance(widget, QLabel):
            is_tip = widget.objectName() == "qtooltip_label"
            assert is_tip or widget.textFormat() is Qt.TextFormat.PlainText, widget.text()
            add("label", rendered(widget.text()) if is_tip else widget.text())
        elif isinstance(widget, QAbstractButton):
            add("button", with_mnemonics(widget.text()))
        elif isinstance(widget, QLineEdit):
            add("value", widget.text())
        elif isinstance(widget, QPlainTextEdit):
            add("value", widget.toPlainText())
        elif isinstance(widget, QComboBox):
            add("cell", *cells(widget.model()))
        elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            add("cell", *(cells(widget.model()) if widget.model() is not None else ()))
        assert not isinstance(widget, QTextEdit), f"{widget.objectName()} can render text"
    return shown


@pytest.fixture
def foreign() -> Iterator[Foreign]:
    with Foreign() as server:
        yield server


@pytest.fixture
def busy(new_driver: Make, keyring: MemoryKeyring, foreign: Foreign, tmp_path: Path) -> WindowDriver:
    """A window with markup in every text that comes from outside."""
    profiles = Profiles(config_dir() / "profiles.json", Vault(keyring))
    name = PROFILE.replace("/", "")[:64].strip()
    profiles.add(name, "key-of-the-profile", "secret-of-the-profile", ProfileMetadata(notes=HOST_NOTE))
    path = tmp_path / FILE.replace("/", "∕")
    path.write_text(BODY.format(ACTION, DEVICE), encoding="utf-8")
    driver = new_driver()
    with driver.qtbot.waitSignal(driver.app.idle):
        driver.app.start([path], profile=name)
    driver.wait_for_keyboard(driver.window)
    driver.qtbot.waitUntil(lambda: driver.app.session.credentials is not None)
    driver.type_endpoint(f"{foreign.url}?a=1&b=<b>2</b>")
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.send_and_wait()
    for key in (Qt.Key.Key_5, Qt.Key.Key_4, Qt.Key.Key_3):
        driver.press(key, CONTROL)
    driver.table.selectRow(0)
    log = driver.app.features.parts("log").pane
    driver.press(Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier)
    log.action_requested.emit("note", log._actions.current(), (NOTE, (TAG.replace(" ", ""),)))
    driver.qtbot.waitUntil(lambda: any(NOTE in text for text in cells(driver.table.model())))
    return driver


def test_markup_is_shown_as_typed_everywhere(busy: WindowDriver) -> None:
    assert busy.window.isVisible()
    shown = everything_shown()
    name = FILE.replace("/", "∕")
    assert any(name in text for text in shown["tab"]), shown["tab"]
    for kind, text in (
        ("tooltip", name),
        ("label", name),
        ("cell", NOTE),
        ("cell", PROFILE.replace("/", "")[:64].strip()),
        ("value", ACTION),
        ("value", ANSWER),
        ("value", REASON),
    ):
        assert any(text in each for each in shown[kind]), (kind, text, shown[kind])


def test_the_tooltip_over_a_row_is_not_rendered(busy: WindowDriver) -> None:
    table = busy.table
    for column in range(table.model().columnCount()):
        at = table.visualRect(table.model().index(0, column)).center()
        event = QHelpEvent(QEvent.Type.ToolTip, at, table.viewport().mapToGlobal(at))
        QCoreApplication.sendEvent(table.viewport(), event)
        tip = table.model().index(0, column).data(Qt.ItemDataRole.ToolTipRole) or table.toolTip()
        assert rendered(QToolTip.text()) == rendered(tip)
    QToolTip.showText(QPoint(), "")
