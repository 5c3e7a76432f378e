"""The window around the features: docks, notices and status bar. Imports no feature."""
