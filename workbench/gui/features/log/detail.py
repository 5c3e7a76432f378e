"""The details of the selected exchange in tabs: request, response, timing, verdict, comparison, results of a run.

Texts are made by the modules beside it. Most controls are created with the first exchange.
"""

from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTabWidget, QWidget

from workbench.exchange import Exchange
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.charts import TimingBar
from workbench.gui.features.log.detail_text import answer_line, response_spans, row_spans
from workbench.gui.features.log.log_mask import LogMask
from workbench.gui.features.log.run_page import RunPage
from workbench.gui.features.log.text_page import FormatButtons, Text, TextPage
from workbench.gui.features.log.verdict_line import VerdictLine
from workbench.gui.widgets.plain_text import plain_tip
from workbench.gui.widgets.values import Line, Lines, restyle
from workbench.operations.presentation import Span, row, text_of
from workbench.operations.presentation.comparison import Comparison, comparison_rows
from workbench.operations.presentation.hashes import secret_positions, signed_spans, signed_text
from workbench.operations.presentation.messages import BodyFormat, sent_request_spans
from workbench.operations.presentation.timing import connection_rows, phases, timing_rows, timing_text
from workbench.operations.presentation.verdict import advice_rows, annotation_rows, step_rows
from workbench.operations.run_plan import RunProgress
from workbench.operations.run_results import Results

_MIN_WIDTH = 320  # pixels
_TIMING_LABELS, _COMPARISON_LABELS = 16, 12  # characters
REQUEST, RESPONSE, TIMING, VERDICT, COMPARISON, RUN = range(6)

_TABS: Final = (
    ("Request", "exchangeRequest", "Request as sent", "The request as sent; API key and token are masked"),
    ("Response", "exchangeResponse", "Response", "The response, and the hashes that each side computed"),
    ("Timing", "exchangeTiming", "Timing", "Duration of each phase, and the connection"),
    ("Verdict", "verdict", "Verdict", "What the exchange proves, step by step, and what it cannot prove"),
    (
        "Compare",
        "exchangeComparison",
        "Comparison",
        "How two exchanges differ, or an exchange and the editor (Ctrl+D in the log)",
    ),
)
_EMPTY: Final = (
    "The request appears here, byte for byte. Ctrl+Enter sends the payload in front.",
    "The response appears here, with the hashes that the sandbox computed.",
    "The duration of each phase of a send appears here.",
    "What a send proves appears here: sent, answered, success, recorded.",
    "Select one exchange in the log and press Ctrl+D to compare it with the editor, or select two to compare them with "
    "each other: bytes, JSON values and headers.",
)
_NO_HEX: list[Span] = [("The hex dump is not available while the window is masked for screen-sharing.", "muted")]


class _Controls(NamedTuple):
    """The controls above and below the texts."""

    signed: Lines
    answer: Line
    timing: TimingBar
    verdict: VerdictLine


