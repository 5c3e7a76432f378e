"""What the selected rows of the log are: for the menu, and for whoever carries an intent out. Pure reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.log_values import Selection
from workbench.gui.features.log.actions import SelectionSummary
from workbench.gui.features.log.live_exchanges import FIRST_KEY
from workbench.gui.features.log.row_index import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.gui.features.log.live_exchanges import LiveExchanges
    from workbench.gui.features.log.model import LogModel

_MOST_LOOKED_AT = 1_000  # rows; what is true of more need not be known for a menu


def picked(model: LogModel, spans: list[tuple[int, int]]) -> SelectionSummary:
    """Return how much is selected, and what is true of all of it."""
    count = sum(last - first + 1 for first, last in spans)
    if not 0 < count <= _MOST_LOOKED_AT:
        return SelectionSummary(exchanges=count)
    rows = list(rows_of(spans))
    runs = sum(map(model.is_run, rows))
    known = [row for row in map(model.known, rows) if row is not None]
    return SelectionSummary(
        exchanges=count - runs,
        runs=runs,
        pinned=all(row.pinned for row in known),
        recorded=all(row.recorded == "yes" for row in known),
    )


def chosen(model: LogModel, shelf: LiveExchanges, spans: Sequence[tuple[int, int]]) -> Selection:
    """Return what is selected, as an intent carries it; a send is none more than the run above it."""
    entries: list[int] = []
    sends: list[int] = []
    held: dict[str, None] = {}
    count, exact = 0, True
    for number in rows_of(spans):
        place = model.listing.at(number)
        exchange = shelf.of_key(place.key)
        if exchange is not None:
            held |= dict.fromkeys(shelf.members(exchange.run) if exchange.run and not place.inside else (exchange.id,))
        elif place.inside:
            if not _has(spans, model.listing.parent(number)):
                sends.append(place.key)
                count += 1
        elif place.key < FIRST_KEY:
            entries.append(place.key)
            row = model.remembered(place.key)
            exact &= row is not None
            count += row.run_count if row is not None and row.run else 1
    exchanges = [each for id_ in held if (each := shelf.exchange(id_)) is not None]
    return Selection(tuple(entries), tuple(sends), tuple(exchanges), count + len(exchanges), exact)


def _has(spans: Sequence[tuple[int, int]], row: int) -> bool:
    return any(first <= row <= last for first, last in spans)
