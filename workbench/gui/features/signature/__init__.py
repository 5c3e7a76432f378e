"""The Signature dock: the derivation from body to token, whether PHP agrees, and the compare box."""
