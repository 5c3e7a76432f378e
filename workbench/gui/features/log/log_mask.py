"""What the log may show of an exchange while the window is masked for screen-sharing. Paints nothing, changes nothing.

An id is found in its body and in whatever else is said of the exchange: an answer that echoes it, a title, an address.
"""

from collections.abc import Callable, Iterable

from workbench.exchange import Exchange, Response
from workbench.gui.features.log.bodies import SHOWN_BYTES, Run
from workbench.gui.features.log.detail_text import MASKED_HEADERS
from workbench.history.values import Row
from workbench.redaction import mask as start_and_end
from workbench.redaction.pii import ScreenMask, values

_REMEMBERED = 4_096  # words of rows


class LogMask:
    """The mask, and the values of each exchange it was asked about. `held` finds an exchange that is in memory."""

    def __init__(self, mask: ScreenMask, held: Callable[[str], Exchange | None] = lambda _id: None) -> None:
        self.mask = mask
        self._held = held
        self._values: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._words: dict[tuple[str, str], str] = {}

    def words(self, exchange: Exchange, text: str) -> str:
        """Return words about an exchange as they may be shown."""
        return self.mask.hide(text, self._values_of(exchange))

    def row_words(self, row: Row, text: str) -> str:
        """Return the words of a cell as they may be shown; of most rows the body is not at hand, only their words."""
        found = self._words.get((row.id, text))
        if found is None:
            exchange = self._held(row.id)
            found = self.mask.hide(text) if exchange is None else self.words(exchange, text)
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[row.id, text] = found
        return found

    def runs(self, exchange: Exchange, runs: Iterable[Run]) -> list[Run]:
        """Return runs as they may be shown, each as long as before."""
        return self._hidden(list(runs), self._values_of(exchange))

    def runs_about(self, bodies: Iterable[bytes], runs: Iterable[Run]) -> list[Run]:
        """Return runs that speak of several bodies as they may be shown, each as long as before."""
        return self._hidden(list(runs), tuple(value for body in bodies for value in _in(body)))

    def _hidden(self, runs: list[Run], known: tuple[str, ...]) -> list[Run]:
        """Return runs, read as the one text they make, as they may be shown."""
        hidden = self.mask.hide("".join(words for words, _dye in runs), known)
        made: list[Run] = []
        at = 0
        for words, dye in runs:
            made.append((hidden[at : at + len(words)], dye))
            at += len(words)
        return made

    def _values_of(self, exchange: Exchange) -> tuple[str, ...]:
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


def _in(body: bytes) -> tuple[str, ...]:
    return values(body[:SHOWN_BYTES].decode("utf-8", "replace"))
