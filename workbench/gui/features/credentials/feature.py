"""Declares the credentials feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Place

if TYPE_CHECKING:
    from workbench.gui.features.credentials.parts import CredentialsParts


def _build(context: Context) -> CredentialsParts:
    from workbench.gui.features.credentials.parts import CredentialsParts

    return CredentialsParts(context)


_COMMANDS: tuple[Command[CredentialsParts], ...] = (
    Command(
        "credentials.show",
        "Go to credentials",
        MenuGroup.GO,
        lambda parts: parts.pane.take_focus(),
        ("Ctrl+5",),
        shows=True,
    ),
    Command(
        "credentials.new",
        "New profile",
        MenuGroup.PROFILES,
        lambda parts: parts.fill_in(""),
        ("Ctrl+Shift+N",),
        shows=True,
    ),
    Command(
        "credentials.edit", "Edit the profile", MenuGroup.PROFILES, lambda parts: parts.edit_active(), ("Ctrl+Shift+E",)
    ),
    Command(
        "credentials.check", "Check the keyring", MenuGroup.PROFILES, lambda parts: parts.check_keyring(), shows=True
    ),
    Command(
        "credentials.stop-waiting",
        "Stop waiting for the keyring",
        MenuGroup.PROFILES,
        lambda parts: parts.stop_waiting(),
        enabled=False,
    ),
)

FEATURE = Feature("credentials", "Credentials", Place.RIGHT, _build, _COMMANDS, behind="signature")
