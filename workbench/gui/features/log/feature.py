"""Declares the log feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Place

if TYPE_CHECKING:
    from workbench.gui.features.log.parts import LogParts


def _build(context: Context) -> LogParts:
    from workbench.gui.features.log.parts import LogParts

    return LogParts(context)


_COMMANDS: tuple[Command[LogParts], ...] = (
    Command(
        "log.show", "Go to the log", MenuGroup.GO, lambda parts: parts.pane.table.setFocus(), ("Ctrl+3",), shows=True
    ),
    Command("log.private", "Private session", MenuGroup.HISTORY, lambda parts: parts.switch_private(), checkable=True),
    Command("log.open-bundle", "Open share bundle…", MenuGroup.HISTORY, lambda parts: parts.exporter.open_bundle()),
    Command(
        "log.delete-history",
        "Delete history…",
        MenuGroup.HISTORY,
        lambda parts: parts.annotations.confirm_delete_history(),
    ),
)

FEATURE = Feature("log", "Log", Place.BOTTOM, _build, _COMMANDS, size=240)
