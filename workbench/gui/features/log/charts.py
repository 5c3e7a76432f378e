"""Small drawings: the phases of a send as one bar, times as a histogram, outcomes as bars. Each also says itself in
words, for who cannot see it. They hold what they were shown last, and compute nothing of the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.features.log.text import took

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.gui.core.theme import Theme, ThemeSource
    from workbench.operations.run_results import Bin, Results

_SHARES = {
    "name look-up": ("accent", 0.3),
    "connect": ("accent", 0.5),
    "TLS": ("accent", 0.7),
    "send": ("accent", 1.0),
    "wait": ("muted", 0.45),
    "receive": ("accent", 0.6),
}
"""Of each phase the colour, and how much of it; what is the server's is grey."""

_LINE = 18  # height of a line of words in a drawing
_APART = 12  # between two words on one line
_SHORTEST = 24  # of the longest bar: words give way to it


def phase_color(theme: Theme, name: str) -> QColor:
    """Return the colour of a phase: a share of one of the theme's over the surface."""
    dye, share = _SHARES[name]
    color, ground = theme.color(dye), theme.color("surface")
    parts = zip((color.redF(), color.greenF(), color.blueF()), (ground.redF(), ground.greenF(), ground.blueF()),
                strict=True)  # fmt: skip
    return QColor.fromRgbF(*(over * share + under * (1 - share) for over, under in parts))


class _Drawing(QWidget):
    """A widget that is painted in the theme's colours and says itself in words."""

    def __init__(self, themes: ThemeSource, name: str, object_name: str) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        self.setObjectName(object_name)
        self.setAccessibleName(name)

    @property
    def theme(self) -> Theme:
        """The theme it is painted in."""
        return self._themes.current

    def say(self, words: str) -> None:
        """Say what is drawn."""
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()


class TimingBar(_Drawing):
    """The phases of a send, each as long as it took; the gaps between them are left free."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes, "Phases of the send", "timingBar")
        self._phases: Sequence[tuple[str, float]] = ()
        self._total = 0.0
        self.setFixedHeight(20)

    def show_phases(self, phases: Sequence[tuple[str, float]], total: float, words: str) -> None:
        """Draw these phases, in seconds."""
        self._phases, self._total = phases, max(total, sum(seconds for _name, seconds in phases))
        self.say(words)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw one bar; a phase that took hardly any time is a pixel wide all the same."""
        painter = QPainter(self)
        room = self.rect().adjusted(12, 6, -12, -4)
        painter.fillRect(room, self.theme.color("line"))
        if self._total > 0:
            left = float(room.left())
            wide = room.width() - len(self._phases)
            for name, seconds in self._phases:
                width = 1 + wide * seconds / self._total
                painter.fillRect(QRectF(left, room.top(), width, room.height()), phase_color(self.theme, name))
                left += width
        painter.end()


