"""What the log may show of an exchange: everything, or less while the window is masked for screen-sharing.

An id is found in its body and in whatever else is said of the exchange: an answer that echoes it, a title, an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.exchange import Exchange, Response
from workbench.redaction import mask as start_and_end
from workbench.redaction.pii import ScreenMask, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.features.log.bodies import Run
    from workbench.history.values import Row

_REMEMBERED = 4_096  # words of rows


class LogMask(QObject):
    """The window's mask, with the values of each exchange it was asked about. While it is off, nothing is changed.

    `held` finds an exchange that is in memory.

    Signals:
        changed(): what was returned before may be other words now.
    """

    changed = Signal()

    def __init__(self, privacy: ScreenPrivacy, held: Callable[[str], Exchange | None], parent: QObject) -> None:
        super().__init__(parent)
        self._privacy = privacy
        self._held = held
        self._values: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._words: dict[tuple[str, str], str] = {}
        privacy.mask_changed.connect(self._forget)

    @property
    def on(self) -> bool:
        """Whether the window is masked."""
        return self._privacy.mask is not None

    def words(self, exchange: Exchange, text: str) -> str:
        """Return words about an exchange as they may be shown."""
        mask = self._privacy.mask
        return text if mask is None else mask.hide(text, self._values_of(exchange))

    def row_words(self, row: Row, text: str) -> str:
        """Return the words of a cell as they may be shown; of most rows the body is not at hand, only their words."""
        if not text or not self.on:
            return text
        found = self._words.get((row.id, text))
        if found is None:
            exchange = self._held(row.id)
            found = self._privacy.hide(text) if exchange is None else self.words(exchange, text)
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[row.id, text] = found
        return found

    def runs(self, exchange: Exchange, runs: Iterable[Run]) -> list[Run]:
        """Return runs as they may be shown, each as long as before."""
        mask = self._privacy.mask
        return list(runs) if mask is None else _hidden(mask, list(runs), self._values_of(exchange))

    def runs_about(self, bodies: Iterable[bytes], runs: Iterable[Run]) -> list[Run]:
        """Return runs that speak of several bodies as they may be shown, each as long as before."""
        mask = self._privacy.mask
        if mask is None:
            return list(runs)
        return _hidden(mask, list(runs), tuple(value for body in bodies for value in _in(body)))

    def _values_of(self, exchange: Exchange) -> tuple[str, ...]:
        from workbench.gui.features.log.detail_text import (
            MASKED_HEADERS,  # comes with the first exchange, as in `detail`
        )

        key = exchange.id, exchange.outcome is not None
        if key not in self._values:
            found = list(_in(exchange.request.body))
            if isinstance(exchange.outcome, Response):
                found += _in(exchange.outcome.body)
            # What else is shown of a key is its start and its end: here, and where the sandbox repeats it.
            found += [
                start_and_end(value) for name, value in exchange.request.headers if name.lower() in MASKED_HEADERS
            ]
            found.append(exchange.token_shown)
            self._values[key] = tuple(found)
        return self._values[key]

    def _forget(self) -> None:
        self._values.clear()
        self._words.clear()
        self.changed.emit()


def _hidden(mask: ScreenMask, runs: list[Run], known: tuple[str, ...]) -> list[Run]:
    """Return runs, read as the one text they make, as they may be shown."""
    hidden = mask.hide("".join(words for words, _dye in runs), known)
    made: list[Run] = []
    at = 0
    for words, dye in runs:
        made.append((hidden[at : at + len(words)], dye))
        at += len(words)
    return made


def _in(body: bytes) -> tuple[str, ...]:
    from workbench.gui.features.log.bodies import SHOWN_BYTES

    return values(body[:SHOWN_BYTES].decode("utf-8", "replace"))
