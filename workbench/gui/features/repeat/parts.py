"""Connects the panel for a repeat run with the run, which the send feature performs."""

from workbench.gui.feature import Context, Parts
from workbench.gui.features.repeat.panel import RepeatPanel
from workbench.operations import is_loopback
from workbench.operations.run_plan import DEFAULT_RATE


class RepeatParts(Parts):
    """The repeat feature."""

    pane: RepeatPanel

    def __init__(self, context: Context) -> None:
        panel = RepeatPanel()
        super().__init__(panel)
        self._context = context
        exchanges = context.exchanges
        panel.start_requested.connect(exchanges.run_requested)
        panel.closed.connect(context.hide)
        exchanges.run_answered.connect(self._show_answer)
        exchanges.running_changed.connect(panel.show_running)

    def set_visible(self, visible: bool) -> None:
        """Suggest a rate for the chosen endpoint when the panel is opened."""
        if not visible:
            return
        local = is_loopback(self._context.session.endpoint.url)
        self.pane.suggest_rate("" if local else f"{DEFAULT_RATE:g}")
        self.pane.show_running(self._context.exchanges.running)
        self.pane.show_problem("")

    def _show_answer(self, problem: str) -> None:
        self.pane.show_problem(problem)
        if not problem:
            self._context.hide()
