"""What a repeat run came to, and what can be done with it: outcomes and times as drawings, the rest in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui.features.log.charts import Histogram, Outcomes, histogram_words
from workbench.gui.features.log.text import took
from workbench.gui.widgets.parts import button
from workbench.gui.widgets.values import Lines

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from workbench.gui.core.theme import ThemeSource
    from workbench.operations.repeat import RunProgress
    from workbench.operations.run_results import Results


class RunPage(QWidget):
    """One repeat run.

    Signals:
        acted(str): `pause`, `resume` or `cancel` this run; `save-csv` or `save-jsonl` its results.
    """

    acted = Signal(str)

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self.setObjectName("runPage")
        self.setProperty("role", "surface")
        self._standing: RunProgress | None = None
        self.says = Lines("Repeat run", "runSays", "text")
        self.says.setToolTip("How far the run has come, and how long its answers took")
        self.outcomes = Outcomes(themes)
        self.histogram = Histogram(themes)
        self.pause = self._button(
            "Pause", "pause", "runPause", "Begin no more sends for now; what is under way goes on"
        )
        self.resume = self._button("Resume", "resume", "runResume", "Go on with the sends that are left")
        self.cancel = self._button("Cancel the run", "cancel", "runCancel", "End it at once: what is left is not sent")
        csv = self._button("CSV…", "save-csv", "runCsv", "A line for each send; no token is in it")
        jsonl = self._button("JSONL…", "save-jsonl", "runJsonl", "A JSON object for each send; no token is in it")
        drawings = QHBoxLayout()
        drawings.setSpacing(8)
        drawings.addWidget(self.outcomes, 1)
        drawings.addWidget(self.histogram, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 0, 12, 0)
        buttons.setSpacing(8)
        for each in (self.pause, self.resume, self.cancel):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(csv)
        buttons.addWidget(jsonl)
        words = QHBoxLayout()
        words.setContentsMargins(12, 0, 12, 0)
        words.addWidget(self.says)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        column.addLayout(words)
        column.addLayout(drawings, 1)
        column.addLayout(buttons)
        self.show_run(None, None)

    def show_run(self, standing: RunProgress | None, results: Results | None) -> None:
        """Show how far a run has come, None if it is over; and what it came to, None while that is not known."""
        self._standing = standing
        going = standing is not None and not standing.ended
        self.pause.setVisible(going and standing is not None and not standing.paused)
        self.resume.setVisible(going and standing is not None and standing.paused)
        self.cancel.setVisible(going)
        outcomes = results.outcomes if results else ()
        if standing is not None and not results:
            outcomes = tuple(
                (words, count)
                for words, count in (("success", standing.successes), ("no success", standing.failures))
                if count
            )
        self.outcomes.show_outcomes(outcomes)
        self.histogram.show_results(results)
        self.says.show_value(run_says(standing, results))

    def _button(self, words: str, act: str, object_name: str, tip: str) -> QPushButton:
        made = button(words, "outline", object_name, tip)
        made.setAccessibleName(words if words.endswith("run") else f"{words.removesuffix('…')} of the run")
        made.clicked.connect(lambda: self.acted.emit(act))
        return made


def run_says(standing: RunProgress | None, results: Results | None) -> str:
    """Return how far a run has come and how long its answers took, in words."""
    parts = []
    if standing is not None:
        so_far = f"{standing.finished:,} of {standing.count:,} done"
        left = f"{standing.remaining:,} left" if standing.remaining else "none left"
        if standing.ended:
            parts.append(f"{so_far} in {took(standing.elapsed_s)}, {left}.")
        else:
            state = "paused" if standing.paused else "going on"
            parts.append(f"{so_far}, {standing.in_progress:,} under way, {left}; {state}, {took(standing.elapsed_s)}.")
    elif results is not None:
        parts.append(f"{sum(count for _words, count in results.outcomes):,} sends.")
    if results is not None:
        parts.append(histogram_words(results))
    return " ".join(parts) or "Counting what the run came to…"
