"""The Log dock: a row for each exchange, and everything that is known of the selected one."""

from workbench.gui.features.log.pane import LogPane

__all__ = ["LogPane"]