class Histogram(_Drawing):
    """Times to the answer: how many sends took how long."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes, "Histogram of times", "runHistogram")
        self._results: Results | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for its words."""
        return QSize(260, 110)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Small, but still to be read."""
        return QSize(160, 76)

    def show_results(self, results: Results | None) -> None:
        """Draw the times of a run."""
        self._results = results
        self.say(histogram_words(results))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the bars, the line they stand on, and the words of both axes."""
        painter = QPainter(self)
        room = self.rect().adjusted(12, 4, -12, -4)
        painter.setFont(self.theme.text)
        painter.setPen(self.theme.color("muted"))
        results = self._results
        if results is None or not results.histogram:
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, "No answer yet.")
            painter.end()
            return
        bins = results.histogram
        most = max(each.count for each in bins)
        painter.drawText(
            room,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
            f"tallest bar: {most:,} send{'' if most == 1 else 's'}",
        )
        bars = QRectF(room.left(), room.top() + _LINE, room.width(), room.height() - 2 * _LINE - 2)
        step = bars.width() / len(bins)
        for number, each in enumerate(bins):
            if each.count:
                height = max(1.0, bars.height() * each.count / most)
                bar = QRectF(bars.left() + number * step, bars.bottom() - height, max(step - 1, 1), height)
                painter.fillRect(bar, self.theme.color("accent"))
        painter.setPen(QPen(self.theme.color("muted"), 1))
        painter.drawLine(bars.bottomLeft(), bars.bottomRight())
        axis = QRectF(room.left(), bars.bottom() + 2, room.width(), _LINE)
        low, about, high = _short(bins[0].low), "time to the answer", _last(bins)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(axis, middle | Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(axis, middle | Qt.AlignmentFlag.AlignRight, high)
        if centre_fits(axis.width(), *map(painter.fontMetrics().horizontalAdvance, (low, about, high))):
            painter.drawText(axis, middle | Qt.AlignmentFlag.AlignHCenter, about)
        painter.end()


class Outcomes(_Drawing):
    """What became of the sends: a line for each, its count, and a bar."""

    _MOST = 6

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes, "What became of the sends", "runOutcomes")
        self._outcomes: tuple[tuple[str, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lines."""
        return QSize(220, _LINE * min(max(len(self._outcomes), 1), self._MOST) + 8)

    def show_outcomes(self, outcomes: tuple[tuple[str, int], ...]) -> None:
        """Draw these outcomes, the most frequent first."""
        rest = sum(count for _words, count in outcomes[self._MOST - 1 :])
        whole = len(outcomes) <= self._MOST
        self._outcomes = outcomes if whole else (*outcomes[: self._MOST - 1], ("other", rest))
        self.updateGeometry()
        self.say(
            ", ".join(f"{count:,} {'× ' if words[0].isdigit() else ''}{words}" for words, count in outcomes)
            or "Nothing was sent yet."
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw words, count and bar of each outcome."""
        painter = QPainter(self)
        painter.setFont(self.theme.text)
        metrics = painter.fontMetrics()
        most = max((count for _words, count in self._outcomes), default=1)
        named = max((metrics.horizontalAdvance(words) for words, _count in self._outcomes), default=0)
        counted = max((metrics.horizontalAdvance(f"{count:,}") for _words, count in self._outcomes), default=0)
        named = max(min(named, self.width() - counted - 28 - _SHORTEST), 0)
        top = 4
        for words, count in self._outcomes:
            painter.setPen(self.theme.color("text"))
            middle = Qt.AlignmentFlag.AlignVCenter
            name = metrics.elidedText(words, Qt.TextElideMode.ElideRight, named)
            painter.drawText(12, top, named, _LINE, middle | Qt.AlignmentFlag.AlignLeft, name)
            painter.drawText(12 + named + 8, top, counted, _LINE, middle | Qt.AlignmentFlag.AlignRight, f"{count:,}")
            left = 12 + named + counted + 16
            width = max(2.0, (self.width() - left - 12) * count / most)
            dye = "good" if words == "success" else "unknown" if words in ("cancelled", "unknown") else "bad"
            painter.fillRect(QRectF(left, top + 5, width, _LINE - 10), self.theme.color(dye))
            top += _LINE
        painter.end()


def centre_fits(room: float, left: float, centre: float, right: float) -> bool:
    """Say whether words of these widths, at both ends of a line and in its middle, stay apart."""
    return room / 2 - centre / 2 - _APART >= max(left, right)


def histogram_words(results: Results | None) -> str:
    """Say a histogram in words."""
    if results is None or results.median_s is None or results.p95_s is None or results.slowest_s is None:
        return "Without an answer there are no times."
    return (
        f"Of {results.answered:,} answers half came within {_short(results.median_s)}, 95 % within "
        f"{_short(results.p95_s)}, the slowest after {_short(results.slowest_s)}."
    )


def _last(bins: Sequence[Bin]) -> str:
    """Return the words at the right end; the last bar also holds what took longer."""
    if len(bins) == 1:
        return _short(bins[0].high)
    width = bins[0].high - bins[0].low
    return f"{_short(bins[-1].low + width)}{' and more' if bins[-1].high > bins[-1].low + 1.5 * width else ''}"


def _short(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else took(seconds)
