"""Declares the repeat feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Place

if TYPE_CHECKING:
    from workbench.gui.features.repeat.parts import RepeatParts


def _build(context: Context) -> RepeatParts:
    from workbench.gui.features.repeat.parts import RepeatParts

    return RepeatParts(context)


_COMMANDS: tuple[Command[RepeatParts], ...] = (
    Command(
        "repeat.show",
        "Repeat…",
        MenuGroup.REQUEST,
        lambda parts: parts.pane.take_focus(),
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        shows=True,
    ),
)

FEATURE = Feature("repeat", "Repeat", Place.PANEL, _build, _COMMANDS)
