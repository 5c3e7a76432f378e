"""The Signature pane: the derivation from body to token, PHP's reading of the body, and the compare box."""
