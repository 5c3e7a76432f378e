"""Fixtures of the leak search."""

import os

# It needs terminals and signals as POSIX has them.
collect_ignore = [] if os.name == "posix" else ["test_hunt.py", "test_terminal.py"]
