"""The bar with the progress of a repeat run."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from workbench.gui.widgets.layouts import STRETCH, row
from workbench.gui.widgets.parts import button
from workbench.gui.widgets.plain_text import plain_label
from workbench.operations.presentation.runs import progress_text
from workbench.operations.run_plan import RunProgress


class RunProgressBar(QFrame):
    """The progress of a run, with buttons to pause and cancel it.

    Signals:
        pause_requested(), resume_requested(), cancel_requested()
    """

    pause_requested = Signal()
    resume_requested = Signal()
    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("runProgressBar")
        self.setProperty("role", "notice")
        self.progress = plain_label()
        self.progress.setObjectName("runProgress")
        self.progress.setAccessibleName("Repeat run")
        pause_tip = "Start no more sends for now; those in progress continue"
        cancel_tip = "Stop at once; the remaining sends are not sent (Esc)"
        self.pause = button("Pause", "outline", "runBarPause", pause_tip)
        self.resume = button("Resume", "outline", "runBarResume", "Continue with the remaining sends")
        self.cancel = button("Cancel run", "outline", "runBarCancel", cancel_tip)
        self.resume.hide()
        buttons = (self.pause, self.resume, self.cancel)
        self.setLayout(row(self.progress, STRETCH, *buttons, spacing=8, margins=(16, 6, 16, 6)))
        self.pause.clicked.connect(self.pause_requested)
        self.resume.clicked.connect(self.resume_requested)
        self.cancel.clicked.connect(self.cancel_requested)

    def show_starting(self) -> None:
        """Show that a run starts."""
        self._show_text("Starting the run…", paused=False)

    def show_progress(self, progress: RunProgress) -> None:
        """Show the progress of the run."""
        self._show_text(progress_text(progress), paused=progress.paused)

    def _show_text(self, text: str, *, paused: bool) -> None:
        self.progress.setText(text)
        had_focus = self.pause.hasFocus() or self.resume.hasFocus()
        self.pause.setVisible(not paused)
        self.resume.setVisible(paused)
        if had_focus:
            (self.resume if paused else self.pause).setFocus()
