"""A whole window, and a way to ask it what a screen reader asks."""

from tests.journeys.conftest import bench, keyring, new_bench

__all__ = ["bench", "keyring", "new_bench"]
