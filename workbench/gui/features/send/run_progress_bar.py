"""The bar with the progress of a repeat run."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

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
        self.pause = self._button("Pause", "runBarPause", "Start no more sends for now; those in progress continue")
        self.resume = self._button("Resume", "runBarResume", "Continue with the remaining sends")
        self.cancel = self._button("Cancel run", "runBarCancel", "Stop at once; the remaining sends are not sent (Esc)")
        self.resume.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        row.addWidget(self.progress)
        row.addStretch(1)
        for each in (self.pause, self.resume, self.cancel):
            row.addWidget(each)
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

    def _button(self, label: str, object_name: str, tip: str) -> QPushButton:
        return button(label, "outline", object_name, tip)
