"""The window around the features: docks, menu, notices, status bar, close guard. Knows no feature."""
