"""The masked log: cells, tooltips and details, for screen readers and the clipboard too."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QTableView
from pytestqt.qtbot import QtBot

from workbench.exchange import Exchange, Failure, FailureKind, Request, Response, Timing
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource, theme
from workbench.gui.features.log.pane import LogPane
from workbench.redaction.pii import ScreenMask

ID, MAIL = "38400000-8cf0-11bd-b23e-10b96e40000d", "pat@example.com"
BODY = f'{{\n  "device_ids": {{"any": "{ID}"}},\n  "n": "a\u00a0b"\n}}'.encode()
ANSWER = (
    f'{{"success": "0", "seen": "{ID.upper()}", "by": "{MAIL}", "received": {{"Kochava-Api-Key": "F5BF••••9E91"}}, '
    f'"computed": {{"first_bytes_hex": "{BODY[:32].hex(" ")}"}}}}'
).encode()
TIMING = Timing(0.1)
URL = f"http://127.0.0.1:9/track/json?idfa={ID}"
KEY = "F5BF7338-04CA-4E07-97C8-49E20C409E91"
HEADERS = (("Kochava-Api-Key", KEY), ("Kochava-Auth-Token", "1dca41ba5994ed15f4675c680306e899"))
ANSWERED = Exchange(
    "1",
    datetime.now(UTC),
    f"about-{ID}",
    MAIL,
    "Custom",
    "as-typed",
    Request("POST", URL, HEADERS, BODY),
    "0" * 40,
    Response(401, "Unauthorized", "HTTP/1.1", (("X-Echo", ID),), ANSWER, TIMING),
    token_prefix="1dca41ba",
)
FAILED = replace(ANSWERED, id="2", outcome=Failure(FailureKind.DNS, f"No host {ID}.example.com.", TIMING, False))
TRACES = (ID, ID.upper(), MAIL, "F5BF", "9E91", "1dca41ba", BODY[:32].hex(" "))


@pytest.fixture
def pane(qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy) -> LogPane:
    made = LogPane(themes, privacy)
    qtbot.addWidget(made)
    made.resize(1200, 240)
    made.show()
    return made


def words(pane: LogPane) -> str:
    """Everything the log says, to the eye and to the ear."""
    table = pane.findChild(QTableView, "log")
    assert table is not None
    model = table.model()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    said = [str(cell.data(role)) for cell in cells for role in roles]
    for row in range(model.rowCount()):
        table.selectRow(row)
        said += [each.toPlainText() for each in pane.findChildren(QPlainTextEdit)]
    return "\n".join(said)


@pytest.mark.parametrize("exchange", [ANSWERED, FAILED, replace(ANSWERED, outcome=None)])
def test_ids_are_hidden_while_masked_and_shown_before_and_after(
    pane: LogPane, privacy: ScreenPrivacy, exchange: Exchange
) -> None:
    pane.show_exchange(exchange)
    before = words(pane)
    there = [trace for trace in TRACES if trace in before]
    assert {ID, MAIL, "F5BF"} <= set(there)
    if exchange is ANSWERED:
        assert len(there) == len(TRACES)
    privacy.set_mask(ScreenMask())
    masked = words(pane)
    assert [trace for trace in TRACES if trace in masked] == []
    assert len(masked) == len(before)
    assert '"n": "a‹NBSP›b"' in masked
    privacy.set_mask(None)
    assert words(pane) == before


def test_an_exchange_that_comes_or_ends_while_masked_is_masked(pane: LogPane, privacy: ScreenPrivacy) -> None:
    privacy.set_mask(ScreenMask())
    pane.show_exchange(replace(ANSWERED, outcome=None))
    assert [trace for trace in TRACES if trace in words(pane)] == []
    pane.show_exchange(ANSWERED)
    assert [trace for trace in TRACES if trace in words(pane)] == []
    assert '"success": "0"' in words(pane)


def test_a_value_of_a_document_is_hidden_in_what_was_sent_without_it(pane: LogPane, privacy: ScreenPrivacy) -> None:
    pane.show_exchange(replace(ANSWERED, title="about pat-4711"))
    privacy.set_mask(ScreenMask())
    assert "about pat-4711" in words(pane)
    privacy.set_mask(ScreenMask(frozenset({"pat-4711"})))
    assert "about ••••••••" in words(pane)


def test_a_masked_text_is_copied_masked(pane: LogPane, privacy: ScreenPrivacy) -> None:
    pane.show_exchange(ANSWERED)
    privacy.set_mask(ScreenMask())
    request = pane.findChild(QPlainTextEdit, "exchangeRequest")
    assert request is not None
    request.selectAll()
    copied = request.createMimeDataFromSelection().text()
    assert '"device_ids"' in copied
    assert ID not in copied


def test_an_unchanged_text_keeps_selection_and_scroll_position(pane: LogPane, privacy: ScreenPrivacy) -> None:
    lines = b"\n" * 400
    pane.show_exchange(replace(ANSWERED, request=replace(ANSWERED.request, body=BODY + lines + BODY)))
    privacy.set_mask(ScreenMask())
    request = pane.findChild(QPlainTextEdit, "exchangeRequest")
    assert request is not None
    pane.detail.setCurrentWidget(request)
    request.selectAll()
    request.verticalScrollBar().setValue(100)
    privacy.set_mask(ScreenMask(frozenset({"pat-4711"})))
    assert request.textCursor().hasSelection()
    privacy.set_mask(None)
    assert not request.textCursor().hasSelection()
    assert request.verticalScrollBar().value() == pytest.approx(100, abs=3)  # lines break elsewhere


def test_another_theme_keeps_the_mask(pane: LogPane, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
    pane.show_exchange(ANSWERED)
    privacy.set_mask(ScreenMask())
    masked = words(pane)
    themes.set_theme(theme("dark"))
    assert words(pane) == masked
