"""A whole window, and a way to ask it what a screen reader asks."""

from tests.journeys.conftest import driver, keyring, new_driver

__all__ = ["driver", "keyring", "new_driver"]
