"""The Log dock: filter and rows on the left, the selected exchange on the right."""

from collections.abc import Iterable
from time import monotonic

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from workbench.exchange import Exchange
from workbench.gui.core.log_values import Selection
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.action_menu import ActionMenu
from workbench.gui.features.log.actions import ACTIONS
from workbench.gui.features.log.detail import Detail
from workbench.gui.features.log.filter_bar import FilterBar
from workbench.gui.features.log.log_mask import LogMask
from workbench.gui.features.log.rows import Rows
from workbench.gui.features.log.summary import is_current, mutable_fields
from workbench.gui.features.log.text import shorten
from workbench.gui.features.log.unsaved_exchanges import UnsavedExchanges
from workbench.gui.widgets.plain_text import plain_label
from workbench.history.query import QueryError, parsed, unknown_fields
from workbench.history.values import Found, Row
from workbench.operations.presentation.comparison import Comparison
from workbench.operations.run_plan import RunProgress
from workbench.operations.run_results import Results

_NOTHING_SENT = "Nothing has been sent yet. Ctrl+Enter sends the payload in front."
_NOTHING_FOUND = (
    "No row of the log contains all of “{query}”. Use fewer words, or press Esc in the filter to show all rows. {hint}"
)
_RESULTS_INTERVAL_S = 2.0
"""Seconds between two requests for the results of a repeat run in progress."""


