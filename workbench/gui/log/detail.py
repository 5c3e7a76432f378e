"""The selected exchange in four tabs: Request, Response, Timing, Verdict. Paints runs; words come from `describe`."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTabWidget

from workbench.exchange import Exchange
from workbench.gui.log import describe
from workbench.gui.log.describe import Run
from workbench.gui.theme import Theme

if TYPE_CHECKING:
    from workbench.gui.log.masked import LogMask

_TABS = (
    ("Request", "exchangeRequest", "Request as sent", describe.request_runs),
    ("Response", "exchangeResponse", "Response", describe.response_runs),
    ("Timing", "exchangeTiming", "Timing", describe.timing_runs),
    ("Verdict", "verdict", "Verdict", describe.verdict_runs),
)
_TIPS = {
    "Request": "What left, head and body; the API key and the token are masked",
    "Response": "The answer, and what each side computed",
    "Timing": "How long each phase of the send took",
    "Verdict": "What the exchange proves, step by step, and what it cannot prove",
}
_EMPTY = {
    "Request": "Ctrl+Enter sends the payload in front. Its exact bytes will stand here.",
    "Response": "The answer will stand here, and beside it what the sandbox computed itself.",
    "Timing": "How long each phase of a send took will stand here.",
    "Verdict": "What a send proves will stand here: sent, answered, success, recorded.",
}


class Detail(QTabWidget):
    """Everything that is known of one exchange."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("exchangeDetail")
        self.setAccessibleName("Exchange")
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setAccessibleName("Parts of the exchange")
        self.tabBar().setToolTip("What is known of the selected exchange")
        self._theme = theme
        self._exchange: Exchange | None = None
        self._mask: LogMask | None = None
        self._shown: list[list[Run]] = [[] for _ in _TABS]
        self._panes: list[QPlainTextEdit] = []
        for words, object_name, name, _runs in _TABS:
            pane = QPlainTextEdit()
            pane.setReadOnly(True)
            pane.setObjectName(object_name)
            pane.setAccessibleName(name)
            pane.setAccessibleDescription(_TIPS[words])
            pane.setProperty("role", "pane")
            pane.setProperty("face", "mono")
            pane.setFrameShape(QFrame.Shape.NoFrame)
            pane.setTabChangesFocus(True)
            pane.setUndoRedoEnabled(False)
            pane.document().setDocumentMargin(12)
            pane.setPlaceholderText(_EMPTY[words])
            self._panes.append(pane)
            self.addTab(pane, words)
            self.setTabToolTip(self.count() - 1, _TIPS[words])
        self.setCurrentIndex(1)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme and paint again."""
        self._theme = theme
        self.show_exchange(self._exchange)

    def wear_mask(self, mask: "LogMask | None") -> None:
        """Hide device ids and addresses, for copying too, from now on; None shows them again."""
        self._mask = mask
        before, self._shown = self._shown, self._runs()
        for pane, shown, runs in zip(self._panes, before, self._shown, strict=True):
            if shown != runs:  # else who reads or selects there is left in peace
                across, down = pane.horizontalScrollBar(), pane.verticalScrollBar()
                place = across.value(), down.value()
                self._paint(pane, runs)
                across.setValue(place[0])
                down.setValue(place[1])

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Show one exchange, or the empty state."""
        self._exchange = exchange
        self._shown = self._runs()
        for pane, runs in zip(self._panes, self._shown, strict=True):
            self._paint(pane, runs)

    def _runs(self) -> list[list[Run]]:
        """Return what each pane is to show."""
        exchange, mask = self._exchange, self._mask
        if exchange is None:
            return [[] for _ in _TABS]
        found = [runs(exchange) for _words, _object, _name, runs in _TABS]
        return found if mask is None else [mask.runs(exchange, runs) for runs in found]

    def _paint(self, pane: QPlainTextEdit, runs: list[Run]) -> None:
        pane.clear()
        cursor = QTextCursor(pane.document())
        cursor.beginEditBlock()
        for words, dye in runs:
            ink = QTextCharFormat()
            ink.setForeground(self._theme.color(dye))
            cursor.insertText(words, ink)
        cursor.endEditBlock()
        pane.moveCursor(QTextCursor.MoveOperation.Start)
