"""Says which tests a system cannot run: killing at every step needs a process that can fork."""

import os

collect_ignore = [] if hasattr(os, "fork") else ["test_killed.py"]
