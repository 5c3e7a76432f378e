"""The tab of a repeat run: progress, results as charts, and buttons."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.log.charts import Histogram, Outcomes
from workbench.gui.widgets.parts import button
from workbench.gui.widgets.values import Lines
from workbench.operations.presentation.runs import outcome_counts, progress_text, summary_rows
from workbench.operations.run_plan import RunProgress
from workbench.operations.run_results import Results


class RunPage(QWidget):
    """One repeat run.

    Signals:
        action_requested(str): `pause`, `resume`, `cancel`, `save-csv` or `save-jsonl`.
    """

    action_requested = Signal(str)

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self.setObjectName("runPage")
        self.setProperty("role", "surface")
        self._progress: RunProgress | None = None
        self.summary = Lines("Repeat run", "runSummary", "text")
        self.summary.setToolTip("Progress of the run, and times of the answers")
        self.outcomes = Outcomes(themes)
        self.histogram = Histogram(themes)
        self.pause = self._button(
            "Pause", "pause", "runPause", "Start no more sends for now; those in progress continue"
        )
        self.resume = self._button("Resume", "resume", "runResume", "Continue with the remaining sends")
        self.cancel = self._button(
            "Cancel run", "cancel", "runCancel", "Stop at once; the remaining sends are not sent"
        )
        csv = self._button("CSV…", "save-csv", "runCsv", "One line for each send, without tokens")
        jsonl = self._button("JSONL…", "save-jsonl", "runJsonl", "One JSON object for each send, without tokens")
        charts = QHBoxLayout()
        charts.setSpacing(8)
        charts.addWidget(self.outcomes, 1)
        charts.addWidget(self.histogram, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 0, 12, 0)
        buttons.setSpacing(8)
        for each in (self.pause, self.resume, self.cancel):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(csv)
        buttons.addWidget(jsonl)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self.summary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(charts, 1)
        column.addLayout(buttons)
        self.show_run(None, None)

    def show_run(self, progress: RunProgress | None, results: Results | None) -> None:
        """Show progress, None if the run is over, and results, None while they are unknown."""
        self._progress = progress
        going = progress is not None and not progress.ended
        self.pause.setVisible(going and progress is not None and not progress.paused)
        self.resume.setVisible(going and progress is not None and progress.paused)
        self.cancel.setVisible(going)
        outcomes = outcome_counts(results) if results else ()
        if progress is not None and not results:
            outcomes = tuple(
                (words, count)
                for words, count in (("success", progress.successes), ("without success", progress.failures))
                if count
            )
        self.outcomes.show_outcomes(outcomes)
        self.histogram.show_results(results)
        self.summary.show_value(run_summary(progress, results))

    def _button(self, label: str, action: str, object_name: str, tip: str) -> QPushButton:
        made = button(label, "outline", object_name, tip)
        made.setAccessibleName(f"{label.removesuffix('…').removesuffix(' run')}: selected run")
        made.clicked.connect(lambda: self.action_requested.emit(action))
        return made


def run_summary(progress: RunProgress | None, results: Results | None) -> str:
    """Return progress or results of a run as text; the outcomes are in a chart."""
    if progress is not None and not progress.ended:
        return progress_text(progress)
    rows = [each for each in summary_rows(progress, results) if each.label in ("Finished", "Times")]
    return "\n".join(f"{each.label}: {each.text}" for each in rows) or "Loading the results…"
