"""Hides personal data in the texts of the log while the window is masked for screen-sharing.

An id is looked for in the bodies of an exchange and hidden in every text about it.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from workbench.exchange import HIDDEN_HEADERS, Exchange, Response
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.history.values import Row
from workbench.operations.presentation import Span
from workbench.operations.presentation.bodies import SHOWN_BYTES
from workbench.redaction import mask as start_and_end
from workbench.redaction.pii import ScreenMask, values

_MAX_CACHED = 4_096  # masked texts of rows


class LogMask(QObject):
    """The mask of the window, applied to texts about exchanges; without a mask the texts stay unchanged.

    `find` returns an exchange that is in memory by its id.

    Signals:
        changed(): the mask was turned on or off, or hides other values.
    """

    changed = Signal()

    def __init__(self, privacy: ScreenPrivacy, find: Callable[[str], Exchange | None], parent: QObject) -> None:
        super().__init__(parent)
        self._privacy = privacy
        self._find = find
        self._values: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._texts: dict[tuple[str, str], str] = {}
        privacy.mask_changed.connect(self._forget)

    @property
    def on(self) -> bool:
        """Whether the window is masked."""
        return self._privacy.mask is not None

    def hide(self, exchange: Exchange, text: str) -> str:
        """Return a text about an exchange, masked."""
        mask = self._privacy.mask
        return text if mask is None else mask.hide(text, self._values_of(exchange))

    def hide_in_row(self, row: Row, text: str) -> str:
        """Return the text of a cell, masked; the body is used if the exchange is in memory."""
        if not text or not self.on:
            return text
        found = self._texts.get((row.id, text))
        if found is None:
            exchange = self._find(row.id)
            found = self._privacy.hide(text) if exchange is None else self.hide(exchange, text)
            if len(self._texts) >= _MAX_CACHED:
                self._texts.clear()
            self._texts[row.id, text] = found
        return found

    def hide_spans(self, exchange: Exchange, spans: Iterable[Span]) -> list[Span]:
        """Return spans about an exchange, masked; the lengths stay the same."""
        mask = self._privacy.mask
        return list(spans) if mask is None else _hide(mask, list(spans), self._values_of(exchange))

    def hide_spans_of_bodies(self, bodies: Iterable[bytes], spans: Iterable[Span]) -> list[Span]:
        """Return spans about several bodies, masked; the lengths stay the same."""
        mask = self._privacy.mask
        if mask is None:
            return list(spans)
        return _hide(mask, list(spans), tuple(value for body in bodies for value in _personal_values(body)))

    def _values_of(self, exchange: Exchange) -> tuple[str, ...]:
        key = exchange.id, exchange.outcome is not None
        if key not in self._values:
            found = list(_personal_values(exchange.request.body))
            if isinstance(exchange.outcome, Response):
                found += _personal_values(exchange.outcome.body)
            # the masked API key and token, also where the sandbox repeats them
            found += [
                start_and_end(value) for name, value in exchange.request.headers if name.lower() in HIDDEN_HEADERS
            ]
            found.append(exchange.token_shown)
            self._values[key] = tuple(found)
        return self._values[key]

    def _forget(self) -> None:
        self._values.clear()
        self._texts.clear()
        self.changed.emit()


def _hide(mask: ScreenMask, spans: list[Span], known: tuple[str, ...]) -> list[Span]:
    """Return spans, masked as one text."""
    hidden = mask.hide("".join(words for words, _role in spans), known)
    made: list[Span] = []
    at = 0
    for words, role in spans:
        made.append((hidden[at : at + len(words)], role))
        at += len(words)
    return made


def _personal_values(body: bytes) -> tuple[str, ...]:
    return values(body[:SHOWN_BYTES].decode("utf-8", "replace"))
