"""State and services that features share. No feature and no pane."""