class LogPane(QSplitter):
    """The log, newest row first; a new exchange is selected when it starts. Stores and sends nothing.

    Signals that request data, with the method that takes the answer:
        filter_edited(str): rows that match this query. → show_found
        rows_wanted(tuple[int, ...]): the rows with these keys. → show_rows
        run_wanted(str): the keys of the exchanges of this repeat run. → show_run
        exchange_wanted(str): the exchange with this id. → show_detail
        results_wanted(str): the results of this repeat run. → show_results

    Signals that request something else:
        action_requested(str, Selection, object): see `ActionMenu.requested`; a deletion is confirmed already.
        run_action_requested(str, str): `pause`, `resume` or `cancel`, and the id of a repeat run. → show_progress
        address_wanted(str): use the target of a redirect as the endpoint.
        columns_chosen(str): columns and widths as text, to be saved. → use_columns at the next start
    """

    filter_edited = Signal(str)
    rows_wanted = Signal(object)
    run_wanted = Signal(str)
    exchange_wanted = Signal(str)
    results_wanted = Signal(str)
    action_requested = Signal(str, object, object)
    run_action_requested = Signal(str, str)
    address_wanted = Signal(str)
    columns_chosen = Signal(str)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("logSplitter")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        unsaved = UnsavedExchanges()
        mask = LogMask(privacy, unsaved.exchange, self)
        self.filter_bar = FilterBar(privacy)
        self._rows = Rows(unsaved, themes, mask, self)
        self.table = self._rows.table
        self.detail = Detail(themes, privacy, mask)
        self._query = ""  # the last one that could be read
        self._total = 0
        self._current_id = ""  # of the exchange or the run
        self._has_history = False  # whether a history has answered
        self._requested: tuple[str, object] = ("", None)  # id of the exchange requested last, and its row's values then
        self._run = ""
        self._progress: dict[str, RunProgress] = {}
        self._results: dict[str, tuple[int, float, Results | None]] = {}  # sends done, time of the request, answer
        self._empty = plain_label(_NOTHING_SENT)
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lay_out()
        self._actions = ActionMenu(self._rows, self._column.addWidget)
        self._connect()

    # Data to show

    def use_columns(self, text: str) -> None:
        """Show the columns of a text from `columns_chosen`; the default columns if it is empty."""
        self.table.columns.restore(text)

    def show_exchange(self, exchange: Exchange) -> None:
        """Show an exchange that no history holds, when it starts and again when it ends."""
        self.show_exchanges((exchange,))

    def show_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Show exchanges that no history holds; the table is updated at most twenty times a second."""
        self._rows.show_unsaved(exchanges)

    def note_saved(self, exchanges: Iterable[Exchange]) -> None:
        """Note exchanges that have started or ended and are saved: their rows come by `show_found`.

        Of a repeat run the first exchange is enough.
        """
        self._rows.note_saved(exchanges)

    def show_found(self, found: Found, rows: Iterable[Row] = (), total: int = 0, query: str = "") -> None:
        """Show the result of a query; an answer to an older query is ignored.

        Also called when the history has changed. `rows` are the first rows of the result, so that they need not be
        requested. `total` is the number of rows without a filter.
        """
        if query == self._query:
            self._total, self._has_history = total, True
            self._rows.show_found(found, rows, query)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows that were requested."""
        self._rows.show_rows(rows)

    def show_run(self, run: str, sends: Found, rows: Iterable[Row] = ()) -> None:
        """Expand a repeat run that was requested, or update it."""
        self._rows.show_run(run, sends, rows)

    def show_detail(self, exchange: Exchange) -> None:
        """Show an exchange that was requested; it is ignored if another row is current by now."""
        self._rows.unsaved.remember(exchange)
        record, _ = self._rows.current()
        if record is not None and record.id == exchange.id:
            self.detail.show_exchange(exchange)

    def show_compared(self, compared: Comparison) -> None:
        """Show a comparison in its tab."""
        self.detail.show_compared(compared)

    def show_progress(self, run: str, progress: RunProgress) -> None:
        """Show the progress of a repeat run."""
        self._progress[run] = progress
        if run == self._run:
            self._show_run(run, progress.finished)

    def show_results(self, run: str, results: Results) -> None:
        """Show the results of a repeat run."""
        done, when, _ = self._results.get(run, (0, 0.0, None))
        self._results[run] = done, when, results
        if run == self._run:
            self.detail.show_run(self._progress.get(run), results)

    def show_gone(self, ids: Iterable[str]) -> None:
        """Remove exchanges that were only in memory; rows deleted from a history come by `show_found`."""
        self._rows.show_gone(ids)

    # Implementation

    def _lay_out(self) -> None:
        left = QWidget()
        left.setProperty("role", "surface")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(left)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.filter_bar)
        self._column.addWidget(self.filter_bar.problem)
        stack = QStackedLayout()
        stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        stack.addWidget(self.table)
        stack.addWidget(self._empty)
        stack.setCurrentWidget(self._empty)
        self._column.addLayout(stack, 1)
        self.addWidget(left)
        self.addWidget(self.detail)
        self.setStretchFactor(0, 7)
        self.setStretchFactor(1, 4)
        self.setSizes([880, 500])

    def _connect(self) -> None:
        self._actions.requested.connect(self._forward)
        self.filter_bar.edited.connect(self._filter)
        self.filter_bar.left.connect(self.table.setFocus)
        for source in (self.filter_bar, self.table):
            source.menu_requested.connect(self._actions.open_menu)
        self.table.keys_pressed.connect(self._actions.trigger_shortcut)
        self.table.read_requested.connect(self.detail.focus_text)
        self.table.layout_changed.connect(lambda: self.columns_chosen.emit(self.table.columns.to_text()))
        self._rows.model.rows_wanted.connect(self.rows_wanted)
        self._rows.run_wanted.connect(self.run_wanted)
        self._rows.current_changed.connect(self._show_current)
        self._rows.count_changed.connect(self._update_count)
        self.detail.recorded_toggled.connect(lambda on: self._forward("recorded", self._actions.current(), on))
        self.detail.address_wanted.connect(self.address_wanted)
        self.detail.run_action_requested.connect(self._forward_run_action)

    def _forward(self, action: str, chosen: Selection, value: object) -> None:
        if action == "filter":
            self.filter_bar.focus_filter()
        else:
            self.action_requested.emit(action, chosen, value)

    def _forward_run_action(self, action: str) -> None:
        if action in ACTIONS:
            self.action_requested.emit(action, self._actions.current(), None)
        else:
            self.run_action_requested.emit(action, self._run)

    def _filter(self, query: str) -> None:
        """Show what matches; a query that cannot be read leaves the list as it is."""
        try:
            parsed(query)
        except QueryError as error:
            self.filter_bar.show_problem(str(error))
            return
        self.filter_bar.show_problem("")
        self._query = query
        self._rows.show_filtered(query)
        if self._has_history:
            self.filter_bar.wait()
        self.filter_edited.emit(query)

    def _update_count(self) -> None:
        """Show how many rows there are, or why there are none."""
        shown, query = len(self._rows.model.row_index.keys), self._query.strip()
        total = max(self._total + len(self._rows.unsaved), shown)
        text = f"{shown:,} of {total:,}" if query else f"{total:,} in total" if total else ""
        self.filter_bar.show_count(f"{text}; newest hidden by the filter" if self._rows.hides_newest else text)
        self._empty.setText(
            _NOTHING_FOUND.format(query=shorten(query), hint=unknown_fields(query))
            if query and total
            else _NOTHING_SENT
        )
        self._empty.setVisible(shown == 0)

    def _show_current(self) -> None:
        """Show the exchange or the run of the current row, and request it if it is not in memory."""
        record, is_run = self._rows.current()
        if record is None:
            if not self.table.currentIndex().isValid():
                self._hide_run()
                self.detail.show_exchange(None)
            return
        before, self._current_id = self._current_id, record.run if is_run else record.id
        if before != self._current_id:
            self.detail.close_comparison()
        if is_run:
            self._show_run(record.run, record.run_done)
        else:
            self._hide_run()
        exchange = self._rows.unsaved.exchange(record.id)
        if exchange is not None and exchange is not self.detail.exchange:
            self.detail.show_exchange(exchange)
        is_newer = exchange is not None and exchange.outcome is not None and not record.answer
        if exchange is None or not (is_newer or is_current(record, exchange)):
            request = record.id, mutable_fields(record)
            if request != self._requested:
                self._requested = request
                self.exchange_wanted.emit(record.id)

    def _show_run(self, run: str, done: int) -> None:
        self._run = run
        before, when, results = self._results.get(run, (-1, 0.0, None))
        progress = self._progress.get(run)
        if results is None or self.detail.shown_run != (progress, results):
            self.detail.show_run(progress, results)
        over = progress is None or progress.ended or progress.paused
        if done != before and (over or monotonic() - when >= _RESULTS_INTERVAL_S):
            self._results[run] = done, monotonic(), results
            self.results_wanted.emit(run)

    def _hide_run(self) -> None:
        self._run = ""
        self.detail.hide_run()