class Detail(QTabWidget):
    """The details of one exchange.

    Signals:
        recorded_toggled(bool): mark the exchange as recorded, or not.
        address_wanted(str): use the target of a redirect as the endpoint.
        run_acted(str): `pause`, `resume` or `cancel` the run that is shown; `save-csv`, `save-jsonl` its results.
    """

    recorded_toggled = Signal(bool)
    address_wanted = Signal(str)
    run_action_requested = Signal(str)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy, mask: LogMask) -> None:
        super().__init__()
        self.setObjectName("exchangeDetail")
        self.setAccessibleName("Exchange")
        self.setAccessibleDescription("Details of the selected exchange")
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setAccessibleName("Parts of the exchange")
        self.tabBar().setToolTip("Details of the selected exchange")
        self._themes, self._privacy, self._mask = themes, privacy, mask
        self._exchange: Exchange | None = None
        self._compared: Comparison | None = None
        self._formats: dict[int, BodyFormat] = {REQUEST: "raw", RESPONSE: "pretty"}
        self._tab_before_run = RESPONSE
        self._tab_before_comparison: int | None = None  # None while no comparison was opened
        self._pages: list[TextPage] = []
        self._controls: _Controls | None = None
        self.run: RunPage | None = None
        self.shown_run: tuple[RunProgress | None, Results | None] | None = None
        for tab, (words, _object_name, _name, tip) in enumerate(_TABS):
            page = TextPage(partial(self._create_text, tab), self.tabBar())
            self._pages.append(page)
            self.addTab(page, words)
            self.setTabToolTip(tab, plain_tip(tip))
        for tab in (RESPONSE, VERDICT):  # one is visible at once, the other must be found by its accessible name
            self.text(tab)
        self.setCurrentIndex(RESPONSE)
        self.setMinimumWidth(_MIN_WIDTH)  # otherwise a wide tab would take width from the table
        mask.changed.connect(self._refresh)

    @property
    def exchange(self) -> Exchange | None:
        """The exchange that is shown."""
        return self._exchange

    def text(self, tab: int) -> Text:
        """Return the text widget of a tab."""
        return self._pages[tab].text

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Show an exchange, or placeholders for None."""
        is_same = exchange is not None and self._exchange is not None and exchange.id == self._exchange.id
        if exchange is not None and self._controls is None:
            self._controls = self._create_controls()
        self._exchange = exchange
        if self._controls is not None:
            self._controls.verdict.show_exchange(exchange)
        self._show(keep_position=is_same)

    def show_compared(self, compared: Comparison | None) -> None:
        """Show a comparison and select its tab."""
        self._compared = compared
        self._pages[COMPARISON].show_spans(self._comparison())
        if compared is not None and self.currentIndex() != COMPARISON:
            self._tab_before_comparison = self.currentIndex()
            self.setCurrentIndex(COMPARISON)

    def close_comparison(self) -> None:
        """Select the tab that was current before the comparison."""
        before, self._tab_before_comparison = self._tab_before_comparison, None
        if before is not None and self.currentIndex() == COMPARISON:
            self.setCurrentIndex(before if self.isTabVisible(before) else RESPONSE)

    def show_run(self, progress: RunProgress | None, results: Results | None) -> None:
        """Show progress and results of a repeat run in a tab of its own."""
        if self.run is None:
            self.run = RunPage(self._themes)
            self.run.action_requested.connect(self.run_action_requested)
            self.addTab(self.run, "Run")
            self.setTabToolTip(RUN, "Progress and results of the repeat run")
            self.setTabVisible(RUN, False)
        self.run.show_run(progress, results)
        self.shown_run = progress, results
        if not self.isTabVisible(RUN):
            self._tab_before_run = self.currentIndex()
            self.setTabVisible(RUN, True)
            self.setCurrentIndex(RUN)

    def hide_run(self) -> None:
        """Hide the tab of the run."""
        if self.run is None or not self.isTabVisible(RUN):
            return
        was_current = self.currentIndex() == RUN
        self.shown_run = None
        self.setTabVisible(RUN, False)
        if was_current:
            self.setCurrentIndex(self._tab_before_run)

    def focus_text(self) -> None:
        """Focus the text of the current tab."""
        text = self.currentWidget().findChild(QPlainTextEdit)
        (self.tabBar() if text is None else text).setFocus()

    def _create_text(self, tab: int) -> Text:
        _words, object_name, name, tip = _TABS[tab]
        return Text(self._themes, name, object_name, tip, _EMPTY[tab], mono=tab != VERDICT)

    def _create_controls(self) -> _Controls:
        raw = ("raw", "The body as is; invisible characters are marked")
        hex_dump = ("hex", "The body as offset, hex and characters")
        pretty = ("pretty", "The body decompressed, and indented if it is JSON")
        request = self._create_format_buttons(REQUEST, "Request body", (raw, hex_dump))
        response = self._create_format_buttons(RESPONSE, "Response body", (pretty, raw, hex_dump))
        made = _Controls(
            Lines("Sent and signed", "exchangeSigned", "body", anywhere=True),
            Line("Response summary", "exchangeAnswer", "text"),
            TimingBar(self._themes),
            VerdictLine(self._privacy),
        )
        made.signed.setProperty("face", "mono")
        made.answer.setToolTip("Status, content type and size of the response")
        made.verdict.recorded_toggled.connect(self.recorded_toggled)
        made.verdict.address_wanted.connect(self.address_wanted)
        self._pages[REQUEST].add_above(_side_by_side(made.signed, request))
        self._pages[RESPONSE].add_above(_side_by_side(made.answer, response))
        self._pages[TIMING].add_above(made.timing)
        self._pages[VERDICT].add_below(made.verdict)
        return made

    def _create_format_buttons(self, tab: int, of: str, formats: tuple[tuple[str, str], ...]) -> FormatButtons:
        made = FormatButtons(of, f"bodyFormat{tab}", formats)
        made.chosen.connect(lambda body_format: self._choose_format(tab, body_format))
        return made

    def _choose_format(self, tab: int, body_format: BodyFormat) -> None:
        self._formats[tab] = body_format
        mode = QPlainTextEdit.LineWrapMode
        self.text(tab).setLineWrapMode(mode.NoWrap if body_format == "hex" else mode.WidgetWidth)
        self._refresh()

    def _refresh(self) -> None:
        self._show(keep_position=True)

    def _show(self, *, keep_position: bool) -> None:
        exchange = self._exchange
        for page, spans in zip(self._pages, self._spans(), strict=False):
            page.show_spans(spans, keep_position=keep_position)
            page.set_above_visible(exchange is not None)
        if exchange is not None and self._controls is not None:
            self._update_controls(exchange, self._controls)
        self._pages[COMPARISON].show_spans(self._comparison(), keep_position=True)

    def _update_controls(self, exchange: Exchange, controls: _Controls) -> None:
        spans = signed_spans(exchange)
        controls.signed.show_value(text_of(spans), role=spans[-1 if secret_positions(exchange) else 0][1])
        controls.signed.setToolTip(plain_tip(signed_text(exchange)))
        controls.signed.setAccessibleDescription(signed_text(exchange))
        summary, role = answer_line(exchange)
        controls.answer.show_value(self._mask.hide(exchange, summary))
        restyle(controls.answer, textRole=role)
        outcome = exchange.outcome
        total = outcome.timing.total_s if outcome else 0.0
        controls.timing.show_phases(phases(outcome), total, timing_text(outcome))

    def _spans(self) -> list[list[Span]]:
        """Return the content of each tab of the exchange."""
        exchange = self._exchange
        if exchange is None:
            return [[], [], [], []]
        found = (
            list(sent_request_spans(exchange, self._formats[REQUEST])),
            response_spans(exchange, self._formats[RESPONSE]),
            _timing_spans(exchange),
            _verdict_spans(exchange),
        )
        return [
            _NO_HEX if self._mask.on and self._formats.get(tab) == "hex" else self._mask.hide_spans(exchange, spans)
            for tab, spans in enumerate(found)
        ]

    def _comparison(self) -> list[Span]:
        if self._compared is None:
            return []
        spans = row_spans(comparison_rows(self._compared), _COMPARISON_LABELS)
        return self._mask.hide_spans_of_bodies(self._compared.bodies, spans)


def _timing_spans(exchange: Exchange) -> list[Span]:
    options = [row("transport", exchange.options)] if exchange.options else []
    times = row_spans((*timing_rows(exchange.outcome), *options), _TIMING_LABELS)
    return [*times, ("\n", "text"), *row_spans(connection_rows(exchange.outcome), _TIMING_LABELS)]


def _verdict_spans(exchange: Exchange) -> list[Span]:
    spans = list(row_spans(step_rows(exchange)))
    for rows in (advice_rows(exchange), annotation_rows(exchange)):
        spans += [("\n", "text"), *row_spans(rows)]
    return spans


def _side_by_side(left: QWidget, right: QWidget) -> QWidget:
    """Return a row with one widget at the left and one at the right."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(12, 6, 12, 2)
    row.setSpacing(12)
    row.addWidget(left, 1)
    row.addWidget(right)
    return holder
