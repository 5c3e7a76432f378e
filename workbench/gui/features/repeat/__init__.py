"""The panel that starts a repeat run."""
