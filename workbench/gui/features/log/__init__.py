"""The log: a row for each exchange, and the details of the selected one."""

from workbench.gui.features.log.pane import LogPane

__all__ = ["LogPane"]
