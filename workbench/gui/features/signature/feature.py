"""Declares the signature feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Place

if TYPE_CHECKING:
    from workbench.gui.features.signature.parts import SignatureParts


def _build(context: Context) -> SignatureParts:
    from workbench.gui.features.signature.parts import SignatureParts

    return SignatureParts(context)


_COMMANDS: tuple[Command[SignatureParts], ...] = (
    Command(
        "signature.wire-form",
        "Choose the wire form",
        MenuGroup.REQUEST,
        lambda parts: parts.pane.derivation.open_forms(),
        ("Ctrl+Shift+W",),
    ),
    Command("copy.body", "Copy the body", MenuGroup.COPY, lambda parts: parts.copy("body"), ("Ctrl+Shift+B",)),
    Command("copy.hash", "Copy the payload hash", MenuGroup.COPY, lambda parts: parts.copy("hash"), ("Ctrl+Shift+D",)),
    Command("copy.token", "Copy the auth token", MenuGroup.COPY, lambda parts: parts.copy("token"), ("Ctrl+Shift+C",)),
    Command(
        "copy.headers", "Copy both headers", MenuGroup.COPY, lambda parts: parts.copy("headers"), ("Ctrl+Shift+H",)
    ),
    Command(
        "signature.show",
        "Go to the signature",
        MenuGroup.GO,
        lambda parts: parts.pane.derivation.token.setFocus(),
        ("Ctrl+6",),
        shows=True,
    ),
    Command(
        "signature.compare",
        "Compare",
        MenuGroup.GO,
        lambda parts: parts.pane.compare.pasted.setFocus(),
        ("Ctrl+K",),
        shows=True,
    ),
)

FEATURE = Feature("signature", "Signature", Place.RIGHT, _build, _COMMANDS, size=424)
