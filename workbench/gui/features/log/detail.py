"""The selected exchange in tabs: Request, Response, Timing, Verdict, Comparison; of a repeat run also what it came to.

Only shows: words come from the modules beside it. What is not needed before the first exchange is made with it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTabWidget, QWidget

from workbench.gui.features.log.text_page import Forms, Text, TextPage

if TYPE_CHECKING:
    from workbench.exchange import Exchange
    from workbench.gui.core.log_values import Comparison
    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.log.bodies import Run
    from workbench.gui.features.log.charts import TimingBar
    from workbench.gui.features.log.detail_text import Form
    from workbench.gui.features.log.log_mask import LogMask
    from workbench.gui.features.log.run_page import RunPage
    from workbench.gui.features.log.verdict_line import VerdictLine
    from workbench.gui.widgets.values import Line, Lines
    from workbench.operations.repeat import RunProgress
    from workbench.operations.run_results import Results

_NARROWEST = 320  # pixels
REQUEST, RESPONSE, TIMING, VERDICT, COMPARISON, RUN = range(6)

_TABS: Final = (
    ("Request", "exchangeRequest", "Request as sent", "What left, head and body; the API key and the token are masked"),
    ("Response", "exchangeResponse", "Response", "The answer, and what each side computed"),
    ("Timing", "exchangeTiming", "Timing", "How long each phase of the send took, and the connection it left by"),
    ("Verdict", "verdict", "Verdict", "What the exchange proves, step by step, and what it cannot prove"),
    (
        "Compare",
        "exchangeComparison",
        "Comparison",
        "How two exchanges differ, or one and the editor (Ctrl+D in the log)",
    ),
)
_EMPTY: Final = (
    "Ctrl+Enter sends the payload in front. Its exact bytes will stand here.",
    "The answer will stand here, and beside it what the sandbox computed itself.",
    "How long each phase of a send took will stand here.",
    "What a send proves will stand here: sent, answered, success, recorded.",
    "Select one exchange in the log and press Ctrl+D: it is compared with the editor. Select two, and they are "
    "compared with each other: their bytes, what their JSON means, their headers.",
)
_NO_HEX: list[Run] = [("Bytes are not shown in hex while the window is masked for screen-sharing.", "muted")]


class Detail(QTabWidget):
    """Everything that is known of one exchange.

    Signals:
        recorded_ticked(bool): the person saw it in the dashboard, or did not after all.
        address_wanted(str): open a redirect's address as an endpoint.
        run_acted(str): `pause`, `resume` or `cancel` the run that is shown; `save-csv`, `save-jsonl` its results.
    """

    recorded_ticked = Signal(bool)
    address_wanted = Signal(str)
    run_acted = Signal(str)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy, mask: LogMask) -> None:
        super().__init__()
        self.setObjectName("exchangeDetail")
        self.setAccessibleName("Exchange")
        self.setAccessibleDescription("What is known of the selected exchange")
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setAccessibleName("Parts of the exchange")
        self.tabBar().setToolTip("What is known of the selected exchange")
        self._themes, self._privacy, self._mask = themes, privacy, mask
        self._exchange: Exchange | None = None
        self._compared: Comparison | None = None
        self._forms: dict[int, Form] = {REQUEST: "raw", RESPONSE: "pretty"}
        self._before_run = RESPONSE
        self._before_comparison: int | None = None  # the tab a comparison came in front of
        self._pages: list[TextPage] = []
        self._signed: Lines | None = None
        self._answer: Line | None = None
        self._bar: TimingBar | None = None
        self._line: VerdictLine | None = None
        self.run: RunPage | None = None
        self.shown_run: tuple[RunProgress | None, Results | None] | None = None
        for tab, (words, _object_name, _name, tip) in enumerate(_TABS):
            page = TextPage(partial(self._make_text, tab), self.tabBar())
            self._pages.append(page)
            self.addTab(page, words)
            self.setTabToolTip(tab, tip)
        for tab in (RESPONSE, VERDICT):  # one is seen at once, the other looked for by its name from the start
            self.text(tab)
        self.setCurrentIndex(RESPONSE)
        self.setMinimumWidth(_NARROWEST)  # else what a tab holds would push the rows aside
        mask.changed.connect(self._show_again)

    @property
    def exchange(self) -> Exchange | None:
        """The exchange that is shown."""
        return self._exchange

    def text(self, tab: int) -> Text:
        """Return the text of a tab."""
        return self._pages[tab].text

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Show one exchange, or the empty state."""
        again = exchange is not None and self._exchange is not None and exchange.id == self._exchange.id
        if exchange is not None and self._line is None:
            self._furnish()
        self._exchange = exchange
        if self._line is not None:
            self._line.show_exchange(exchange)
        self._show(stay=again)

    def show_compared(self, compared: Comparison | None) -> None:
        """Show a comparison, and bring it to the front."""
        self._compared = compared
        self._pages[COMPARISON].show_runs(self._comparison())
        if compared is not None and self.currentIndex() != COMPARISON:
            self._before_comparison = self.currentIndex()
            self.setCurrentIndex(COMPARISON)

    def leave_comparison(self) -> None:
        """Give way to the tab that a comparison came in front of: another row is read now."""
        before, self._before_comparison = self._before_comparison, None
        if before is not None and self.currentIndex() == COMPARISON:
            self.setCurrentIndex(before if self.isTabVisible(before) else RESPONSE)

    def show_run(self, standing: RunProgress | None, results: Results | None) -> None:
        """Show what a repeat run came to, in a tab of its own."""
        if self.run is None:
            from workbench.gui.features.log.run_page import RunPage

            self.run = RunPage(self._themes)
            self.run.acted.connect(self.run_acted)
            self.addTab(self.run, "Run")
            self.setTabToolTip(RUN, "What the sends of the repeat run came to")
            self.setTabVisible(RUN, False)
        self.run.show_run(standing, results)
        self.shown_run = standing, results
        if not self.isTabVisible(RUN):
            self._before_run = self.currentIndex()
            self.setTabVisible(RUN, True)
            self.setCurrentIndex(RUN)

    def hide_run(self) -> None:
        """Take the tab of the run away: another row is selected."""
        if self.run is None or not self.isTabVisible(RUN):
            return
        was_read = self.currentIndex() == RUN
        self.shown_run = None
        self.setTabVisible(RUN, False)
        if was_read:
            self.setCurrentIndex(self._before_run)

    def take_keyboard(self) -> None:
        """Give the keyboard to the text in front."""
        text = self.currentWidget().findChild(QPlainTextEdit)
        (self.tabBar() if text is None else text).setFocus()

    def _make_text(self, tab: int) -> Text:
        _words, object_name, name, tip = _TABS[tab]
        return Text(self._themes, name, object_name, tip, _EMPTY[tab], mono=tab != VERDICT)

    def _furnish(self) -> None:
        """Make what stands around the texts."""
        from workbench.gui.features.log.charts import TimingBar
        from workbench.gui.features.log.verdict_line import VerdictLine
        from workbench.gui.widgets.values import Line, Lines

        self._signed = Lines("Sent and signed", "exchangeSigned", "body", anywhere=True)
        self._signed.setProperty("face", "mono")
        raw = ("raw", "The body as it is; what cannot be seen is named")
        dump = ("hex", "The body as offset, hex and characters")
        pretty = ("pretty", "The body unpacked, and indented if it is JSON")
        self._pages[REQUEST].put_above(_across(self._signed, self._choice(REQUEST, "Request body", (raw, dump))))
        self._answer = Line("Answer in short", "exchangeAnswer", "text")
        self._answer.setToolTip("Status, kind and size of the answer")
        forms = self._choice(RESPONSE, "Response body", (pretty, raw, dump))
        self._pages[RESPONSE].put_above(_across(self._answer, forms))
        self._bar = TimingBar(self._themes)
        self._pages[TIMING].put_above(self._bar)
        self._line = VerdictLine(self._privacy)
        self._line.ticked.connect(self.recorded_ticked)
        self._line.address_wanted.connect(self.address_wanted)
        self._pages[VERDICT].put_below(self._line)

    def _choice(self, tab: int, of: str, forms: tuple[tuple[str, str], ...]) -> Forms:
        made = Forms(of, f"form{tab}", forms)
        made.chosen.connect(lambda form: self._choose(tab, form))
        return made

    def _choose(self, tab: int, form: Form) -> None:
        self._forms[tab] = form
        mode = QPlainTextEdit.LineWrapMode
        self.text(tab).setLineWrapMode(mode.NoWrap if form == "hex" else mode.WidgetWidth)
        self._show_again()

    def _show_again(self) -> None:
        self._show(stay=True)

    def _show(self, *, stay: bool) -> None:
        exchange = self._exchange
        for page, runs in zip(self._pages, self._runs(), strict=False):
            page.show_runs(runs, stay=stay)
            page.show_above(exchange is not None)
        if exchange is not None and self._bar is not None and self._signed is not None and self._answer is not None:
            self._show_around(exchange, self._bar, self._signed, self._answer)
        self._pages[COMPARISON].show_runs(self._comparison(), stay=True)

    def _show_around(self, exchange: Exchange, bar: TimingBar, signed: Lines, answer: Line) -> None:
        from workbench.gui.features.log.detail_text import answer_line, held_secrets, signed_runs, signed_words
        from workbench.gui.features.log.timing import phases, timing_words
        from workbench.gui.widgets.values import restyle

        runs = signed_runs(exchange)
        signed.show_value("".join(words for words, _dye in runs), role=runs[-1 if held_secrets(exchange) else 0][1])
        signed.setToolTip(signed_words(exchange))
        signed.setAccessibleDescription(signed_words(exchange))
        said, dye = answer_line(exchange)
        answer.show_value(self._mask.words(exchange, said))
        restyle(answer, textRole=dye)
        timing = None if exchange.outcome is None else exchange.outcome.timing
        bar.show_phases(phases(timing) if timing else (), timing.total_s if timing else 0.0, timing_words(exchange))

    def _runs(self) -> list[list[Run]]:
        """Return what each tab of the exchange is to show."""
        exchange = self._exchange
        if exchange is None:
            return [[], [], [], []]
        from workbench.gui.features.log.detail_text import request_runs, response_runs
        from workbench.gui.features.log.timing import timing_runs
        from workbench.gui.features.log.verdict_text import verdict_runs

        found = [
            request_runs(exchange, self._forms[REQUEST]),
            response_runs(exchange, self._forms[RESPONSE]),
            timing_runs(exchange),
            verdict_runs(exchange),
        ]
        bare = {tab for tab, form in self._forms.items() if form == "hex"} if self._mask.on else set()
        return [_NO_HEX if tab in bare else self._mask.runs(exchange, runs) for tab, runs in enumerate(found)]

    def _comparison(self) -> list[Run]:
        if self._compared is None:
            return []
        from workbench.gui.features.log.comparison import comparison_runs

        return self._mask.runs_about(self._compared.bodies, comparison_runs(self._compared))


def _across(left: QWidget, right: QWidget) -> QWidget:
    """Return a line with one part at its left and one at its right."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(12, 6, 12, 2)
    row.setSpacing(12)
    row.addWidget(left, 1)
    row.addWidget(right)
    return holder
