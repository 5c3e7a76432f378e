"""State and services that features share."""
