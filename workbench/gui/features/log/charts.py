"""Small charts: the phases of a send, a histogram of times, counts of outcomes. Each has a text alternative."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.core.theme import Theme, ThemeSource
from workbench.gui.widgets.plain_text import plain_tip
from workbench.operations.presentation.outcomes import answer_time, counted
from workbench.operations.presentation.runs import times_text
from workbench.operations.run_results import Bin, Results

_SHARES = {
    "name look-up": ("accent", 0.3),
    "connect": ("accent", 0.5),
    "TLS": ("accent", 0.7),
    "send": ("accent", 1.0),
    "wait": ("muted", 0.45),
    "receive": ("accent", 0.6),
}
"""Colour and opacity of each phase; the server's time is grey."""

_LINE = 18  # height of a line of text, in pixels
_MIN_GAP = 12  # pixels between two labels on one line
_MIN_BAR = 24  # minimum length of the longest bar, in pixels


def phase_color(theme: Theme, name: str) -> QColor:
    """Return the colour of a phase, blended over the surface colour."""
    role, share = _SHARES[name]
    color, ground = theme.color(role), theme.color("surface")
    parts = zip((color.redF(), color.greenF(), color.blueF()), (ground.redF(), ground.greenF(), ground.blueF()),
                strict=True)  # fmt: skip
    return QColor.fromRgbF(*(over * share + under * (1 - share) for over, under in parts))


class _Chart(QWidget):
    """A painted widget with a description in text."""

    def __init__(self, themes: ThemeSource, name: str, object_name: str) -> None:
        super().__init__()
        self._themes = themes
        themes.theme_changed.connect(self.update)
        self.setObjectName(object_name)
        self.setAccessibleName(name)

    @property
    def theme(self) -> Theme:
        """The current theme."""
        return self._themes.current

    def set_description(self, text: str) -> None:
        """Set the accessible description and the tooltip, and repaint."""
        self.setAccessibleDescription(text)
        self.setToolTip(plain_tip(text))
        self.update()


class TimingBar(_Chart):
    """The phases of a send in proportion to their duration."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes, "Phases of the send", "timingBar")
        self._phases: Sequence[tuple[str, float]] = ()
        self._total = 0.0
        self.setFixedHeight(20)

    def show_phases(self, phases: Sequence[tuple[str, float]], total: float, text: str) -> None:
        """Show phases; times in seconds."""
        self._phases, self._total = phases, max(total, sum(seconds for _name, seconds in phases))
        self.set_description(text)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the bar; each phase is at least a pixel wide."""
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


class Histogram(_Chart):
    """A histogram of the times to the answer."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes, "Histogram of times", "runHistogram")
        self._results: Results | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a size with room for the labels."""
        return QSize(260, 110)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the smallest readable size."""
        return QSize(160, 76)

    def show_results(self, results: Results | None) -> None:
        """Show the times of a run."""
        self._results = results
        self.set_description(times_text(results))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the summary, the bars and the axis."""
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
            f"{most:,} send{'' if most == 1 else 's'}",
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
        low, label, high = answer_time(bins[0].low), "time to answer", _axis_end(bins)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(axis, middle | Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(axis, middle | Qt.AlignmentFlag.AlignRight, high)
        if centre_fits(axis.width(), *map(painter.fontMetrics().horizontalAdvance, (low, label, high))):
            painter.drawText(axis, middle | Qt.AlignmentFlag.AlignHCenter, label)
        painter.end()


class Outcomes(_Chart):
    """The outcomes of a run: label, count and bar of each."""

    _MAX_LINES = 6

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes, "Outcomes of the sends", "runOutcomes")
        self._outcomes: tuple[tuple[str, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of the lines."""
        return QSize(220, _LINE * min(max(len(self._outcomes), 1), self._MAX_LINES) + 8)

    def show_outcomes(self, outcomes: tuple[tuple[str, int], ...]) -> None:
        """Show outcomes, the most frequent first."""
        rest = sum(count for _words, count in outcomes[self._MAX_LINES - 1 :])
        whole = len(outcomes) <= self._MAX_LINES
        self._outcomes = outcomes if whole else (*outcomes[: self._MAX_LINES - 1], ("other", rest))
        self.updateGeometry()
        self.set_description(
            ", ".join(counted(count, words) for words, count in outcomes) or "Nothing has been sent yet."
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint label, count and bar of each outcome."""
        painter = QPainter(self)
        painter.setFont(self.theme.text)
        metrics = painter.fontMetrics()
        most = max((count for _words, count in self._outcomes), default=1)
        label_width = max((metrics.horizontalAdvance(words) for words, _count in self._outcomes), default=0)
        count_width = max((metrics.horizontalAdvance(f"{count:,}") for _words, count in self._outcomes), default=0)
        label_width = max(min(label_width, self.width() - count_width - 28 - _MIN_BAR), 0)
        top = 4
        for words, count in self._outcomes:
            painter.setPen(self.theme.color("text"))
            middle = Qt.AlignmentFlag.AlignVCenter
            name = metrics.elidedText(words, Qt.TextElideMode.ElideRight, label_width)
            painter.drawText(12, top, label_width, _LINE, middle | Qt.AlignmentFlag.AlignLeft, name)
            painter.drawText(
                12 + label_width + 8, top, count_width, _LINE, middle | Qt.AlignmentFlag.AlignRight, f"{count:,}"
            )
            left = 12 + label_width + count_width + 16
            width = max(2.0, (self.width() - left - 12) * count / most)
            role = "good" if words == "success" else "unknown" if words in ("cancelled", "unknown") else "bad"
            painter.fillRect(QRectF(left, top + 5, width, _LINE - 10), self.theme.color(role))
            top += _LINE
        painter.end()


def centre_fits(room: float, left: float, centre: float, right: float) -> bool:
    """Return whether three labels of these widths fit on a line, with the middle one centred."""
    return room / 2 - centre / 2 - _MIN_GAP >= max(left, right)


def _axis_end(bins: Sequence[Bin]) -> str:
    """Return the label at the right end; the last bar includes longer times."""
    if len(bins) == 1:
        return answer_time(bins[0].high)
    width = bins[0].high - bins[0].low
    return f"{answer_time(bins[-1].low + width)}{' or more' if bins[-1].high > bins[-1].low + 1.5 * width else ''}"
