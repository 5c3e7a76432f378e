"""What the log may show of an exchange while the window is masked for screen-sharing. Paints nothing, changes nothing.

An id is found in its body and in whatever else is said of the exchange: an answer that echoes it, a title, an address.
"""

from collections.abc import Iterable

from workbench.exchange import Exchange, Response
from workbench.gui.log.describe import MASKED_HEADERS, SHOWN_BYTES, Run
from workbench.secrecy import mask as start_and_end
from workbench.secrecy.screen import Mask, values


class LogMask:
    """The mask, and the values of each exchange it was asked about."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._values: dict[tuple[str, bool], tuple[str, ...]] = {}

    def words(self, exchange: Exchange, text: str) -> str:
        """Return words about an exchange as they may be shown."""
        return self._mask.hide(text, self._values_of(exchange))

    def runs(self, exchange: Exchange, runs: Iterable[Run]) -> list[Run]:
        """Return runs as they may be shown, each as long as before. They are read as the one text they make."""
        runs = list(runs)
        hidden = self.words(exchange, "".join(words for words, _dye in runs))
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
            self._values[key] = tuple(found)
        return self._values[key]


def _in(body: bytes) -> tuple[str, ...]:
    return values(body[:SHOWN_BYTES].decode("utf-8", "replace"))
