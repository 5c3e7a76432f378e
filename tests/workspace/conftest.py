"""Lists the tests that need fork(), for systems without it."""

import os

collect_ignore = [] if hasattr(os, "fork") else ["test_killed.py"]
