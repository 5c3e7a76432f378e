"""Declares the send feature, with the request bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Place

if TYPE_CHECKING:
    from workbench.gui.features.send.parts import SendParts


def _build(context: Context) -> SendParts:
    from workbench.gui.features.send.parts import SendParts

    return SendParts(context)


_COMMANDS: tuple[Command[SendParts], ...] = (
    Command("send.send", "Send", MenuGroup.REQUEST, lambda parts: parts.send(), ("Ctrl+Return", "Ctrl+Enter")),
    # Enabled while there is something to cancel: otherwise Escape leaves the editor with Tab.
    Command(
        "send.cancel", "Cancel the send", MenuGroup.REQUEST, lambda parts: parts.cancel(), ("Escape",), enabled=False
    ),
    Command(
        "send.choose-profile",
        "Choose the profile",
        MenuGroup.GO,
        lambda parts: parts.bar.profile.showPopup(),
        ("Ctrl+Shift+L",),
    ),
    Command(
        "send.choose-endpoint",
        "Choose the endpoint",
        MenuGroup.GO,
        lambda parts: parts.bar.endpoint.showPopup(),
        ("Ctrl+L",),
    ),
)

FEATURE = Feature("send", "Send", Place.TOP, _build, _COMMANDS)
