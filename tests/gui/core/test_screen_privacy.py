"""Widgets follow theme and screen privacy from creation to deletion."""

import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import SIGNAL, QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.parts import notice_bar, status_bar
from workbench.credentials import Profile, ProfileMetadata
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import Document, Notice
from workbench.gui.core.theme import ThemeSource, theme
from workbench.gui.features.compose.documents_pane import DocumentsPane
from workbench.gui.features.compose.editor import PayloadEditor
from workbench.gui.features.credentials.form import Form
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.profile_details import ProfileDetails
from workbench.gui.features.log.pane import LogPane
from workbench.gui.features.log.run_page import RunPage
from workbench.gui.features.log.verdict_line import VerdictLine
from workbench.gui.features.send.request_bar import RequestBar
from workbench.gui.features.signature.pane import SignaturePane
from workbench.gui.features.transport.panel import TransportPanel
from workbench.operations import Endpoint
from workbench.redaction.pii import ScreenMask

ID = "38400000-8cf0-11bd-b23e-10b96e40000d"
DOTS = "•" * len(ID)
MASK = ScreenMask(frozenset({ID}))
PROFILE = Profile("Acme", "", None, False, ProfileMetadata(), None, None, "")

Make = Callable[[ThemeSource, ScreenPrivacy], QWidget]
WIDGETS: dict[str, Make] = {
    "card": lambda themes, privacy: ProfileDetails(Intents(), themes, privacy),
    "documents": DocumentsPane,
    "editor": PayloadEditor,
    "form": lambda themes, privacy: Form(Intents(), PROFILE, (), themes, privacy),
    "log": LogPane,
    "notice": lambda _themes, privacy: notice_bar(privacy),
    "request bar": RequestBar,
    "run": lambda themes, _privacy: RunPage(themes),
    "signature": SignaturePane,
    "status": lambda _themes, privacy: status_bar(privacy),
    "transport": lambda _themes, privacy: TransportPanel(privacy),
    "verdict": lambda _themes, privacy: VerdictLine(privacy),
}


def listeners(themes: ThemeSource, privacy: ScreenPrivacy) -> tuple[int, int]:
    """How many slots hear of another theme, and of another mask."""
    return themes.receivers(SIGNAL("theme_changed(PyObject)")), privacy.receivers(SIGNAL("mask_changed(PyObject)"))


@pytest.mark.parametrize("name", WIDGETS)
def test_a_deleted_widget_is_neither_called_nor_kept_alive(
    qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy, name: str
) -> None:
    made = WIDGETS[name](themes, privacy)
    assert listeners(themes, privacy) != (0, 0)
    themes.set_theme(theme("dark"))
    privacy.set_mask(MASK)
    there = weakref.ref(made)
    shiboken6.delete(made)
    assert listeners(themes, privacy) == (0, 0)
    themes.set_theme(theme("light"))
    privacy.set_mask(None)
    del made
    gc.collect()  # an editor and its gutter form a reference cycle
    assert there() is None


def test_a_closed_document_receives_no_signals(qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
    pane = DocumentsPane(themes, privacy)
    qtbot.addWidget(pane)
    pane.open(Document(1, "a.json", None, ""), b"{}")
    before = listeners(themes, privacy)
    pane.open(Document(2, "b.json", Path("b.json"), ""), b"{}")
    assert listeners(themes, privacy) > before
    pane.close_document(2)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert listeners(themes, privacy) == before


def test_a_widget_made_while_masked_is_masked_at_once(
    qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy
) -> None:
    privacy.set_mask(MASK)
    bar, notice, status = RequestBar(themes, privacy), notice_bar(privacy), status_bar(privacy)
    panel, editor = TransportPanel(privacy), PayloadEditor(themes, privacy)
    for each in (bar, notice, status, panel, editor):
        qtbot.addWidget(each)
    endpoint = Endpoint("other", ID, f"http://{ID}.example/")
    bar.show_endpoints([endpoint], endpoint)
    notice.show_notice(Notice("warn", f"About {ID}"))
    panel.show_preview(f"POST /?{ID}", wants_user_agent=False)
    editor.load(f'{{"idfa": "{ID}"}}'.encode())
    assert bar.endpoint.currentText() == DOTS
    assert ID not in bar.endpoint.toolTip()
    assert notice.text.toPlainText() == f"About {DOTS}"
    assert not status.findChildren(QWidget, "maskedBadge")[0].isHidden()
    assert panel.preview.toPlainText() == f"POST /?{DOTS}"
    assert editor._line(editor.document().firstBlock())[1] == ((10, 10 + len(ID)),)
    assert editor.property("masked")


def test_an_equal_mask_is_signalled_once(privacy: ScreenPrivacy) -> None:
    told: list[ScreenMask | None] = []
    privacy.mask_changed.connect(told.append)
    privacy.set_mask(None)
    privacy.set_mask(ScreenMask(frozenset({ID})))
    privacy.set_mask(ScreenMask(frozenset({ID})))
    assert privacy.hide(f"x {ID}") == f"x {DOTS}"
    privacy.set_mask(None)
    assert privacy.hide(ID) == ID
    assert told == [MASK, None]


def test_the_problems_of_a_document_take_the_colours_of_the_theme(
    qtbot: QtBot, themes: ThemeSource, privacy: ScreenPrivacy
) -> None:
    pane = DocumentsPane(themes, privacy)
    qtbot.addWidget(pane)
    pane._show_problems([("✗  Not JSON", 0, "1:1")])
    themes.set_theme(theme("dark"))
    assert pane.problems.item(0).foreground().color() == theme("dark").color("bad")
