"""The Signature dock: the derivation from body to token, whether PHP agrees, and the compare box."""

from workbench.gui.features.signature.pane import SignaturePane

__all__ = ["SignaturePane"]
