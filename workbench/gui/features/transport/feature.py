"""Declares the transport feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Place

if TYPE_CHECKING:
    from workbench.gui.features.transport.parts import TransportParts


def _build(context: Context) -> TransportParts:
    from workbench.gui.features.transport.parts import TransportParts

    return TransportParts(context)


_COMMANDS: tuple[Command[TransportParts], ...] = (
    Command(
        "transport.show",
        "Headers and transport…",
        MenuGroup.REQUEST,
        lambda parts: parts.pane.take_focus(),
        ("Ctrl+Shift+R",),
        shows=True,
    ),
)

FEATURE = Feature("transport", "Headers and transport", Place.PANEL, _build, _COMMANDS)
