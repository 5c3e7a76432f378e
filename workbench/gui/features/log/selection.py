"""Describes the selected rows of the log: a summary for the menu, a `Selection` for the signals."""

from collections.abc import Sequence

from workbench.gui.core.log_values import Selection
from workbench.gui.features.log.actions import SelectionSummary
from workbench.gui.features.log.model import LogModel
from workbench.gui.features.log.row_index import rows_of
from workbench.gui.features.log.unsaved_exchanges import FIRST_KEY, UnsavedExchanges

_MAX_SUMMARISED = 1_000  # rows; of a larger selection only the count is known


def summary_of(model: LogModel, ranges: list[tuple[int, int]]) -> SelectionSummary:
    """Return how much is selected, and what is true of all of it; `ranges` are first and last rows."""
    count = sum(last - first + 1 for first, last in ranges)
    if not 0 < count <= _MAX_SUMMARISED:
        return SelectionSummary(exchanges=count)
    rows = list(rows_of(ranges))
    runs = sum(map(model.is_run, rows))
    records = [record for record in map(model.record, rows) if record is not None]
    return SelectionSummary(
        exchanges=count - runs,
        runs=runs,
        pinned=all(record.pinned for record in records),
        recorded=all(record.recorded == "yes" for record in records),
    )


def selection_of(model: LogModel, unsaved: UnsavedExchanges, ranges: Sequence[tuple[int, int]]) -> Selection:
    """Return the selection; a send whose run is selected too is counted once."""
    entries: list[int] = []
    sends: list[int] = []
    in_memory: dict[int, None] = {}
    count, exact = 0, True
    for row in rows_of(ranges):
        position = model.row_index.at(row)
        exchange = unsaved.by_key(position.key)
        if exchange is not None:
            whole_run = exchange.run and not position.inside
            in_memory |= dict.fromkeys(reversed(unsaved.run(exchange.run)) if whole_run else (position.key,))
        elif position.inside:
            if not _contains(ranges, model.row_index.parent(row)):
                sends.append(position.key)
                count += 1
        elif position.key < FIRST_KEY:
            entries.append(position.key)
            record = model.cached_record(position.key)
            exact &= record is not None
            count += record.run_count if record is not None and record.run else 1
    exchanges = [exchange for key in in_memory if (exchange := unsaved.by_key(key)) is not None]
    return Selection(tuple(entries), tuple(sends), tuple(exchanges), count + len(exchanges), exact)


def _contains(ranges: Sequence[tuple[int, int]], row: int) -> bool:
    return any(first <= row <= last for first, last in ranges)
