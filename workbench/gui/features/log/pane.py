"""The Log dock put together: filter and rows on the left, the selected exchange on the right."""

from __future__ import annotations

from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from workbench.gui.features.log.detail import Detail
from workbench.gui.features.log.filter_bar import FilterBar
from workbench.gui.features.log.live_exchanges import LiveExchanges
from workbench.gui.features.log.log_mask import LogMask
from workbench.gui.features.log.rows import Rows
from workbench.gui.features.log.summary import agrees, facts_of
from workbench.gui.features.log.text import short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QKeySequence

    from workbench.exchange import Exchange
    from workbench.gui.core.log_values import Comparison
    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.core.theme import ThemeSource
    from workbench.gui.features.log.action_menu import ActionMenu
    from workbench.history.values import Found, Row
    from workbench.operations.repeat import RunProgress
    from workbench.operations.run_results import Results

_NOTHING_SENT = "Nothing has been sent yet. Ctrl+Enter sends the payload in front."
_NOTHING_FOUND = "Nothing in the log holds all of “{query}”. Fewer words find more; Esc in the filter shows everything."
_RESULTS_AGAIN_S = 2.0
"""Seconds after which what a run came to is asked for again while it goes on."""


class LogPane(QSplitter):
    """A row for each exchange, newest first; a new one is selected as it starts. Holds no history and sends nothing.

    Signals that ask for what is to be shown, and the method that takes the answer:
        filter_edited(str): find this. → show_found
        rows_wanted(tuple[int, ...]): the rows of these keys. → show_rows
        run_wanted(str): the keys of this repeat run's exchanges. → show_run
        exchange_wanted(str): the whole exchange of this id. → show_detail
        results_wanted(str): what this repeat run came to. → show_results

    Signals that ask for something to be done; a Chosen says with what, and resolves to ids or exchanges:
        again_requested(Chosen): send it again, same bytes, signed afresh.
        open_requested(Chosen): open its body as a document.
        compare_with_editor_requested(Chosen), compare_requested(Chosen): one, or two. → show_compared
        copy_requested(str, Chosen): as `raw`, `curl`, `markdown`, or its payload `hash`.
        save_requested(str, Chosen): as `har`, `curl`, `bundle`; a run as `csv`, `jsonl`.
        note_edited(Chosen, str, tuple[str, ...]): this note and these tags.
        pin_requested(Chosen, bool), recorded_ticked(Chosen, bool): set or take back.
        delete_requested(Chosen): the person has agreed to it. → show_gone for what is in no history
        bundle_wanted(): choose a share bundle and open it.
        address_wanted(str): open a redirect's address as an endpoint.
        run_pause_requested(str), run_resume_requested(str), run_cancel_requested(str): this repeat run. → show_standing
        columns_chosen(str): other columns or widths, as one text to remember. → use_columns at the next start
    """

    filter_edited = Signal(str)
    rows_wanted = Signal(object)
    run_wanted = Signal(str)
    exchange_wanted = Signal(str)
    results_wanted = Signal(str)
    again_requested = Signal(object)
    open_requested = Signal(object)
    compare_with_editor_requested = Signal(object)
    compare_requested = Signal(object)
    copy_requested = Signal(str, object)
    save_requested = Signal(str, object)
    note_edited = Signal(object, str, object)
    pin_requested = Signal(object, bool)
    recorded_ticked = Signal(object, bool)
    delete_requested = Signal(object)
    bundle_wanted = Signal()
    address_wanted = Signal(str)
    run_pause_requested = Signal(str)
    run_resume_requested = Signal(str)
    run_cancel_requested = Signal(str)
    columns_chosen = Signal(str)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("logSplitter")
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        shelf = LiveExchanges()
        mask = LogMask(privacy, shelf.exchange, self)
        self.strip = FilterBar(privacy)
        self._rows = Rows(shelf, themes, mask, self)
        self.table = self._rows.table
        self.detail = Detail(themes, privacy, mask)
        self._total = 0
        self._followed = ""  # the exchange or the run that was current last
        self._is_kept = False  # whether a history has told what there is
        self._asked: tuple[str, object] = ("", None)  # the exchange that was asked for, and what was known of it then
        self._run = ""
        self._standings: dict[str, RunProgress] = {}
        self._results: dict[str, tuple[int, float, Results | None]] = {}
        self._empty = QLabel(_NOTHING_SENT)
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lay_out()
        self._connect()

    # What it is told

    def use_columns(self, text: str) -> None:
        """Show the columns of a text that `columns_chosen` gave; those of the first time if it is empty."""
        self.table.columns.use(text)

    def show_exchange(self, exchange: Exchange) -> None:
        """Show an exchange as it starts and again as it ends, whether a history keeps it or not."""
        self.show_exchanges((exchange,))

    def show_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Show exchanges as they start and as they end: at once, in a storm of them at most twenty times a second.

        Of a repeat run that a history keeps the first is enough: its row is the history's from then on.
        """
        self._rows.show_exchanges(exchanges)

    def show_found(self, found: Found, rows: Iterable[Row] = (), *, total: int = 0, query: str = "") -> None:
        """Show what a history found; an answer to an older query is ignored.

        Also to be called when the history has changed. `rows` should be the first of them, so that a new row is seen at
        once; what is held in memory and is among them is shown once. `total`: rows without a filter.
        """
        if query == self.strip.query:
            self._total, self._is_kept = total, True
            self._rows.show_found(found, rows, query)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows that were asked for."""
        self._rows.show_rows(rows)

    def show_run(self, run: str, sends: Found, rows: Iterable[Row] = ()) -> None:
        """Open a repeat run that was asked for, or show what it has now."""
        self._rows.show_run(run, sends, rows)

    def show_detail(self, exchange: Exchange) -> None:
        """Show an exchange that was asked for; one that was asked for before another is ignored."""
        self._rows.shelf.remember(exchange)
        known, _ = self._rows.current()
        if known is not None and known.id == exchange.id:
            self.detail.show_exchange(exchange)

    def show_compared(self, compared: Comparison) -> None:
        """Show a comparison, in front."""
        self.detail.show_compared(compared)

    def show_standing(self, run: str, standing: RunProgress) -> None:
        """Show how far a repeat run has come."""
        self._standings[run] = standing
        if run == self._run:
            self._show_run(run, standing.finished)

    def show_results(self, run: str, results: Results) -> None:
        """Show what a repeat run came to."""
        done, when, _ = self._results.get(run, (0, 0.0, None))
        self._results[run] = done, when, results
        if run == self._run:
            self.detail.show_run(self._standings.get(run), results)

    def show_gone(self, ids: Iterable[str]) -> None:
        """Take exchanges out that no history has; what a history lost is told by `show_found`."""
        self._rows.show_gone(ids)

    def put_below(self, part: QWidget) -> None:
        """Put a part below the rows."""
        self._column.addWidget(part)

    # Within

    @cached_property
    def _acting(self) -> ActionMenu:
        """What turns keys and menus into intents; loaded with the first of them."""
        from workbench.gui.features.log.action_menu import ActionMenu

        return ActionMenu(self, self._rows)

    def _lay_out(self) -> None:
        left = QWidget()
        left.setProperty("role", "surface")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(left)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.strip)
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
        self.strip.edited.connect(self._filter)
        self.strip.left.connect(self.table.setFocus)
        for asking in (self.strip, self.table):
            asking.menu_requested.connect(self._open_menu)
        self.table.pressed_keys.connect(self._act_by_keys)
        self.table.entered.connect(self.detail.take_keyboard)
        self.table.layout_changed.connect(lambda: self.columns_chosen.emit(self.table.columns.text()))
        self._rows.model.rows_wanted.connect(self.rows_wanted)
        self._rows.run_wanted.connect(self.run_wanted)
        self._rows.current_changed.connect(self._follow)
        self._rows.count_changed.connect(self._count)
        self.detail.recorded_ticked.connect(lambda on: self.recorded_ticked.emit(self._acting.current(), on))
        self.detail.address_wanted.connect(self.address_wanted)
        self.detail.run_acted.connect(lambda act: self._acting.on_run(act, self._run))

    def _open_menu(self, at: QPoint) -> None:
        self._acting.open_menu(at)

    def _act_by_keys(self, keys: QKeySequence) -> None:
        self._acting.by_keys(keys)

    def _filter(self, query: str) -> None:
        self._rows.show_filtered(query)
        if self._is_kept:
            self.strip.wait()
        self.filter_edited.emit(query)

    def _count(self) -> None:
        """Say how many rows there are, or why there are none."""
        shown, query = self._rows.model.listing.entries, self.strip.query.strip()
        total = max(self._total + self._rows.shelf.total, shown)
        said = f"{shown:,} of {total:,}" if query else f"{total:,} in all" if total else ""
        self.strip.show_count(f"{said}; the newest is hidden" if self._rows.hides_newest else said)
        self._empty.setText(_NOTHING_FOUND.format(query=short(query)) if query and total else _NOTHING_SENT)
        self._empty.setVisible(shown == 0)

    def _follow(self) -> None:
        """Show what is known of the current row, and ask for what is not."""
        known, is_run = self._rows.current()
        if known is None:
            if not self.table.currentIndex().isValid():
                self._leave_run()
                self.detail.show_exchange(None)
            return
        before, self._followed = self._followed, known.run if is_run else known.id
        if before != self._followed:
            self.detail.leave_comparison()
        if is_run:
            self._show_run(known.run, known.run_done)
        else:
            self._leave_run()
        exchange = self._rows.shelf.exchange(known.id)
        if exchange is not None and exchange is not self.detail.exchange:
            self.detail.show_exchange(exchange)
        is_ahead = exchange is not None and exchange.outcome is not None and not known.answer
        if exchange is None or not (is_ahead or agrees(known, exchange)):
            asked = known.id, facts_of(known)
            if asked != self._asked:
                self._asked = asked
                self.exchange_wanted.emit(known.id)

    def _show_run(self, run: str, done: int) -> None:
        self._run = run
        before, when, results = self._results.get(run, (-1, 0.0, None))
        standing = self._standings.get(run)
        if results is None or self.detail.shown_run != (standing, results):
            self.detail.show_run(standing, results)
        over = standing is None or standing.ended or standing.paused
        if done != before and (over or monotonic() - when >= _RESULTS_AGAIN_S):
            self._results[run] = done, monotonic(), results
            self.results_wanted.emit(run)

    def _leave_run(self) -> None:
        self._run = ""
        self.detail.hide_run()
